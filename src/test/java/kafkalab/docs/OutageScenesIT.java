package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.cluster.Topics;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LessonRun;
import kafkalab.harness.LossyProxy;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.producer.Producer01FireAndForget;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer05CGroup;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the pages show of programs whose broker is killed under them, and is away for a while. */
@Tag("faults")
class OutageScenesIT {

  /** What waits for an acknowledgement is given up after 30 s. */
  private static final Duration AT_MOST = Duration.ofSeconds(120);

  @Test
  @Records(varying = {"producer01-broker-killed", "producer03-broker-killed", "producer03-rebootstrap"})
  void untilAllIsGivenUp() {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      LessonRun fire = inMidRun(lab, lab.lesson(Producer01FireAndForget.class), "ak03.fireandforget", 2);
      LessonRun async = inMidRun(lab, lab.lesson(Producer03Async.class), "ak03.asyncsending", 2);
      LessonRun forgetful = inMidRun(lab, lab.lesson(Producer03Async.class)
          .client("metadata.recovery.strategy", "rebootstrap"), "forgetful", 2);
      awaitRecords(lab, List.of(fire, async, forgetful), 1000);
      broker.kill();
      assertThat(fire.exitCode(AT_MOST)).isZero();
      assertThat(async.exitCode(AT_MOST)).isEqualTo(ExitCode.FAILED);
      broker.begin();
      assertThat(forgetful.exitCode(AT_MOST)).isEqualTo(ExitCode.FAILED);
      Transcripts.record("producer01-broker-killed", fire.lines(), Map.of());
      Transcripts.record("producer03-broker-killed", async.lines(), Map.of());
      Transcripts.record("producer03-rebootstrap", forgetful.lines(), Map.of("forgetful", "ak03.asyncsending"));
    }
  }

  @Test
  @Records(varying = {"producer03-broker-restarted", "producer03-acks-0-broker-restarted", "producer03-acks-0-topic",
      "producer03-buffer-full", "producer05-broker-away", "consumer04-outage"})
  void forSomeSeconds() throws InterruptedException {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      LessonRun commits = consumer(lab, Consumer04CommitAsync.class, "broken04");
      Topics.create(lab.admin(), "outage", 4);
      LessonRun slow = lab.lesson(Producer05CGroup.class).topic("outage").delayMs(300).messages(150).start();
      LessonRun all = inMidRun(lab, lab.lesson(Producer03Async.class), "ak03.asyncsending", 4);
      LessonRun none = inMidRun(lab, lab.lesson(Producer03Async.class).client("acks", 0)
          .client("enable.idempotence", false), "acks0", 4);
      LessonRun small = inMidRun(lab, lab.lesson(Producer03Async.class).client("buffer.memory", 40_000)
          .client("batch.size", 4_000), "small", 2);
      slow.awaitRecords(5);
      awaitRecords(lab, List.of(all, none, small), 500);
      commits.awaitRecords(12);
      broker.kill();
      small.awaitLine(line -> line.startsWith("# Failed to send key "), "a record for which there was no room");
      broker.begin();
      commits.awaitLine(line -> line.startsWith("! The broker at"), "that it is back");
      long committed = commits.printedCommits().getOrDefault(0, 0L);
      TestLab.await().until(() -> commits.printedCommits().getOrDefault(0, 0L) > committed);
      Transcripts.record("consumer04-outage", commits.lines(), Map.of());
      assertThat(slow.exitCode()).isZero();
      assertThat(all.exitCode()).isZero();
      assertThat(none.exitCode()).isZero();
      assertThat(small.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(lab.ends("ak03.asyncsending")).containsEntry(0, 5_000L);
      Transcripts.record("producer03-broker-restarted", all.lines(), Map.of());
      Transcripts.record("producer03-acks-0-broker-restarted", none.lines(), Map.of("acks0", "ak03.asyncsending"));
      CommandResult topic = CommandResult.run(broker.address(), "topics", "acks0");
      Transcripts.record("producer03-acks-0-topic", topic.lines(), Map.of("acks0", "ak03.asyncsending"));
      Transcripts.record("producer03-buffer-full", small.lines(), Map.of("small", "ak03.asyncsending"));
      Transcripts.record("producer05-broker-away", slow.lines(), Map.of());
    }
  }

  /** The broker is out of reach for some time: for one program until it closes its consumer, for one until before. */
  @Test
  @Records(varying = {"consumer04-outage-stop", "consumer05-outage-stop"})
  void aStopWhenTheBrokerComesBack() {
    int port = OwnBroker.freePort();
    int brokerPort = OwnBroker.freePort();
    LossyProxy before = new LossyProxy(port, brokerPort);
    try (OwnBroker running = OwnBroker.start(brokerPort, "advertised.listeners=PLAINTEXT://" + before.address());
        TestLab lab = new TestLab(before.address())) {
      assertThat(running.address()).isNotEqualTo(lab.bootstrapServers());
      LessonRun fourth = consumer(lab, Consumer04CommitAsync.class, "broken04");
      LessonRun fifth = consumer(lab, Consumer05CommitSyncAsync.class, "broken05");
      fourth.awaitRecords(12);
      fifth.awaitRecords(12);
      before.close();
      fifth.awaitLine(line -> line.startsWith("! No broker at "), "that it is gone");
      fifth.awaitLines(line -> line.startsWith("# Failed"), 2, "failed commits");
      fourth.awaitLines(line -> line.startsWith("# Failed"), 2, "failed commits").program().stop();
      fourth.awaitLine(line -> line.startsWith("Revoking"), "that it closes its consumer");
      try (LossyProxy after = new LossyProxy(port, brokerPort)) {
        assertThat(fourth.exitCode()).isEqualTo(143);
        fifth.awaitLine(line -> line.startsWith("! The broker at " + after.address()), "that it is back").stop();
      }
      Transcripts.record("consumer04-outage-stop", fourth.lines(), Map.of());
      Transcripts.record("consumer05-outage-stop", fifth.lines(), Map.of());
    } finally {
      before.close();
    }
  }

  /** A consumer of a topic with more records in its one partition than it can read while the test lasts. */
  private static LessonRun consumer(TestLab lab, Class<?> lesson, String group) {
    if (Topics.create(lab.admin(), "ak03.test", 1)) {
      lab.feed("ak03.test", 0, 2_000);
    }
    return lab.lesson(lesson).topic("ak03.test").group(group).delayMs(150)
        .client("session.timeout.ms", 30_000).start();
  }

  private static LessonRun inMidRun(TestLab lab, LessonRun run, String topic, int delayMs) {
    Topics.create(lab.admin(), topic, 1);
    return run.topic(topic).messages(5_000).delayMs(delayMs).start();
  }

  private static void awaitRecords(TestLab lab, List<LessonRun> runs, int count) {
    TestLab.await().ignoreExceptions()
        .until(() -> runs.stream().allMatch(run -> lab.ends(run.topic()).get(0) > count));
  }
}
