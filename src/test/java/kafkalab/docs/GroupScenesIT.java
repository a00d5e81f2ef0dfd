package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import kafkalab.cluster.Topics;
import kafkalab.consumer.Consumer01CGroup;
import kafkalab.consumer.Consumer06CommitSpecified;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.consumer.Consumer13ShareGroup;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.producer.Producer05CGroup;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the pages show of several members of a group, on a broker that nobody else uses. */
class GroupScenesIT {

  private static final String TOPIC = "ak03.fourpartition";
  private static final Map<String, String> COOPERATIVE =
      Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
  private static final Map<String, String> CONSUMER_PROTOCOL = Map.of("group.protocol", "consumer");

  private static OwnBroker broker;
  private static TestLab lab;

  @BeforeAll
  static void startBroker() {
    broker = OwnBroker.start();
    lab = broker.lab();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** Quick to notice a rebalance, and who has been killed. */
  @Test
  @Records({"consumer01-five", "instances-table"})
  void fiveMembersAndOneIsKilled() {
    Topics.create(lab.admin(), TOPIC, 4);
    lab.feed(TOPIC, 0, 20);
    LauncherRun run = lab.launcher("run", "consumer01", "--instances", "5", "--set", "heartbeat.interval.ms=300",
        "--set", "session.timeout.ms=3000").start();
    run.awaitLine("- 5 members: member-1 [0]  member-2 [1]  member-3 [2]  member-4 [3]  member-5 []"::equals,
        "five members");
    run.awaitLine(line -> line.equals("5 |   It takes over when one of them stops."), "why 5 is idle");
    run.program().type("t\n");
    run.awaitLine("  Total lag: 0"::equals, "the table");
    run.program().type("1k\n");
    run.awaitLine("- 4 members: member-2 [0]  member-3 [1]  member-4 [2]  member-5 [3]"::equals, "four members");
    run.program().type("q\n");
    assertThat(run.exitCode()).isZero();
    Transcripts.record("consumer01-five", run.lines(), Map.of());
    Transcripts.record("instances-table", run.lines(), Map.of("tdea-consumer01: Stable", "demo: Stable"));
  }

  @Test
  @Tag("faults")
  @Records(varying = "committing-killed")
  void theSecondOfTwoReadsAgainWhatTheKilledOneHasNotCommitted() {
    Topics.create(lab.admin(), "ak03.test", 1);
    lab.feed("ak03.test", 0, 100);
    LauncherRun run = lab.launcher("run", "consumer03", "--instances", "2", "--topic", "ak03.test", "--delay", "300",
        "--set", "session.timeout.ms=3000").start();
    run.awaitLine("1 | ak03.test-0-30 : (30 , msg_30)"::equals, "a record of the fourth batch");
    run.program().type("1dd\n"); // a slow machine is to have time for the key
    run.awaitLine(line -> line.startsWith("- 1 takes 5000 ms"), "that it is slow");
    run.program().type("k\n");
    run.awaitLine("2 | ak03.test-0-30 : (30 , msg_30)"::equals, "what is read again");
    run.program().type("q\n");
    assertThat(run.exitCode()).isZero();
    Transcripts.record("committing-killed", run.lines(), Map.of());
  }

  @Test
  @Records({"consumer01-cooperative", "consumer01-consumer-protocol"})
  void onlyWhatMovesIsGivenBack() {
    Topics.create(lab.admin(), "quiet", 4);
    LessonRun first = member(Consumer01CGroup.class, "coop", "quiet", "member-1", COOPERATIVE);
    LessonRun other = member(Consumer01CGroup.class, "new", "quiet", "member-1", CONSUMER_PROTOCOL);
    awaitAssignment("coop", Map.of("member-1", Set.of(0, 1, 2, 3)));
    awaitAssignment("new", Map.of("member-1", Set.of(0, 1, 2, 3)));
    member(Consumer01CGroup.class, "coop", "quiet", "member-2", COOPERATIVE);
    LessonRun second = member(Consumer01CGroup.class, "new", "quiet", "member-2", CONSUMER_PROTOCOL);
    first.awaitLine(line -> line.equals("Assignment is now: [quiet-0, quiet-1]"), "what it keeps");
    second.awaitLine(line -> line.startsWith("Setting newly assigned partitions: [quiet"), "what it gets");
    Transcripts.record("consumer01-cooperative", first.lines(), Map.of("quiet", TOPIC));
    Transcripts.record("consumer01-consumer-protocol", second.lines(), Map.of("quiet", TOPIC));
    assertThat(other.lines()).contains("Assignment is now: [quiet-0, quiet-1]");
  }

  @Test
  @Records(varying = "consumer13-answers")
  void oneMemberOfAShareGroup() {
    Topics.create(lab.admin(), "shared", 4);
    lab.feed("shared", 0, 20);
    LessonRun run = lab.lesson(Consumer13ShareGroup.class).topic("shared").start().awaitRecords(26);
    run.stop();
    Transcripts.record("consumer13-answers", run.lines(), Map.of("shared", TOPIC));
  }

  @Test
  @Records({"consumer06", "consumer06-second", "consumer07", "consumer07-second"})
  void threeRecordsAreNotCommittedWhenASecondMemberJoins() {
    LessonRun sixth = thirteenRecords(Consumer06CommitSpecified.class, "topic-of-six");
    LessonRun seventh = thirteenRecords(Consumer07RebalanceCallback.class, "topic-of-seven");
    LessonRun secondSixth = member(Consumer06CommitSpecified.class, "six", "topic-of-six", "member-2", Map.of());
    LessonRun secondSeventh =
        member(Consumer07RebalanceCallback.class, "seven", "topic-of-seven", "member-2", Map.of());
    Map<String, Set<Integer>> shared = Map.of("member-1", Set.of(0, 1), "member-2", Set.of(2, 3));
    awaitAssignment("six", shared);
    awaitAssignment("seven", shared);
    secondSixth.awaitRecords(2);
    sixth.awaitRecords(14);
    LessonRun four = lab.lesson(Producer05CGroup.class).topic("topic-of-seven").messages(4).delayMs(100).start();
    assertThat(four.exitCode()).isZero();
    TestLab.await().until(() -> seventh.records().size() + secondSeventh.records().size() == 17);
    Map<String, String> names = Map.of("topic-of-six", TOPIC, "topic-of-seven", TOPIC);
    Transcripts.record("consumer06", sixth.lines(), names);
    Transcripts.record("consumer06-second", secondSixth.lines(), names);
    Transcripts.record("consumer07", seventh.lines(), names);
    Transcripts.record("consumer07-second", secondSeventh.lines(), names);
  }

  /** A first member that has read 13 records in the order in which they were sent. */
  private static LessonRun thirteenRecords(Class<?> lesson, String topic) {
    Topics.create(lab.admin(), topic, 4);
    LessonRun run = member(lesson, topic.replace("topic-of-", ""), topic, "member-1", Map.of());
    run.awaitLine(line -> line.startsWith("Setting newly assigned partitions: [" + topic), "its partitions");
    for (int i = 0; i < 13; i++) {
      lab.feed(topic, i, i + 1);
      run.awaitRecords(i + 1);
    }
    return run;
  }

  private static LessonRun member(Class<?> lesson, String group, String topic, String id,
      Map<String, String> settings) {
    LessonRun run = lab.lesson(lesson).topic(topic).group(group).client("client.id", id);
    settings.forEach(run::client);
    return run.start();
  }

  private static void awaitAssignment(String group, Map<String, Set<Integer>> assignment) {
    TestLab.await().until(() -> lab.members(group).equals(assignment));
  }
}
