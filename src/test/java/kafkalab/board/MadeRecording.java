package kafkalab.board;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A recording of a group that never was: the events that the board would send, by a clock of its own, always the
 * same. It knows the assignments of the range assignor, eager or cooperative, and how long a rebalance takes; no more.
 */
final class MadeRecording {

  static final ObjectMapper JSON = new ObjectMapper();

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
  private long[] end;
  private long[] committed;
  private long[] position;
  private long[] processed;
  private long t;
  private int rate;
  private int readRate = 400;
  private int rebalances;
  private long sentSinceRates;
  private long readSinceRates;

  private MadeRecording(int partitions, boolean eager, String group, String prefix) {
    this.eager = eager;
    this.prefix = prefix;
    end = new long[partitions];
    committed = new long[partitions];
    position = new long[partitions];
    processed = new long[partitions];
    start(group);
  }

  /** The slides' scenes in their order, with a question and a sentence each; about two minutes. */
  static MadeRecording ofScenes(boolean eager) {
    MadeRecording made = new MadeRecording(4, eager, "tdea-board", "member-");
    made.rate = 8;
    made.scene("one", "One consumer, four partitions: which ones does it read?", "member-1 reads all four partitions.", () -> made.join(1));
    made.scene("two", "A second one joins. Which partitions will it get?",
        "member-1 has 0 and 1, member-2 has 2 and 3.", () -> made.join(2));
    made.scene("four", "Two more join. How many partitions does each have?", "Each of the four reads one partition.", () -> {
      made.join(3);
      made.join(4);
    });
    made.scene("five", "A fifth one joins. Which one will be idle?",
        "member-5 is idle: four partitions keep four consumers busy.", () -> made.join(5));
    made.scene("ctrl-c", "member-5 ends by Ctrl-C. Who takes over, and when?", "member-5 left at once; nobody had to wait.",
        () -> made.leave(5));
    made.scene("kill", "member-2 is killed. Who notices, and when?",
        "The group waited 6 s for member-2; then its partition moved, and 5 records were read again.", () -> made.kill(2));
    made.scene("slow", "member-3 takes 12 s for a record, max.poll.interval.ms is 10 s. What happens?",
        "member-3 did not poll within 10 s: its partition moved.", () -> made.slow(3));
    made.scene("partitions", "Two partitions are added. Who notices, and when?", "The new partitions were read after 1.2 s.",
        made::addPartitions);
    return made;
  }

  /** So many consumers, after they have read for a while. */
  static MadeRecording of(int consumers, int partitions, int rate, int seconds) {
    MadeRecording made = new MadeRecording(partitions, true, "tdea-board", "member-");
    made.rate = rate;
    made.readRate = Math.max(400, rate * 2);
    IntStream.rangeClosed(1, consumers).forEach(made::join);
    made.run(seconds * 1000L);
    return made;
  }

  /** Names and texts that would do harm if a page took them for markup. */
  static MadeRecording hostile() {
    String markup = "<img src=x onerror=window.harmed=1><script>window.harmed=1</script>";
    MadeRecording made = new MadeRecording(2, true, markup, markup);
    made.rate = 5;
    made.scene("one", markup, markup, () -> made.join(1));
    made.add("said").put("member", markup + "1").put("line", markup);
    made.add("note").put("level", "error").put("text", markup);
    made.add("rebalance").put("n", 7).put("startT", made.t).put("endT", made.t + 1).put("cause", markup)
        .putObject("before").putArray(markup).add(0);
    made.add(markup);
    made.add("offsets").putObject("end").put("__proto__", 1).put("1e9", 1).put("-1", 1).put("7777777", 2);
    made.run(1000);
    return made;
  }

  List<String> lines() {
    return events.stream().map(ObjectNode::toString).toList();
  }

  /** As a file that the page has saved. */
  String file() {
    return "{\"format\":\"kafka-lab-board\",\"version\":1,\"events\":[\n" + String.join(",\n", lines()) + "\n]}\n";
  }

  long endMs() {
    return t;
  }

  private ObjectNode add(String type) {
    ObjectNode event = JSON.createObjectNode().put("t", t).put("type", type);
    events.add(event);
    return event;
  }

