package kafkalab.board;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** Recordings of a group that never was: always the same events. */
final class MadeRecording {

  static final ObjectMapper JSON = new ObjectMapper();

  private final MadeGroup group;

  private MadeRecording(MadeGroup group) {
    this.group = group;
  }

  /** The slides' scenes in their order, with a question and a sentence each; about two minutes. */
  static MadeRecording ofScenes(boolean eager) {
    MadeGroup group = new MadeGroup(4, eager, "tdea-board", "member-", 8);
    MadeRecording made = new MadeRecording(group);
    made.scene("one", "One consumer, four partitions: which ones does it read?", "member-1 reads all four partitions.", () -> group.join(1));
    made.scene("two", "A second one joins. Which partitions will it get?",
        "member-1 has 0 and 1, member-2 has 2 and 3.", () -> group.join(2));
    made.scene("four", "Two more join. How many partitions does each have?", "Each of the four reads one partition.", () -> {
      group.join(3);
      group.join(4);
    });
    made.scene("five", "A fifth one joins. Which one will be idle?",
        "member-5 is idle: four partitions keep four consumers busy.", () -> group.join(5));
    made.scene("ctrl-c", "member-5 ends by Ctrl-C. Who takes over, and when?", "member-5 left at once; nobody had to wait.",
        () -> group.leave(5));
    made.scene("kill", "member-2 is killed. Who notices, and when?",
        "The group waited 6 s for member-2; then its partition moved, and 5 records were read again.", () -> group.kill(2));
    made.scene("slow", "member-3 takes 12 s for a record, max.poll.interval.ms is 10 s. What happens?",
        "member-3 did not poll within 10 s: its partition moved.", () -> group.slow(3));
    made.scene("partitions", "Two partitions are added. Who notices, and when?", "The new partitions were read after 1.2 s.",
        group::addPartitions);
    return made;
  }

  /** So many consumers, after they have read for a while. */
  static MadeRecording of(int consumers, int partitions, int rate, int seconds) {
    MadeGroup group = new MadeGroup(partitions, true, "tdea-board", "member-", rate);
    IntStream.rangeClosed(1, consumers).forEach(group::join);
    group.run(seconds * 1000L);
    return new MadeRecording(group);
  }

  /** Names and texts that would do harm if a page took them for markup. */
  static MadeRecording hostile() {
    String markup = "<img src=x onerror=window.harmed=1><script>window.harmed=1</script>";
    MadeGroup group = new MadeGroup(2, true, markup, markup, 5);
    MadeRecording made = new MadeRecording(group);
    made.scene("one", markup, markup, () -> group.join(1));
    group.add("said").put("member", markup + "1").put("line", markup);
    group.add("note").put("level", "error").put("text", markup);
    group.add("rebalance").put("n", 7).put("startT", group.now()).put("endT", group.now() + 1).put("cause", markup)
        .putObject("before").putArray(markup).add(0);
    group.add(markup);
    group.add("offsets").putObject("end").put("__proto__", 1).put("1e9", 1).put("-1", 1).put("7777777", 2);
    group.run(1000);
    return made;
  }

  List<String> lines() {
    return group.events().stream().map(ObjectNode::toString).toList();
  }

  /** As a file that the page has saved. */
  String file() {
    return "{\"format\":\"kafka-lab-board\",\"version\":1,\"events\":[\n" + String.join(",\n", lines()) + "\n]}\n";
  }

  long endMs() {
    return group.now();
  }

  private void scene(String id, String question, String sentence, Runnable play) {
    group.add("scene").put("id", id).put("phase", "begin").put("question", question).put("sentence", "");
    group.run(3000);
    play.run();
    group.run(1500);
    group.add("scene").put("id", id).put("phase", "end").put("question", question).put("sentence", sentence);
    group.run(5000);
  }
}
