package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.harness.LessonRun;
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
      LessonRun fire = inMidRun(lab.lesson(Producer01FireAndForget.class), "ak03.fireandforget");
      LessonRun async = inMidRun(lab.lesson(Producer03Async.class), "ak03.asyncsending");
      LessonRun forgetful = inMidRun(lab.lesson(Producer03Async.class)
          .client("metadata.recovery.strategy", "rebootstrap"), "forgetful");
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
  @Records(varying = {"producer03-broker-restarted", "producer03-acks-0-broker-restarted", "producer03-buffer-full",
      "producer05-broker-away"})
  void forSomeSeconds() {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      LessonRun slow = lab.lesson(Producer05CGroup.class).topic("outage").delayMs(500).messages(30).start();
      LessonRun all = inMidRun(lab.lesson(Producer03Async.class), "ak03.asyncsending");
      LessonRun none = inMidRun(lab.lesson(Producer03Async.class).client("acks", 0)
          .client("enable.idempotence", false), "acks0");
      LessonRun small = inMidRun(lab.lesson(Producer03Async.class).client("buffer.memory", 40_000)
          .client("batch.size", 4_000), "small");
      slow.awaitRecords(5);
      awaitRecords(lab, List.of(all, none, small), 500);
      broker.kill();
      small.awaitLine(line -> line.startsWith("# Failed to send key "), "a record for which there was no room");
      broker.begin();
      assertThat(slow.exitCode()).isZero();
      assertThat(all.exitCode()).isZero();
      assertThat(none.exitCode()).isZero();
      assertThat(small.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(lab.ends("ak03.asyncsending")).containsEntry(0, 5_000L);
      assertThat(lab.ends("acks0").get(0)).as("on the topic, with acks=0").isLessThan(5_000);
      Transcripts.record("producer03-broker-restarted", all.lines(), Map.of());
      Transcripts.record("producer03-acks-0-broker-restarted", none.lines(), Map.of("acks0", "ak03.asyncsending"));
      Transcripts.record("producer03-buffer-full", small.lines(), Map.of("small", "ak03.asyncsending"));
      Transcripts.record("producer05-broker-away", slow.lines(), Map.of());
    }
  }

  private static LessonRun inMidRun(LessonRun run, String topic) {
    return run.topic(topic).messages(5_000).delayMs(2).start();
  }

  private static void awaitRecords(TestLab lab, List<LessonRun> runs, int count) {
    TestLab.await().ignoreExceptions()
        .until(() -> runs.stream().allMatch(run -> lab.ends(run.topic()).get(0) > count));
  }
}
