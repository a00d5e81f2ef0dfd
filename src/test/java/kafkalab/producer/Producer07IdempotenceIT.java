package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Acknowledgements are lost on their way to the producer: what is on the topic then. */
@BrokerTest
class Producer07IdempotenceIT {

  private static final int RECORDS = 50;
  private static final String LOST = "# Lost by the proxy: answer ";

  /** With its own settings it is idempotent. Small batches: on a busy machine, too, there are enough answers of which every tenth can be lost. */
  private static LessonRun lesson(TestLab lab, String topic, boolean idempotent) {
    LessonRun run = lab.lesson(Producer07Idempotence.class).topic(topic).messages(RECORDS).client("batch.size", 0);
    return idempotent ? run : run.client("enable.idempotence", false);
  }

  private static List<String> keys(TestLab lab, String topic) {
    return lab.read(topic).stream().map(ConsumerRecord::key).toList();
  }

  private static Stream<String> lines(LessonRun run, String start) {
    return run.lines().stream().filter(line -> line.startsWith(start));
  }

  @Test
  @Records(varying = "producer07")
  void lostAcknowledgementsMakeNoDuplicates(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = lesson(lab, topic, true).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : 50 messages acknowledged, 0 failed; the topic has 50, and 0"
        + " twice");
    assertThat(lines(run, LOST)).isNotEmpty();
    assertThat(keys(lab, topic)).isEqualTo(IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList());
    Transcripts.record("producer07", run.lines(),
        Map.of(topic, "ak03.idempotence", lab.bootstrapServers(), "localhost:9092"));
    Claims.proven("Producer07Idempotence", "with idempotence lost acknowledgements make no duplicates",
        lines(run, LOST).count() + " acknowledgements lost, 50 acknowledged, 50 on the topic, in order");
  }

  /** Each duplicate is explained: its first offset is among those of an answer that was lost, or sent behind it. */
  @Test
  @Records(varying = "producer07-without-idempotence")
  void withoutIdempotenceEachLostAcknowledgementMakesDuplicates(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = lesson(lab, topic, false).start();
    assertThat(run.exitCode()).isZero();
    List<Long> lost = lines(run, LOST).map(line -> Long.valueOf(line.replaceAll(".*offset (\\d+) on", "$1"))).toList();
    assertThat(lost).isNotEmpty();
    List<String> keys = keys(lab, topic);
    int twice = keys.size() - RECORDS;
    assertThat(new HashSet<>(keys)).as("nothing is missing").hasSize(RECORDS);
    assertThat(run.lastLine()).isEqualTo("Verdict     : 50 messages acknowledged, 0 failed; the topic has 50, and "
        + twice + " twice");
    assertThat(twice).isGreaterThanOrEqualTo(lost.size());
    assertThat(lost).allSatisfy(offset -> assertThat(IntStream.range(offset.intValue() + 1, keys.size())
        .mapToObj(keys::get)).as("the record at offset %d again", offset).contains(keys.get(offset.intValue())));
    assertThat(lines(run, "# Twice: key ")).hasSize(Math.min(twice, 10));
    Transcripts.record("producer07-without-idempotence", run.lines(),
        Map.of(topic, "ak03.idempotence", lab.bootstrapServers(), "localhost:9092"));
    Claims.proven("Producer07Idempotence", "without idempotence the records of each lost acknowledgement are there"
        + " twice, and all are reported as acknowledged",
        lost.size() + " acknowledgements lost, 50 acknowledged, " + keys.size() + " on the topic");
  }

  /** Whatever was under way when the connection broke is sent again, the last request first. */
  @Test
  @Records(varying = "producer07-at-full-speed")
  void atFullSpeedWithoutIdempotenceOneLostAcknowledgementMakesSeveralDuplicates(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = lesson(lab, topic, false).messages(30).delayMs(0).client("linger.ms", 0).start();
    assertThat(run.exitCode()).isZero();
    List<String> keys = keys(lab, topic);
    assertThat(new HashSet<>(keys)).as("nothing is missing").hasSize(30);
    assertThat(lines(run, LOST)).isNotEmpty();
    assertThat(lines(run, "# Twice: key ")).isNotEmpty();
    assertThat(run.lastLine()).isEqualTo("Verdict     : 30 messages acknowledged, 0 failed; the topic has 30, and "
        + (keys.size() - 30) + " twice");
    Transcripts.record("producer07-at-full-speed", run.lines(), Map.of());
    Claims.proven("Producer07Idempotence", "without a pause and without idempotence one lost acknowledgement makes more"
        + " duplicates, and breaks the order", lines(run, LOST).count() + " lost, " + (keys.size() - 30)
        + " records twice; on the topic in this order: " + String.join(" ", keys));
  }

  @Test
  void itCountsWhatThisRunHasWrittenInAllPartitions(TestLab lab) {
    String topic = lab.newTopic(3);
    lab.feed(topic, 0, 20);
    LessonRun run = lesson(lab, topic, true).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : 50 messages acknowledged, 0 failed; the topic has 50, and 0"
        + " twice");
    assertThat(lab.read(topic)).hasSize(70);
  }

  @Test
  void aStopAndAnExceptionInTheMiddleLoseNothingThatWasHandedOver(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = lesson(lab, topic, true).messages(100_000).start();
    TestLab.await().until(() -> lab.read(topic).size() > 20);
    run.stop();
    int there = lab.read(topic).size();
    assertThat(run.lastLine()).isEqualTo("Verdict     : " + there + " messages acknowledged, 0 failed; the topic has "
        + there + ", and 0 twice");

    String other = lab.newTopic(1);
    LessonRun failing = lesson(lab, other, true).edited(Map.of("          sent++;",
        "          sent++;\n          if (sent == 25) {\n            throw new IllegalStateException(\"stop\");\n"
            + "          }")).start();
    assertThat(failing.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(Set.copyOf(keys(lab, other))).hasSize(25);
    assertThat(lab.read(other)).hasSize(25);
  }

  @Test
  void theProxyCannotReadTls(TestLab lab) {
    LessonRun run = lesson(lab, lab.newTopic(1), true).client("security.protocol", "SSL").start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(run.lines()).singleElement().asString()
        .startsWith("Error: Producer07Idempotence needs a connection without TLS");
  }
}
