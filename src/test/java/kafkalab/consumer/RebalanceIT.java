package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Feeder;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OffsetWatch;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members join and leave while records come: what the group as a whole processes, and what it commits. */
@BrokerTest
@Isolated("fifteen members at a time, which must not lose their places in their groups for want of a processor")
class RebalanceIT {

  /** Kafka's three ways to share partitions; quick heartbeats, as a classic member learns by them of a rebalance. */
  private static final Map<String, Map<String, String>> PROTOCOLS = Map.of(
      "classic range", Map.of("heartbeat.interval.ms", "200"),
      "cooperative-sticky", Map.of("heartbeat.interval.ms", "200", "partition.assignment.strategy",
          "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
      "group.protocol=consumer", Map.of("group.protocol", "consumer"));

  /** A consumer group of one lesson on a busy topic, and all its members so far. */
  private static final class Group {

    private final TestLab lab;
    private final Class<?> lesson;
    private final String protocol;
    private final String topic;
    private final String name = TestLab.newName("group");
    private final List<LessonRun> runs = new ArrayList<>();
    private final OffsetWatch watch;

    Group(TestLab lab, Class<?> lesson, String protocol, String topic) {
      this.lab = lab;
      this.lesson = lesson;
      this.protocol = protocol;
      this.topic = topic;
      this.watch = OffsetWatch.start(lab, name, topic);
    }

    void join() {
      runs.add(member(lab, lesson, protocol, topic, name, "m" + runs.size()).start());
    }
  }

  /** Five members join a busy group one after another, and leave it one after another: no gap, nothing twice. */
  @Test
  @Tag("faults")
  void nothingIsLostAndNothingTwiceWithConsumer07(TestLab lab) {
    String topic = lab.newTopic(4);
    List<Group> groups = PROTOCOLS.keySet().stream().sorted()
        .map(protocol -> new Group(lab, Consumer07RebalanceCallback.class, protocol, topic)).toList();
    Feeder.during(lab, topic, 10, () -> {
      for (int i = 1; i <= 5; i++) {
        int members = i;
        groups.forEach(Group::join);
        groups.forEach(group -> awaitShared(lab, group.name, members));
      }
      for (int i = 0; i < 4; i++) {
        int leaves = i;
        groups.forEach(group -> group.runs.get(leaves).stop());
        groups.forEach(group -> awaitShared(lab, group.name, 4 - leaves));
      }
    });
    for (Group group : groups) {
      Lessons.awaitAll(lab, topic, group.runs);
      group.runs.get(4).stop();
      String watched = group.watch.neverBackwards();
      assertThat(Lessons.duplicates(lab, topic, group.runs)).as(group.protocol).isZero();
      assertThat(lab.committed(group.name, topic)).isEqualTo(lab.ends(topic));
      Claims.proven("Consumer07RebalanceCallback", "five members join and leave a busy group (" + group.protocol
          + "): no record is lost, none processed twice, no committed offset moves backwards",
          Lessons.processed(group.runs).size() + " records, 0 lost, 0 twice; " + watched);
    }
  }

  /** Members of every other lesson join and leave a busy group: at least once, whatever the protocol. */
  @Test
  @Tag("faults")
  void nothingIsLostWithTheOthers(TestLab lab) {
    String topic = lab.newTopic(4);
    List<Group> groups = List.of(
        new Group(lab, Consumer01CGroup.class, "group.protocol=consumer", topic),
        new Group(lab, Consumer02AutoCommit.class, "classic range", topic),
        new Group(lab, Consumer03CommitSync.class, "cooperative-sticky", topic),
        new Group(lab, Consumer04CommitAsync.class, "group.protocol=consumer", topic),
        new Group(lab, Consumer05CommitSyncAsync.class, "cooperative-sticky", topic),
        new Group(lab, Consumer06CommitSpecified.class, "classic range", topic));
    Feeder.during(lab, topic, 10, () -> {
      groups.forEach(Group::join);
      groups.forEach(group -> group.runs.get(0).awaitRecords(20));
      groups.forEach(Group::join);
      groups.forEach(group -> awaitShared(lab, group.name, 2));
      groups.forEach(group -> group.runs.get(0).stop());
      groups.forEach(group -> awaitShared(lab, group.name, 1));
    });
    for (Group group : groups) {
      Lessons.awaitAll(lab, topic, group.runs);
      group.runs.get(1).stop();
      String watched = group.watch.neverBackwards();
      int twice = Lessons.duplicates(lab, topic, group.runs);
      Claims.proven(group.lesson.getSimpleName(), "a second member joins a busy group, the first leaves it ("
          + group.protocol + "): no record is lost, no committed offset moves backwards",
          Lessons.processed(group.runs).size() + " records, 0 lost, " + twice + " twice; " + watched);
    }
  }

  /** Why Consumer07 exists: what the one before it has processed, but not committed, when a partition goes away. */
  @ParameterizedTest
  @CsvSource({"Consumer06CommitSpecified, 3", "Consumer07RebalanceCallback, 0"})
  void whatIsLeftOfFiveIsReadAgain(String lesson, int expected, TestLab lab) throws ClassNotFoundException {
    Class<?> program = Class.forName("kafkalab.consumer." + lesson);
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 13);
    var first = member(lab, program, "classic range", topic, group, "m1").start();
    first.awaitRecords(13);
    TestLab.await().until(() -> lab.committed(group, topic).equals(Map.of(0, 10L)));
    // the range assignor gives the only partition to the member whose id comes first
    var second = member(lab, program, "classic range", topic, group, "m0").start();
    TestLab.await().until(() -> lab.members(group).equals(Map.of("m0", Set.of(0), "m1", Set.of())));
    lab.feed(topic, 13, 20);
    TestLab.await().until(() -> second.records().size() >= 7 + expected);
    second.stop();
    // what it has processed of the partition long ago must not become the group's offset again
    TestLab.await().until(() -> lab.members(group).equals(Map.of("m1", Set.of(0))));
    first.stop();
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 20L));
    int twice = Lessons.duplicates(lab, topic, List.of(first, second));
    assertThat(twice).isEqualTo(expected);
    assertThat(second.records().get(0).offset()).isEqualTo(13 - expected);
    Claims.proven(lesson, expected == 0 ? "what was processed is committed before the next owner starts"
        : "a rebalance in the middle of five records: the next owner reads them again",
        "13 processed, 10 committed by fives, then a rebalance: " + twice + " processed twice");
  }

  /** What a line "# Committed offsets" says is what was committed then, with the asynchronous client too. */
  @ParameterizedTest
  @ValueSource(classes = {Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class})
  void theCommitsAreWhatIsPrinted(Class<?> lesson, TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 40);
    String group = TestLab.newName("group");
    var run = member(lab, lesson, "group.protocol=consumer", topic, group, "m").start();
    String committed = "# Committed offsets for: " + topic + "-0 {offset=";
    run.awaitLines(line -> line.startsWith(committed), 8, "eight commits");
    // each answer makes room for one more commit: they do not end with the tenth
    lab.feed(topic, 40, 200);
    run.awaitLine(line -> line.matches(Pattern.quote(committed) + "(5[5-9]|[6-9]\\d|\\d{3})}"), "a later one");
    run.stop();
    List<Integer> offsets = run.lines().stream().filter(line -> line.startsWith(committed))
        .map(line -> Integer.valueOf(line.substring(committed.length(), line.length() - 1))).limit(8).toList();
    assertThat(offsets).containsExactly(5, 10, 15, 20, 25, 30, 35, 40);
    Claims.proven(lesson.getSimpleName(), "every five records a commit of the last one's offset plus one"
        + " (group.protocol=consumer)", "committed " + offsets);
  }

  /** Slides say "every five seconds": it is also when partitions are given back, at a rebalance and at a stop. */
  @Test
  void autoCommitAlsoCommitsOnRevokeAndOnClose(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 13);
    var first = member(lab, Consumer02AutoCommit.class, "classic range", topic, group, "a")
        .client("auto.commit.interval.ms", 600_000).start();
    first.awaitRecords(13);
    assertThat(lab.committed(group, topic)).isEmpty();
    var second = member(lab, Consumer02AutoCommit.class, "classic range", topic, group, "b")
        .client("auto.commit.interval.ms", 600_000).start();
    awaitShared(lab, group, 2);
    assertThat(lab.committed(group, topic)).as("at the rebalance").isEqualTo(lab.ends(topic));
    lab.feed(topic, 13, 31);
    TestLab.await().until(() -> first.records().size() + second.records().size() >= 31);
    second.stop();
    first.stop();
    assertThat(lab.committed(group, topic)).as("at the stop").isEqualTo(lab.ends(topic));
    assertThat(Lessons.duplicates(lab, topic, List.of(first, second))).isZero();
    Claims.proven("Consumer02AutoCommit", "auto-commit also commits when partitions are revoked and at close()",
        "auto.commit.interval.ms=600000: 13 of 13 committed at the rebalance, 31 of 31 at the stop, none read twice");
  }

  /** Slides say that the fifth of five is idle: it is the one whose id comes last, whenever it has come. */
  @Test
  void theIdleMemberNeedNotBeTheLastToJoin(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    List<String> ids = List.of("z", "a", "b", "c", "d");
    List<LessonRun> runs = new ArrayList<>();
    for (String id : ids) {
      runs.add(member(lab, Consumer01CGroup.class, "classic range", topic, group, id).start());
      runs.get(0).await(OutputLine.Assigned.class); // it is the first, surely
    }
    TestLab.await().untilAsserted(() -> assertThat(lab.members(group)).isEqualTo(
        Map.of("a", Set.of(0), "b", Set.of(1), "c", Set.of(2), "d", Set.of(3), "z", Set.of())));
    TestLab.await().untilAsserted(() -> assertThat(runs.get(0).output(OutputLine.Assigned.class)).last()
        .extracting(OutputLine.Assigned::text).isEqualTo("Setting newly assigned partitions: []"));
    Claims.proven("Consumer01CGroup", "of five members of four partitions, the one whose id comes last is idle,"
        + " not the one that came last", "started in the order " + ids + ": idle is z, the first");
  }

  private static LessonRun member(TestLab lab, Class<?> lesson, String protocol, String topic, String group,
      String id) {
    LessonRun run = lab.lesson(lesson).topic(topic).group(group).client("client.id", id);
    PROTOCOLS.get(protocol).forEach(run::client);
    return run;
  }

  /** Waits until this number of members share the four partitions evenly; the new protocol knows states in between. */
  private static void awaitShared(TestLab lab, String group, int members) {
    TestLab.await().untilAsserted(() -> {
      Map<String, Set<Integer>> assignment = lab.members(group);
      assertThat(assignment).hasSize(members);
      assertThat(assignment.values().stream().flatMap(Set::stream).collect(Collectors.toList()))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 4).boxed().toList());
    });
  }
}
