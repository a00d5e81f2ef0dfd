package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A third member joins a group of two: what the callbacks say, and who reads nothing meanwhile. */
@BrokerTest
class Consumer10ProtocolsIT {

  private static final List<String> PROTOCOLS = List.of("range", "cooperative", "consumer");
  private static final Pattern CALLBACK = Pattern.compile(" *\\d+ ms  (member-\\d)  (assigned|revoked) +\\[(.*)]");
  private static final Pattern RESULT = Pattern.compile("(\\w+) +moved \\[(.*)], without a reader \\{(.*)} ms");

  private record Callback(String member, String what, List<Integer> partitions) {}

  /** The lines of the callbacks while the third member joins, in order. */
  private static List<Callback> whileTheThirdJoins(LessonRun run, String protocol) {
    return run.lines().stream().dropWhile(Predicate.not((protocol + ": member-3 joins")::equals)).skip(1)
        .map(CALLBACK::matcher).takeWhile(Matcher::matches)
        .map(line -> new Callback(line.group(1), line.group(2), numbers(line.group(3)))).toList();
  }

  private static List<Integer> numbers(String list) {
    return list.isEmpty() ? List.of() : Arrays.stream(list.split(", ")).map(Integer::valueOf).toList();
  }

  private static List<Callback> revoked(List<Callback> callbacks) {
    return callbacks.stream().filter(callback -> callback.what.equals("revoked")).toList();
  }

  private static List<Callback> assigned(List<Callback> callbacks) {
    return callbacks.stream().filter(callback -> callback.what.equals("assigned") && !callback.partitions.isEmpty())
        .toList();
  }

  private static Matcher result(LessonRun run, String protocol) {
    return run.lines().stream().map(RESULT::matcher).filter(Matcher::matches)
        .filter(line -> line.group(1).equals(protocol)).findFirst().orElseThrow();
  }

  private static List<Integer> moved(LessonRun run, String protocol) {
    return numbers(result(run, protocol).group(2));
  }

  /** The milliseconds for which nobody read a partition. */
  private static Map<Integer, Long> unread(LessonRun run, String protocol) {
    Map<Integer, Long> unread = new TreeMap<>();
    Pattern.compile("(\\d+)=(\\d+)").matcher(result(run, protocol).group(3)).results()
        .forEach(entry -> unread.put(Integer.valueOf(entry.group(1)), Long.valueOf(entry.group(2))));
    return unread;
  }

  private static LessonRun run(TestLab lab, String topic, String group, long delayMs) {
    return lab.lesson(Consumer10Protocols.class).topic(topic).group(group).delayMs(delayMs).start();
  }

  /** All have left, and nothing is committed. */
  private static void assertNothingIsLeft(TestLab lab, String topic, String group) {
    for (String protocol : PROTOCOLS) {
      TestLab.await().untilAsserted(() -> assertThat(lab.memberCount(group + "-" + protocol)).as(protocol).isZero());
      assertThat(lab.committed(group + "-" + protocol, topic)).as(protocol).isEmpty();
    }
  }

