package kafkalab.board.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The group's rebalances, one after the other: when each began and ended, why, and for how long nobody read what. */
final class Rebalances {

  private static final int KEPT = 50;
  /** Clients notice within ten seconds that their topic has changed. */
  private static final long GUESS_MS = 20_000;
  private static final String UNKNOWN = "not known: the cluster does not say why";

  private final LongSupplier millis;
  private final Consumer<ObjectNode> events;
  private final Deque<Rebalance> over = new ArrayDeque<>();
  private int count;
  private Running running;
  private String guess = UNKNOWN;
  private long guessedAt;
  private Map<String, Set<Integer>> assignment = Map.of();

  /** One that is not over. */
  private static final class Running {
    private final int n;
    private final long start;
    private final Set<String> causes = new LinkedHashSet<>();
    private final Map<Integer, Long> without = new TreeMap<>();
    private final Map<String, Set<Integer>> before;
    private long last;

    Running(int n, long start, Map<String, Set<Integer>> before) {
      this.n = n;
      this.start = start;
      this.last = start;
      this.before = before;
    }
  }

  Rebalances(LongSupplier millis, Consumer<ObjectNode> events) {
    this.millis = millis;
    this.events = events;
  }

  /** Who has what while no rebalance is running. */
  void settled(Map<String, Set<Integer>> members) {
    assignment = copy(members);
  }

  private static Map<String, Set<Integer>> copy(Map<String, Set<Integer>> members) {
    Map<String, Set<Integer>> copy = new TreeMap<>();
    members.forEach((member, partitions) -> copy.put(member, new TreeSet<>(partitions)));
    return copy;
  }

  boolean isRunning() {
    return running != null;
  }

  /** When something of the one that is running was seen last. */
  long lastSeen() {
    return running.last;
  }

  /** Something has moved, for whatever reason. */
  void seen() {
    long t = millis.getAsLong();
    if (running == null) {
      running = new Running(++count, t, assignment);
      show(false, Map.of());
    }
    running.last = t;
  }

  /** Likewise, and this is why. */
  void seen(String cause) {
    long t = millis.getAsLong();
    if (running == null) {
      running = new Running(++count, t, assignment);
    }
    running.last = t;
    if (running.causes.add(cause)) {
      show(false, Map.of());
    }
  }

  /** Why a rebalance may come, or may be running, as long as nobody knows better. */
  void guess(String cause) {
    guess = cause;
    guessedAt = millis.getAsLong();
  }

  /** A partition is read again. */
  void without(int partition, long milliseconds) {
    if (running != null) {
      running.without.merge(partition, milliseconds, Math::max);
    }
  }

  /** It is over: the members have what they are to have. */
  void over(Map<String, Set<Integer>> after) {
    Running ended = running;
    over.addLast(new Rebalance(ended.n, ended.start, ended.last, cause(), ended.before, copy(after),
        new TreeMap<>(ended.without)));
    if (over.size() > KEPT) {
      over.removeFirst();
    }
    show(true, after);
    running = null;
    guess = UNKNOWN;
    settled(after);
  }

  private String cause() {
    return !running.causes.isEmpty() ? String.join("; ", running.causes)
        : running.start - guessedAt < GUESS_MS ? guess : UNKNOWN;
  }

  private void show(boolean ended, Map<String, Set<Integer>> after) {
    ObjectNode event = Json.event(millis.getAsLong(), "rebalance").put("n", running.n).put("startT", running.start)
        .put("endT", ended ? Long.valueOf(running.last) : null).put("cause", cause());
    event.set("before", Json.assignment(running.before));
    event.set("after", Json.assignment(after));
    ObjectNode without = event.putObject("without");
    running.without.forEach((partition, milliseconds) -> without.put(partition.toString(), milliseconds));
    events.accept(event);
  }

  /** Those that are over, oldest first. */
  List<Rebalance> list() {
    return List.copyOf(over);
  }
}
