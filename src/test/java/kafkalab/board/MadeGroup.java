package kafkalab.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A group that never was: its members, offsets and rebalances by a clock of its own, as the events that the board would
 * send. It knows the assignments of the range assignor, eager or cooperative, and how long a rebalance takes; no more.
 */
final class MadeGroup {

  private static final int STEP_MS = 250;
  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int POLL_INTERVAL_MS = 10_000;

  /** How long the members of a rebalance read nothing. */
  private static final int WITHOUT_READER_MS = 300;

  private static final class Consumer {
    final String name;
    List<Integer> partitions = List.of();
    String state = "joining";
    String why;
    Long deadline;
    boolean reads = true;

    Consumer(String name) {
      this.name = name;
    }
  }

  private final List<ObjectNode> events = new ArrayList<>();
  private final Map<String, Consumer> members = new LinkedHashMap<>();
  private final boolean eager;
  private final String prefix;
  private final MadeOffsets offsets;
  private long t;
  private int rebalances;

  MadeGroup(int partitions, boolean eager, String group, String prefix, int rate) {
    this.eager = eager;
    this.prefix = prefix;
    this.offsets = new MadeOffsets(partitions, rate);
    start(group);
  }

  ObjectNode add(String type) {
    ObjectNode event = MadeRecording.JSON.createObjectNode().put("t", t).put("type", type);
    events.add(event);
    return event;
  }

  private void start(String group) {
    ObjectNode start = add("start").put("version", 1).put("topic", "tdea.board").put("group", group)
        .put("partitions", offsets.partitions()).put("epochMs", 1_790_000_000_000L).put("cluster", "localhost:9092").put("local", true);
    start.put("protocol", eager ? "range" : "cooperative-sticky");
    start.putArray("lessons").addObject().put("name", "Consumer01CGroup").put("short", "c1").put("text", "a consumer group");
    start.putArray("protocols").add("range").add("cooperative-sticky").add("consumer");
    start.putArray("scenes").addObject().put("id", "one").put("title", "One consumer").put("question", "Which ones does it read?");
    group("EMPTY");
    members();
    offsets.write(add("offsets"));
    leaders();
  }

  private void group(String state) {
    add("group").put("state", state).put("protocol", "classic").put("assignor", eager ? "range" : "cooperative-sticky")
        .putNull("epoch").put("coordinator", 1);
  }

  private void members() {
    ArrayNode list = add("members").putArray("list");
    for (Consumer c : members.values()) {
      ObjectNode member = list.addObject().put("name", c.name).put("id", c.name + "-8f2c").put("host", "/127.0.0.1")
          .put("state", c.state).put("why", c.why).put("deadlineMs", c.deadline).put("lesson", "Consumer01CGroup")
          .put("pid", 4711).put("ours", true).put("source", "program");
      c.partitions.forEach(member.putArray("partitions")::add);
    }
  }

  private void leaders() {
    ArrayNode leaders = add("leaders").putArray("list");
    for (int p = 0; p < offsets.partitions(); p++) {
      leaders.add(1);
    }
  }

  void join(int n) {
    Consumer consumer = new Consumer(prefix + n);
    members.put(consumer.name, consumer);
    rebalance(consumer.name + " joined", assignment(), 0);
    add("said").put("member", consumer.name).put("line", "Setting newly assigned partitions: " + consumer.partitions);
    run(1000);
  }

  void leave(int n) {
    Map<String, List<Integer>> before = assignment();
    members.remove(prefix + n);
    rebalance(prefix + n + " left", before, 0);
  }

  void kill(int n) {
    Consumer killed = members.get(prefix + n);
    killed.state = "gone";
    killed.why = "killed";
    killed.reads = false;
    killed.deadline = t + SESSION_TIMEOUT_MS;
    killed.partitions.forEach(p -> offsets.readWithoutCommit(p, 5));
    members();
    run(SESSION_TIMEOUT_MS);
    killed.partitions.forEach(offsets::backToCommitted);
    Map<String, List<Integer>> before = assignment();
    members.remove(killed.name);
    rebalance(killed.name + " was killed; its session timed out after 6 s", before, SESSION_TIMEOUT_MS);
  }

  void slow(int n) {
    Consumer slow = members.get(prefix + n);
    slow.state = "slow";
    slow.reads = false;
    slow.deadline = t + POLL_INTERVAL_MS;
    members();
    run(POLL_INTERVAL_MS);
    slow.state = "gone";
    slow.why = "too slow";
    slow.deadline = null;
    rebalance(slow.name + " was too slow: max.poll.interval.ms", assignment(), 0);
    run(2000);
    members.remove(slow.name);
    members();
  }