  @Test
  void eagerTakesAllAwayTheOthersOnlyWhatMoves(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    LessonRun run = run(lab, topic, group, 1);

    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : partitions without a reader: range 4 of 4, cooperative 1 of 4,"
        + " consumer 1 of 4");
    List<Callback> range = whileTheThirdJoins(run, "range");
    assertThat(revoked(range)).containsExactlyInAnyOrder(new Callback("member-1", "revoked", List.of(0, 1)),
        new Callback("member-2", "revoked", List.of(2, 3)));
    assertThat(assigned(range)).containsExactlyInAnyOrder(new Callback("member-1", "assigned", List.of(0, 1)),
        new Callback("member-2", "assigned", List.of(2)), new Callback("member-3", "assigned", List.of(3)));
    assertThat(range.subList(0, 2)).as("all is taken away before anything is given").isEqualTo(revoked(range));
    assertThat(moved(run, "range")).containsExactly(3);
    for (String protocol : List.of("cooperative", "consumer")) {
      List<Integer> moved = moved(run, protocol);
      assertThat(moved).hasSize(1);
      assertThat(unread(run, protocol)).containsOnlyKeys(moved);
      List<Callback> callbacks = whileTheThirdJoins(run, protocol);
      assertThat(revoked(callbacks)).filteredOn(callback -> !callback.partitions.isEmpty()).singleElement()
          .satisfies(callback -> assertThat(callback.partitions).isEqualTo(moved));
      assertThat(assigned(callbacks)).containsExactly(new Callback("member-3", "assigned", moved));
    }
    List<Callback> consumer = whileTheThirdJoins(run, "consumer");
    int takenAway = consumer.indexOf(revoked(consumer).get(0));
    Callback confirmed = new Callback(consumer.get(takenAway).member, "assigned", List.of());
    assertThat(consumer.subList(takenAway, consumer.size())).as("the old owner's next poll() comes first")
        .containsSubsequence(confirmed, assigned(consumer).get(0));
    Claims.proven("Consumer10Protocols", "by the consumer protocol the new owner gets a partition only when the old"
        + " one's onPartitionsAssigned has been called, too", consumer.subList(takenAway, consumer.size()).stream()
        .map(callback -> callback.member + " " + callback.what + " " + callback.partitions).toList().toString());
    assertNothingIsLeft(lab, topic, group);
    Claims.proven("Consumer10Protocols", "a third member joins two that share four partitions: by range all four are"
        + " revoked and assigned anew; by cooperative-sticky and the consumer protocol only the one that moves",
        "without a reader: range " + unread(run, "range") + " ms, cooperative " + unread(run, "cooperative")
        + " ms, consumer " + unread(run, "consumer") + " ms");
  }

  /** The second member takes three seconds for a batch, and is in the middle of one when the third joins. */
  @Test
  @Tag("faults")
  @Records(varying = "consumer10")
  void aSlowMemberStopsAllOnlyByRange(TestLab lab) {
    String topic = lab.newTopic(4);
    lab.feed(topic, 0, 4_000);
    LessonRun run = run(lab, topic, TestLab.newName("group"), 30);

    assertThat(run.exitCode(Duration.ofMinutes(2))).isZero();
    Map<Integer, Long> range = unread(run, "range");
    assertThat(List.of(range.get(0), range.get(1))).as("the quick member's, which do not move")
        .allSatisfy(ms -> assertThat(ms).isGreaterThan(500));
    assertThat(unread(run, "cooperative")).containsOnlyKeys(moved(run, "cooperative"));
    assertThat(unread(run, "consumer")).containsOnlyKeys(moved(run, "consumer"));
    Transcripts.record("consumer10", run.lines(), Map.of());
    Claims.proven("Consumer10Protocols", "a member that takes three seconds for a batch: by range the partitions of"
        + " the quick member wait for it, though they stay where they are; by the others they do not",
        "without a reader: range " + range + " ms, cooperative " + unread(run, "cooperative") + " ms, consumer "
        + unread(run, "consumer") + " ms");
  }

  @Test
  @Tag("faults")
  void ofOnePartitionNothingMovesAndByRangeItIsTakenAwayAllTheSame(TestLab lab) {
    LessonRun run = run(lab, lab.newTopic(1), TestLab.newName("group"), 0);

    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : partitions without a reader: range 1 of 1, cooperative 0 of 1,"
        + " consumer 0 of 1");
    assertThat(PROTOCOLS).allSatisfy(protocol -> assertThat(moved(run, protocol)).isEmpty());
    Claims.proven("Consumer10Protocols", "one partition and three members: nothing moves, but by range its reader gives"
        + " it back, and gets it again", "without a reader: range " + unread(run, "range") + " ms");
  }

  @Test
  void aStopInTheMiddleLeavesNoMember(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    LessonRun run = run(lab, topic, group, 0).awaitLine("range: member-3 joins"::equals, "the third member");
    run.stop();

    assertThat(run.lastLine()).startsWith("Verdict     : partitions without a reader: ").endsWith(
        "consumer not measured");
    assertNothingIsLeft(lab, topic, group);
  }

  @Test
  void anExceptionInAMemberEndsTheProgramAndNoMemberIsLeft(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 400);
    LessonRun run = lab.lesson(Consumer10Protocols.class).topic(topic).group(group).edited(Map.of(
        "int records = 0;",
        "int records = 0; if (Thread.currentThread().getName().equals(\"member-2\")) {"
        + " throw new IllegalArgumentException(\"the second\"); }")).start();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lastLine()).startsWith("Error: unexpected IllegalArgumentException: the second");
    assertNothingIsLeft(lab, topic, group);
  }

  @Test
  @Tag("faults")
  void afterAKillTheNextRunWaitsForTheSessionTimeout(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 400);
    run(lab, topic, group, 0).awaitLine("consumer: member-3 joins"::equals, "the third member").kill();
    LessonRun again = run(lab, topic, group, 0);

    assertThat(again.exitCode()).isZero();
    assertThat(again.lastLine()).endsWith("range 4 of 4, cooperative 1 of 4, consumer 1 of 4");
    assertNothingIsLeft(lab, topic, group);
  }
}
