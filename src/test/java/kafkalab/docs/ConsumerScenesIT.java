package kafkalab.docs;


import java.util.Map;
import kafkalab.cluster.Topics;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the consumers' pages show of one consumer, on a broker that nobody else uses. */
class ConsumerScenesIT {

  private static final String TOPIC = "ak03.fourpartition";

  private static OwnBroker broker;
  private static TestLab lab;

  @BeforeAll
  static void startBroker() {
    broker = OwnBroker.start();
    lab = broker.lab();
    Topics.create(lab.admin(), TOPIC, 4);
    lab.feed(TOPIC, 0, 3000);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  @Records({"consumer03", "consumer03-ctrl-c", "consumer03-killed"})
  void aCommitAfterEachBatch() {
    LessonRun killed = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).delayMs(60).start().awaitRecords(25);
    killed.kill();
    Transcripts.record("consumer03", killed.lines(), Map.of());
    LessonRun stopped = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).group("tdea-c30").delayMs(60).start()
        .awaitRecords(15);
    stopped.stop();
    Transcripts.record("consumer03-ctrl-c", stopped.lines(), Map.of());
    LessonRun again = lab.lesson(Consumer03CommitSync.class).topic(TOPIC).start().awaitRecords(1);
    again.kill();
    Transcripts.record("consumer03-killed", again.lines(), Map.of());
  }

  @Test
  @Records({"consumer04", "consumer05"})
  void commitsThatAreReportedLater() {
    LessonRun c4 = lab.lesson(Consumer04CommitAsync.class).topic(TOPIC).delayMs(100).start().awaitRecords(35);
    c4.stop();
    Transcripts.record("consumer04", c4.lines(), Map.of());
    LessonRun c5 = lab.lesson(Consumer05CommitSyncAsync.class).topic(TOPIC).delayMs(60).start().awaitRecords(25);
    c5.stop();
    Transcripts.record("consumer05", c5.lines(), Map.of());
  }
}
