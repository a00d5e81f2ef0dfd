package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Feeder;
import kafkalab.harness.Lab;
import kafkalab.harness.Lab.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OffsetWatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members join and leave while records come: what the group as a whole processes, and what it commits. */
@BrokerTest
class RebalanceIT {

  /** Kafka's three ways to share partitions. */
  private static final Map<String, Map<String, String>> PROTOCOLS = Map.of(
      "classic range", Map.of(),
      "cooperative-sticky", Map.of("partition.assignment.strategy",
          "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
      "group.protocol=consumer", Map.of("group.protocol", "consumer"));

  /** Five members join a busy group one after another, and leave it one after another: no gap, nothing twice. */
  @ParameterizedTest
  @ValueSource(strings = {"classic range", "cooperative-sticky", "group.protocol=consumer"})
  void nothingIsLostAndNothingTwiceWithConsumer07(String protocol, Lab lab) {
    String topic = lab.newTopic(4);
    String group = Lab.newName("group");
    List<LessonRun> runs = new ArrayList<>();
    String watched;
    try (OffsetWatch watch = OffsetWatch.start(lab, group, topic)) {
      Feeder.during(lab, topic, 5, () -> {
        for (int i = 0; i < 5; i++) {
          runs.add(member(lab, Consumer07RebalanceCallback.class, protocol, topic, group, "m" + i).start());
          awaitShared(lab, group, i + 1);
        }
        for (int i = 0; i < 4; i++) {
          runs.get(i).stop();
          awaitShared(lab, group, 4 - i);
        }
      });
      Lessons.awaitAll(lab, topic, runs);
      runs.get(4).stop();
      watched = watch.neverBackwards();
    }
    assertThat(Lessons.duplicates(lab, topic, runs)).isZero();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    Claims.proven("Consumer07RebalanceCallback", "five members join and leave a busy group (" + protocol
        + "): no record is lost, none processed twice, no committed offset moves backwards",
        Lessons.processed(runs).size() + " records, 0 lost, 0 twice; " + watched);
  }

  /** Members of every other lesson join and leave a busy group: at least once, whatever the protocol. */
  @ParameterizedTest
  @CsvSource({"Consumer01CGroup, group.protocol=consumer", "Consumer02AutoCommit, classic range",
      "Consumer03CommitSync, cooperative-sticky", "Consumer04CommitAsync, group.protocol=consumer",
      "Consumer05CommitSyncAsync, cooperative-sticky", "Consumer06CommitSpecified, classic range"})
  void nothingIsLostWithTheOthers(String lesson, String protocol, Lab lab) throws ClassNotFoundException {
    Class<?> program = Class.forName("kafkalab.consumer." + lesson);
    String topic = lab.newTopic(4);
    String group = Lab.newName("group");
    List<LessonRun> runs = new ArrayList<>();
    String watched;
    try (OffsetWatch watch = OffsetWatch.start(lab, group, topic)) {
      Feeder.during(lab, topic, 5, () -> {
        runs.add(member(lab, program, protocol, topic, group, "m0").start());
        runs.get(0).awaitRecords(20);
        for (int i = 1; i < 3; i++) {
          runs.add(member(lab, program, protocol, topic, group, "m" + i).start());
        }
        awaitShared(lab, group, 3);
        runs.get(0).stop();
        awaitShared(lab, group, 2);
      });
      Lessons.awaitAll(lab, topic, runs);
      runs.get(1).stop();
      runs.get(2).stop();
      watched = watch.neverBackwards();
    }
    int twice = Lessons.duplicates(lab, topic, runs);
    Claims.proven(lesson, "members join and leave a busy group (" + protocol
        + "): no record is lost, no committed offset moves backwards",
        Lessons.processed(runs).size() + " records, 0 lost, " + twice + " twice; " + watched);
  }

  /** Why Consumer07 exists: what the one before it has processed, but not committed, when a partition goes away. */
  @ParameterizedTest
  @CsvSource({"Consumer06CommitSpecified, 3", "Consumer07RebalanceCallback, 0"})
  void whatIsLeftOfFiveIsReadAgain(String lesson, int expected, Lab lab) throws ClassNotFoundException {
    Class<?> program = Class.forName("kafkalab.consumer." + lesson);
    String topic = lab.newTopic(1);
    String group = Lab.newName("group");
    lab.feed(topic, 0, 13);
    var first = member(lab, program, "classic range", topic, group, "m1").start();
    first.awaitRecords(13);
    Lab.await().until(() -> lab.committed(group, topic).equals(Map.of(0, 10L)));
    // the range assignor gives the only partition to the member whose id comes first
    var second = member(lab, program, "classic range", topic, group, "m0").start();
    Lab.await().until(() -> lab.members(group).equals(Map.of("m0", Set.of(0), "m1", Set.of())));
    lab.feed(topic, 13, 20);
    Lab.await().until(() -> second.records().size() >= 7 + expected);
    second.stop();
    first.stop();
    int twice = Lessons.duplicates(lab, topic, List.of(first, second));
    assertThat(twice).isEqualTo(expected);
    assertThat(second.records().get(0).offset()).isEqualTo(13 - expected);
    Claims.proven(lesson, expected == 0 ? "what was processed is committed before the next owner starts"
        : "a rebalance in the middle of five records: the next owner reads them again",
        "13 processed, 10 committed by fives, then a rebalance: " + twice + " processed twice");
  }

  /** What a line "# Committed offsets" says is what was committed, with the asynchronous client too. */
  @ParameterizedTest
  @CsvSource({"Consumer06CommitSpecified, classic range", "Consumer06CommitSpecified, group.protocol=consumer",
      "Consumer07RebalanceCallback, group.protocol=consumer"})
  void theCommitsAreWhatIsPrinted(String lesson, String protocol, Lab lab) throws ClassNotFoundException {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 40);
    var run = member(lab, Class.forName("kafkalab.consumer." + lesson), protocol, topic, Lab.newName("group"), "m")
        .start();
    run.awaitRecords(40);
    String committed = "# Committed offsets for: " + topic + "-0 {offset=";
    run.awaitLines(line -> line.startsWith(committed), 8, "eight commits");
    run.stop();
    List<Integer> offsets = run.lines().stream().filter(line -> line.startsWith(committed))
        .map(line -> Integer.valueOf(line.substring(committed.length(), line.length() - 1))).limit(8).toList();
    assertThat(offsets).containsExactly(5, 10, 15, 20, 25, 30, 35, 40);
    Claims.proven(lesson, "every five records a commit of the last one's offset plus one (" + protocol + ")",
        "committed " + offsets);
  }

