package kafkalab.board.group;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How far the group is in each partition, in records and in seconds, and what was processed. */
public final class Figures {

  private static final long LAG_STEP_MS = 100;

  private final LongSupplier millis;
  private final Consumer<ObjectNode> events;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private List<Integer> leaders = List.of();
  private Map<String, List<JsonNode>> shown = new LinkedHashMap<>();
  private long again;
  private long lastEnds = -1;
  private long lastDone;
  private long lastRates;

  /** What is known of a partition. */
  private static final class Partition {
    private final ProducedTimes produced = new ProducedTimes();
    private final ProcessedOffsets processed = new ProcessedOffsets();
    private Long end;
    private Long committed;
    /** Where the one that has it reads next, if its program tells that. */
    private Long position;
  }

  /** Records of one member that were processed since the last event, for the first time or again. */
  private record Batch(String member, boolean again, List<long[]> ranges) {

    void add(int partition, long offset) {
      for (long[] range : ranges) {
        if (range[0] == partition && range[2] == offset - 1) {
          range[2] = offset;
          return;
        }
      }
      ranges.add(new long[] {partition, offset, offset});
    }
  }

  /** No partitions yet. */
  public Figures(LongSupplier millis, Consumer<ObjectNode> events) {
    this.millis = millis;
    this.events = events;
  }

  /** The topic's partitions with their leaders' ids; null where one has none. Returns how many have come. */
  public int leaders(List<Integer> now) {
    int more = leaders.isEmpty() ? 0 : Math.max(0, now.size() - leaders.size());
    if (!now.equals(leaders)) {
      leaders = new ArrayList<>(now);
      ObjectNode event = Json.event(millis.getAsLong(), "leaders");
      event.set("list", Json.numbers(now));
      events.accept(event);
    }
    return more;
  }

  /** The end and committed offsets of the partitions, as far as they are known. */
  public void offsets(Map<Integer, Long> ends, Map<Integer, Long> committed) {
    long t = millis.getAsLong();
    ends.forEach((number, end) -> {
      Partition partition = partition(number);
      partition.end = end;
      partition.produced.end(end, t);
    });
    committed.forEach((number, offset) -> partition(number).committed = offset);
    show(t);
  }

  private Partition partition(int number) {
    return partitions.computeIfAbsent(number, n -> new Partition());
  }

  /** A program that the board started has processed a record. */
  public void processed(String member, int number, long offset) {
    Partition partition = partition(number);
    boolean before = partition.processed.add(offset);
    if (before) {
      again++;
    }
    partition.position = offset + 1;
    batches.computeIfAbsent(member + before, key -> new Batch(member, before, new ArrayList<>())).add(number, offset);
  }

  /** Another member has it: until it has processed a record, nobody knows where it reads. */
  public void positionUnknown(int number) {
    partition(number).position = null;
  }

  /** How many records were processed once more. */
  public long again() {
    return again;
  }

  /** Whether all that was processed of some partitions before has been passed by their positions. */
  public boolean caughtUp() {
    return partitions.values().stream().allMatch(partition -> partition.position == null
        ? partition.processed.end() == 0 : partition.position >= partition.processed.end());
  }

  /** Shows the records that were processed since the last call. */
  public void flush() {
    long t = millis.getAsLong();
    for (Batch batch : batches.values()) {
      ObjectNode event = Json.event(t, "records").put("member", batch.member());
      ArrayNode ranges = event.putArray("ranges");
      batch.ranges().forEach(range -> ranges.addArray().add(range[0]).add(range[1]).add(range[2]));
      if (batch.again()) {
        event.put("again", true);
      }
      events.accept(event);
    }
    batches.clear();
  }

  /** Shows all once more, for those who begin to look now. */
  public void showAgain() {
    List<Integer> all = leaders;
    leaders = List.of();
    leaders(all);
    shown = new LinkedHashMap<>();
    show(millis.getAsLong());
  }

  private void show(long t) {
    int count = Math.max(leaders.size(), partitions.keySet().stream().mapToInt(n -> n + 1).max().orElse(0));
    Map<String, List<JsonNode>> now = new LinkedHashMap<>();
    List.of("end", "committed", "position", "lagMs").forEach(name -> now.put(name, new ArrayList<>()));
    for (int i = 0; i < count; i++) {
      Partition partition = partition(i);
      now.get("end").add(node(partition.end));
      now.get("committed").add(node(partition.committed));
      now.get("position").add(node(partition.position));
      now.get("lagMs").add(node(lagMs(partition, t)));
    }
    ObjectNode event = Json.event(t, "offsets");
    now.forEach((name, values) -> addChanges(event, name, values));
    if (event.size() > 2) {
      events.accept(event);
    }
    shown = now;
  }

  private void addChanges(ObjectNode event, String name, List<JsonNode> values) {
    List<JsonNode> before = shown.get(name);
    if (before == null) {
      event.putArray(name).addAll(values);
      return;
    }
    ObjectNode changes = Json.MAPPER.createObjectNode();
    for (int i = 0; i < values.size(); i++) {
      if (i >= before.size() || !values.get(i).equals(before.get(i))) {
        changes.set(String.valueOf(i), values.get(i));
      }
    }
    if (!changes.isEmpty()) {
      event.set(name, changes);
    }
  }

  private static JsonNode node(Long figure) {
    return figure == null ? NullNode.getInstance() : Json.MAPPER.getNodeFactory().numberNode(figure.longValue());
  }

  /** For how long the record at the committed offset has been there; null if that is not known. */
  private static Long lagMs(Partition partition, long t) {
    if (partition.end == null || partition.committed == null) {
      return null;
    }
    if (partition.committed >= partition.end) {
      return 0L;
    }
    OptionalLong produced = partition.produced.of(partition.committed);
    return produced.isEmpty() ? null : (t - produced.getAsLong()) / LAG_STEP_MS * LAG_STEP_MS;
  }

  /**
   * Shows how many records a second are produced and processed; called about once a second.
   *
   * @param requests how many the cluster was asked since the last call
   */
  public void rates(long requests) {
    long t = millis.getAsLong();
    long ends = sum(partition -> partition.end);
    long done = sum(Figures::done);
    if (lastEnds >= 0 && t > lastRates) {
      events.accept(Json.event(t, "rates").put("produced", perSecond(ends - lastEnds, t))
          .put("processed", perSecond(done - lastDone, t)).put("lag", lag()).put("requests", perSecond(requests, t)));
    }
    lastEnds = ends;
    lastDone = done;
    lastRates = t;
  }

  private long perSecond(long count, long t) {
    return Math.round(Math.max(0, count) * 1e3 / (t - lastRates));
  }

  private interface Figure {
    Long of(Partition partition);
  }

  private long sum(Figure figure) {
    return partitions.values().stream().map(figure::of).filter(value -> value != null).mapToLong(Long::longValue).sum();
  }

  /** How far it is, by the programs' lines or else by what is committed. */
  private static Long done(Partition partition) {
    return partition.position == null ? partition.committed
        : partition.committed == null ? partition.position : Long.valueOf(Math.max(partition.position,
            partition.committed));
  }

  private long lag() {
    return sum(partition -> partition.end == null || partition.committed == null ? null
        : Long.valueOf(Math.max(0, partition.end - partition.committed)));
  }
}