  void addPartitions() {
    offsets.addPartitions(2);
    leaders();
    offsets.write(add("offsets"));
    run(1000);
    rebalance("partitions were added", assignment(), 0);
  }

  private void rebalance(String cause, Map<String, List<Integer>> before, long waited) {
    long startT = t;
    rebalances++;
    ObjectNode begins = add("rebalance").put("n", rebalances).put("startT", startT).putNull("endT").put("cause", cause);
    before.forEach((name, list) -> list.forEach(begins.withObject("/before").withArray("/" + pointer(name))::add));
    group("PREPARING_REBALANCE");
    Map<String, List<Integer>> after = ranges();
    for (Consumer c : readers()) {
      c.state = "joining";
      c.partitions = eager ? List.of() : c.partitions.stream().filter(after.getOrDefault(c.name, List.of())::contains).toList();
    }
    members();
    run(WITHOUT_READER_MS / 2);
    group("COMPLETING_REBALANCE");
    run(WITHOUT_READER_MS / 2);
    for (Consumer c : members.values()) {
      c.partitions = after.getOrDefault(c.name, List.of());
      if (!c.state.equals("gone")) {
        c.state = c.partitions.isEmpty() ? "idle" : "consuming";
      }
    }
    members();
    group("STABLE");
    ends(cause, startT, waited, before, after);
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private void ends(String cause, long startT, long waited, Map<String, List<Integer>> before, Map<String, List<Integer>> after) {
    Map<String, Long> without = new TreeMap<>();
    for (int p = 0; p < offsets.partitions(); p++) {
      String from = holder(before, p);
      String to = holder(after, p);
      if (from != null && to != null && (eager || !from.equals(to))) {
        without.put("" + p, WITHOUT_READER_MS + (members.containsKey(from) ? 0 : waited));
        add("owner").put("partition", p).put("from", from).put("to", to).put("withoutMs", without.get("" + p));
      }
    }
    ObjectNode ended = add("rebalance").put("n", rebalances).put("startT", startT).put("endT", t).put("cause", cause);
    ended.set("before", MadeRecording.JSON.valueToTree(before));
    ended.set("after", MadeRecording.JSON.valueToTree(after));
    ended.set("without", MadeRecording.JSON.valueToTree(without));
  }

  private static String holder(Map<String, List<Integer>> assignment, int p) {
    return assignment.entrySet().stream().filter(e -> e.getValue().contains(p)).map(Map.Entry::getKey).findFirst().orElse(null);
  }

  private Map<String, List<Integer>> assignment() {
    Map<String, List<Integer>> now = new LinkedHashMap<>();
    members.values().stream().filter(c -> !c.state.equals("joining")).forEach(c -> now.put(c.name, c.partitions));
    return now;
  }

  private List<Consumer> readers() {
    return members.values().stream().filter(c -> !c.state.equals("gone")).toList();
  }

  /** The range assignor's: the first ones get one more. */
  private Map<String, List<Integer>> ranges() {
    Map<String, List<Integer>> assigned = new LinkedHashMap<>();
    List<Consumer> readers = readers();
    int next = 0;
    for (int i = 0; i < readers.size(); i++) {
      int count = offsets.partitions() / readers.size() + (i < offsets.partitions() % readers.size() ? 1 : 0);
      assigned.put(readers.get(i).name, IntStream.range(next, next + count).boxed().toList());
      next += count;
    }
    return assigned;
  }

  void run(long ms) {
    for (long until = t + ms; t < until; ) {
      long step = Math.min(STEP_MS, until - t);
      t += step;
      offsets.produce(t, step);
      members.values().stream().filter(c -> c.reads && !c.state.equals("joining")).forEach(c -> read(c, step));
      if (t / 500 != (t - step) / 500) {
        offsets.write(add("offsets"));
      }
      if (t / 1000 != (t - step) / 1000) {
        ObjectNode rates = add("rates").put("requests", 6);
        offsets.writeRates(rates);
      }
    }
  }

  private void read(Consumer c, long step) {
    ArrayNode ranges = MadeRecording.JSON.createArrayNode();
    ArrayNode again = MadeRecording.JSON.createArrayNode();
    for (int p : c.partitions) {
      offsets.read(p, step, ranges, again);
      if (t / 1000 != (t - step) / 1000) {
        offsets.commit(p);
      }
    }
    if (!again.isEmpty()) {
      add("records").put("member", c.name).put("again", true).set("ranges", again);
    }
    if (!ranges.isEmpty()) {
      add("records").put("member", c.name).set("ranges", ranges);
    }
  }

  long now() {
    return t;
  }

  List<ObjectNode> events() {
    return events;
  }
}
