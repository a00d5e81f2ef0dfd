package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import kafkalab.consumer.Consumer01CGroup;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.ProgramRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.producer.Producer01FireAndForget;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer04Json;
import kafkalab.producer.Producer05CGroup;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the producers' pages show, on a broker that nobody else uses. */
class ProducerScenesIT {

  private static OwnBroker broker;
  private static TestLab lab;

  @BeforeAll
  @Records({"broker", "topics"})
  static void startBrokerAndCreateTopics() throws InterruptedException {
    broker = OwnBroker.start();
    lab = broker.lab();
    Transcripts.record("broker", broker.lines(), Map.of());
    CommandResult topics = CommandResult.run(broker.address(), "topics");
    assertThat(topics.exitCode()).isZero();
    Transcripts.record("topics", topics.lines(), Map.of());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  @Records({"producer01", "producer03", "producer03-acks-1"})
  void manyRecords() {
    record("producer01", 0, lab.lesson(Producer01FireAndForget.class).start());
    record("producer03", 0, lab.lesson(Producer03Async.class).start());
    record("producer03-acks-1", ExitCode.WRONG_SETTING, lab.launcher("run", "producer03", "--set", "acks=1").start());
  }

  @Test
  @Records({"producer02", "producer02-too-large", "producer02-acks-0"})
  void oneRecordAtATime() {
    LessonRun one = lab.lesson(Producer02Sync.class).topic("ak03.syncsending").start().awaitRecords(5);
    // each takes seconds, in which it does little
    record("producer02-acks-0", 0,
        lab.lesson(Producer02Sync.class).messages(100).client("acks", 0).client("enable.idempotence", false).start());
    record("producer02", 0, one);
    record("producer02-too-large", ExitCode.FAILED,
        lab.lesson(Producer02Sync.class).messages(20).client("max.request.size", 92).start());
  }

  @Test
  @Records({"producer04", "producer04-wrong-serializer", "producer04-read"})
  void objectsAsJson() {
    record("producer04", 0, lab.lesson(Producer04Json.class).start());
    record("producer04-wrong-serializer", ExitCode.FAILED, lab.lesson(Producer04Json.class)
        .edited(Map.of("JsonSerializer.class", "StringSerializer.class")).start());
    record("producer04-read", 0, lab.lesson(Consumer01CGroup.class).topic("ak03.json").messages(3)
        .start());
  }

  @Test
  @Records({"producer05", "producer05-forty-keys"})
  void fourPartitions() throws InterruptedException {
    LessonRun run = lab.lesson(Producer05CGroup.class).topic("ak03.fourpartition").messages(19).delayMs(100).start();
    assertThat(run.exitCode()).isZero();
    Transcripts.record("producer05", inOrderOfKeys(run), Map.of());
    LessonRun forty = lab.lesson(Producer05CGroup.class).topic("forty").messages(40).delayMs(0).start();
    assertThat(forty.exitCode()).isZero();
    Transcripts.record("producer05-forty-keys", CommandResult.run(broker.address(), "topics", "forty").lines(),
        Map.of());
  }

  /** As they come at its usual pace: at this one the first ones may wait for the first answer, and be sent together. */
  private static List<String> inOrderOfKeys(LessonRun run) {
    List<String> lines = new ArrayList<>(run.lines());
    lines.subList(1, lines.size() - 1)
        .sort(Comparator.comparing(line -> Integer.valueOf(line.replaceAll(".*\\((\\d+) ,.*", "$1"))));
    return lines;
  }

  private static void record(String scene, int exitCode, ProgramRun<?> run) {
    assertThat(run.exitCode()).as(scene).isEqualTo(exitCode);
    Transcripts.record(scene, run.lines(), Map.of());
  }
}