  private void start(String group) {
    ObjectNode start = add("start").put("version", 1).put("topic", "tdea.board").put("group", group)
        .put("partitions", end.length).put("epochMs", 1_790_000_000_000L).put("cluster", "localhost:9092").put("local", true);
    start.put("protocol", eager ? "range" : "cooperative-sticky");
    start.putArray("lessons").addObject().put("name", "Consumer01CGroup").put("short", "c1").put("text", "a consumer group");
    start.putArray("protocols").add("range").add("cooperative-sticky").add("consumer");
    start.putArray("scenes").addObject().put("id", "one").put("title", "One consumer").put("question", "Which ones does it read?");
    group("EMPTY");
    members();
    offsets();
    ArrayNode leaders = add("leaders").putArray("list");
    for (int p = 0; p < end.length; p++) {
      leaders.add(1);
    }
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

  private void offsets() {
    ObjectNode offsets = add("offsets");
    ObjectNode ends = offsets.putObject("end");
    ObjectNode commits = offsets.putObject("committed");
    ObjectNode positions = offsets.putObject("position");
    ObjectNode lags = offsets.putObject("lagMs");
    for (int p = 0; p < end.length; p++) {
      ends.put("" + p, end[p]);
      commits.put("" + p, committed[p]);
      positions.put("" + p, position[p]);
      lags.put("" + p, rate == 0 ? 0 : (end[p] - committed[p]) * 1000 * end.length / rate);
    }
  }

  private void scene(String id, String question, String sentence, Runnable play) {
    add("scene").put("id", id).put("phase", "begin").put("question", question).put("sentence", "");
    run(3000);
    play.run();
    run(1500);
    add("scene").put("id", id).put("phase", "end").put("question", question).put("sentence", sentence);
    run(5000);
  }

  private void join(int n) {
    Consumer consumer = new Consumer(prefix + n);
    members.put(consumer.name, consumer);
    rebalance(consumer.name + " joined", assignment(), 0);
    add("said").put("member", consumer.name).put("line", "Setting newly assigned partitions: " + consumer.partitions);
    run(1000);
  }

  private void leave(int n) {
    Map<String, List<Integer>> before = assignment();
    members.remove(prefix + n);
    rebalance(prefix + n + " left", before, 0);
  }

  private void kill(int n) {
    Consumer killed = members.get(prefix + n);
    killed.state = "gone";
    killed.why = "killed";
    killed.reads = false;
    killed.deadline = t + SESSION_TIMEOUT_MS;
    killed.partitions.forEach(p -> position[p] += 5);
    killed.partitions.forEach(p -> processed[p] = position[p]);
    members();
    run(SESSION_TIMEOUT_MS);
    killed.partitions.forEach(p -> position[p] = committed[p]);
    Map<String, List<Integer>> before = assignment();
    members.remove(killed.name);
    rebalance(killed.name + " was killed; its session timed out after 6 s", before, SESSION_TIMEOUT_MS);
  }

  private void slow(int n) {
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

  private void addPartitions() {
    int more = end.length + 2;
    end = Arrays.copyOf(end, more);
    committed = Arrays.copyOf(committed, more);
    position = Arrays.copyOf(position, more);
    processed = Arrays.copyOf(processed, more);
    ArrayNode leaders = add("leaders").putArray("list");
    for (int p = 0; p < more; p++) {
      leaders.add(1);
    }
    offsets();
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
    for (int p = 0; p < end.length; p++) {
      String from = holder(before, p);
      String to = holder(after, p);
      if (from != null && to != null && (eager || !from.equals(to))) {
        without.put("" + p, WITHOUT_READER_MS + (members.containsKey(from) ? 0 : waited));
        add("owner").put("partition", p).put("from", from).put("to", to).put("withoutMs", without.get("" + p));
      }
    }
    ObjectNode ended = add("rebalance").put("n", rebalances).put("startT", startT).put("endT", t).put("cause", cause);
    ended.set("before", JSON.valueToTree(before));
    ended.set("after", JSON.valueToTree(after));
    ended.set("without", JSON.valueToTree(without));
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
      int count = end.length / readers.size() + (i < end.length % readers.size() ? 1 : 0);
      assigned.put(readers.get(i).name, IntStream.range(next, next + count).boxed().toList());
      next += count;
    }
    return assigned;
  }

  private void run(long ms) {
    for (long until = t + ms; t < until; ) {
      long step = Math.min(STEP_MS, until - t);
      t += step;
      produce(step);
      members.values().stream().filter(c -> c.reads && !c.state.equals("joining")).forEach(c -> read(c, step));
      if (t / 500 != (t - step) / 500) {
        offsets();
      }
      if (t / 1000 != (t - step) / 1000) {
        rates();
      }
    }
  }

  private void produce(long step) {
    long due = t * rate / 1000 - (t - step) * rate / 1000;
    for (long i = 0; i < due; i++) {
      end[(int) ((t / STEP_MS + i) % end.length)]++;
    }
    sentSinceRates += due;
  }

  private void read(Consumer c, long step) {
    ArrayNode ranges = JSON.createArrayNode();
    ArrayNode again = JSON.createArrayNode();
    for (int p : c.partitions) {
      long most = position[p] < processed[p] ? processed[p] : end[p];
      long to = Math.min(most, position[p] + Math.max(1, readRate * step / 1000 / end.length));
      if (to > position[p]) {
        (position[p] < processed[p] ? again : ranges).addArray().add(p).add(position[p]).add(to - 1);
        readSinceRates += to - position[p];
        position[p] = to;
        processed[p] = Math.max(processed[p], to);
      }
      if (t / 1000 != (t - step) / 1000) {
        committed[p] = position[p];
      }
    }
    if (!again.isEmpty()) {
      add("records").put("member", c.name).put("again", true).set("ranges", again);
    }
    if (!ranges.isEmpty()) {
      add("records").put("member", c.name).set("ranges", ranges);
    }
  }

  private void rates() {
    long lag = IntStream.range(0, end.length).mapToLong(p -> end[p] - committed[p]).sum();
    add("rates").put("produced", sentSinceRates).put("processed", readSinceRates).put("lag", lag).put("requests", 6);
    sentSinceRates = 0;
    readSinceRates = 0;
  }
}