  /** Slides say "every five seconds": it is also when partitions are given back, at a rebalance and at a stop. */
  @Test
  void autoCommitAlsoCommitsOnRevokeAndOnClose(Lab lab) {
    String topic = lab.newTopic(4);
    String group = Lab.newName("group");
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
    Lab.await().until(() -> first.records().size() + second.records().size() >= 31);
    second.stop();
    first.stop();
    assertThat(lab.committed(group, topic)).as("at the stop").isEqualTo(lab.ends(topic));
    assertThat(Lessons.duplicates(lab, topic, List.of(first, second))).isZero();
    Claims.proven("Consumer02AutoCommit", "auto-commit also commits when partitions are revoked and at close()",
        "auto.commit.interval.ms=600000: 13 of 13 committed at the rebalance, 31 of 31 at the stop, none read twice");
  }

  /** Slides say that the fifth of five is idle: it is the one whose id comes last, whenever it has come. */
  @Test
  void theIdleOneIsNotTheLastToCome(Lab lab) {
    String topic = lab.newTopic(4);
    String group = Lab.newName("group");
    List<String> ids = List.of("z", "a", "b", "c", "d");
    List<LessonRun> runs = new ArrayList<>();
    for (String id : ids) {
      runs.add(member(lab, Consumer01CGroup.class, "classic range", topic, group, id).start());
      Lab.await().until(() -> lab.memberCount(group) >= runs.size());
    }
    Lab.await().untilAsserted(() -> assertThat(lab.members(group)).isEqualTo(
        Map.of("a", Set.of(0), "b", Set.of(1), "c", Set.of(2), "d", Set.of(3), "z", Set.of())));
    Lab.await().untilAsserted(() -> assertThat(runs.get(0).lines().stream()
        .filter(line -> line.startsWith("Setting newly")).reduce((a, b) -> b)).contains(
            "Setting newly assigned partitions: []"));
    Claims.proven("Consumer01CGroup", "of five members of four partitions, the one whose id comes last is idle,"
        + " not the one that came last", "started in the order " + ids + ": idle is z, the first");
  }

  private static LessonRun member(Lab lab, Class<?> lesson, String protocol, String topic, String group, String id) {
    LessonRun run = lab.lesson(lesson).topic(topic).group(group).client("client.id", id);
    PROTOCOLS.get(protocol).forEach(run::client);
    return run;
  }

  /** Waits until so many members share the four partitions evenly; the new protocol knows states in between. */
  private static void awaitShared(Lab lab, String group, int members) {
    Lab.await().untilAsserted(() -> {
      Map<String, Set<Integer>> assignment = lab.members(group);
      assertThat(assignment).hasSize(members);
      assertThat(assignment.values().stream().flatMap(Set::stream).collect(Collectors.toList()))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 4).boxed().toList());
    });
  }
}
