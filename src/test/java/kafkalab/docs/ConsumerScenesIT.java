package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kafkalab.cluster.Topics;
import kafkalab.consumer.Consumer02AutoCommit;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.consumer.Consumer09Seek;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.OutputLine;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the pages show of one consumer on a topic of one partition, on a broker that nobody else uses. */
class ConsumerScenesIT {

  private static final String TOPIC = "ak03.test";

  /** What "Try this" puts behind the line that processes a record. */
  private static final Map<String, String> FAILS_AFTER_14 = Map.of("progress.process(record);",
      "progress.process(record);\n          if (progress.processed() == 14)"
          + " throw new IllegalArgumentException(\"not what the program expects\");");

  private static OwnBroker broker;
  private static TestLab lab;

  @BeforeAll
  @Records({"two-groups", "offsets-topic"})
  static void startBroker() throws InterruptedException {
    broker = OwnBroker.start();
    lab = broker.lab();
    Topics.create(lab.admin(), TOPIC, 1);
    lab.feed(TOPIC, 0, 40);
    LessonRun orders = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).group("orders").messages(40).start();
    LessonRun billing = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).group("billing").messages(20).start();
    assertThat(orders.exitCode()).isZero();
    assertThat(billing.exitCode()).isZero();
    CommandResult groups = CommandResult.run(broker.address(), "groups", "orders", "billing");
    Transcripts.record("two-groups", groups.lines(), Map.of());
    Transcripts.record("offsets-topic", OffsetsTopic.commits(lab, "billing"), Map.of());
    lab.feed(TOPIC, 40, 100);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /**
   * All of it takes two fifths of the time that it takes by default: a commit every 2 s, and a record every 120 ms. After
   * which batch a commit is due depends on how long the consumer took to join.
   */
  @Test
  @Records(value = "consumer02-exception", varying = {"consumer02", "consumer02-killed"})
  void automaticCommits() {
    LessonRun killed = inTwoFifthsOfTheTime("killed02").start();
    LessonRun automatic = inTwoFifthsOfTheTime("tdea-consumer02").start();
    killed.awaitRecords(32).kill();
    LessonRun again = quicklyMissed(Consumer02AutoCommit.class, "killed02").start();
    automatic.awaitRecords(42).stop();
    again.awaitRecords(1).kill();
    assertThat(automatic.output(OutputLine.Committed.class)).as("whole batches, and in the end all").hasSizeBetween(2, 6)
        .allSatisfy(commit -> assertThat(commit.offset() % 10).isZero());
    assertThat(again.records().get(0).offset()).as("where a batch ends").isIn(10L, 20L, 30L);
    record("consumer02", automatic);
    record("consumer02-killed", again);
    record("consumer02-exception", fails(Consumer02AutoCommit.class, "bad02"));
  }

  private static LessonRun inTwoFifthsOfTheTime(String group) {
    return quicklyMissed(Consumer02AutoCommit.class, group).client("auto.commit.interval.ms", 2_000).delayMs(120);
  }

  @Test
  @Records({"consumer03", "consumer03-killed"})
  void aCommitAfterEachBatch() {
    LessonRun killed = quicklyMissed(Consumer03CommitSync.class, "killed03").delayMs(200).start().awaitRecords(22);
    killed.kill();
    LessonRun again = quicklyMissed(Consumer03CommitSync.class, "killed03").start();
    LessonRun stopped = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).delayMs(200).start().awaitRecords(22);
    stopped.stop();
    again.awaitRecords(1).kill();
    record("consumer03", stopped);
    record("consumer03-killed", again);
  }

  @Test
  @Records({"consumer04", "consumer05", "consumer05-exception"})
  void commitsThatAreReportedLater() {
    LessonRun fourth = lab.lesson(Consumer04CommitAsync.class).topic(TOPIC).delayMs(200).start();
    LessonRun fifth = lab.lesson(Consumer05CommitSyncAsync.class).topic(TOPIC).delayMs(200).start();
    for (LessonRun run : List.of(fourth, fifth)) {
      run.awaitRecords(42).program().stop();
    }
    assertThat(fourth.exitCode()).isEqualTo(143);
    assertThat(fifth.exitCode()).isEqualTo(143);
    record("consumer04", fourth);
    record("consumer05", fifth);
    fails(Consumer05CommitSyncAsync.class, "bad05");
    LessonRun again = lab.lesson(Consumer05CommitSyncAsync.class).topic(TOPIC).group("bad05").start().awaitRecords(1);
    again.kill();
    record("consumer05-exception", again);
  }

  @Test
  @Records(varying = {"consumer03-slow", "consumer07-slow"})
  void batchesThatTakeTooLong() {
    LessonRun third = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).group("slow03").delayMs(300)
        .client("max.poll.interval.ms", 2_000).start();
    LessonRun seventh = lab.lesson(Consumer07RebalanceCallback.class).topic(TOPIC).group("slow07").delayMs(300)
        .client("max.poll.interval.ms", 1_000).start();
    for (LessonRun slow : List.of(third, seventh)) {
      slow.awaitLines((TOPIC + "-0-0 : (0 , msg_0)")::equals, 2, "the first record again").kill();
    }
    record("consumer03-slow", third);
    record("consumer07-slow", seventh);
  }

  @Test
  @Records({"offsets-reset-none", "offsets-reset-latest", "offsets-out-of-range"})
  void whereAGroupStarts() {
    LessonRun none = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).group("nobody")
        .client("auto.offset.reset", "none").start();
    LessonRun latest = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).group("somebody")
        .client("auto.offset.reset", "latest").start();
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
    record("offsets-reset-none", none);
    latest.awaitLine(line -> line.startsWith("Setting"), "its partition").kill();
    record("offsets-reset-latest", latest);

    Topics.create(lab.admin(), "ak03.away", 1);
    lab.feed("ak03.away", 0, 40);
    TopicPartition partition = new TopicPartition("ak03.away", 0);
    TestLab.get(lab.admin().alterConsumerGroupOffsets("away", Map.of(partition, new OffsetAndMetadata(3))).all());
    TestLab.get(lab.admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(32))).all());
    LessonRun away = lab.lesson(Consumer03CommitSync.class).topic("ak03.away").group("away").start().awaitRecords(1);
    away.kill();
    Transcripts.record("offsets-out-of-range", away.lines(), Map.of("ak03.away", TOPIC, "group away",
        "group tdea-consumer03", "Group away", "Group tdea-consumer03"));
  }

  @Test
  @Records(varying = "consumer09-seek")
  void whereAConsumerSeeks() {
    Topics.create(lab.admin(), "ak03.fourpartition", 4);
    lab.feed("ak03.fourpartition", 0, 10);
    LessonRun run = lab.lesson(Consumer09Seek.class).start();
    assertThat(run.exitCode()).isZero();
    record("consumer09-seek", run);
  }

  /** With a session timeout of 2 s, so that the one who starts after it need not wait for long. */
  private static LessonRun quicklyMissed(Class<?> lesson, String group) {
    return lab.lesson(lesson).topic(TOPIC).group(group).client("session.timeout.ms", 2_000);
  }

  private static LessonRun fails(Class<?> lesson, String group) {
    LessonRun run = lab.lesson(lesson).topic(TOPIC).group(group).edited(FAILS_AFTER_14).start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    return run;
  }

  private static void record(String scene, LessonRun run) {
    Transcripts.record(scene, run.lines(), Map.of());
  }
}
