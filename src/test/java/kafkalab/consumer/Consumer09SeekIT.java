package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Where Consumer09Seek reads, by the ages of the records. */
@BrokerTest
class Consumer09SeekIT {

  private static void send(TestLab lab, String topic, Duration... ages) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(lab.properties(Map.of()), new StringSerializer(), new StringSerializer())) {
      for (Duration age : ages) {
        producer.send(new ProducerRecord<>(topic, 0, System.currentTimeMillis() - age.toMillis(), "key", "value"));
      }
    }
  }

  /** The offsets of the records that it printed after a line that begins so, up to the next such line. */
  private static List<Long> after(LessonRun run, String line) {
    List<String> lines = run.lines();
    int start = lines.indexOf(line);
    assertThat(start).as(line).isNotNegative();
    return lines.subList(start + 1, lines.size()).stream().map(OutputLine::parse)
        .takeWhile(next -> next instanceof OutputLine.Record).map(next -> ((OutputLine.Record) next).offset()).toList();
  }

  @Test
  void eachStartReadsWhatItSays(TestLab lab) {
    String topic = lab.newTopic(1);
    Duration day = Duration.ofDays(1);
    Duration minutes = Duration.ofMinutes(5);
    send(lab, topic, day, day, day, minutes, minutes, Duration.ofSeconds(1), Duration.ofSeconds(1),
        Duration.ofSeconds(1));
    var run = lab.lesson(Consumer09Seek.class).topic(topic).start();

    assertThat(run.exitCode()).isZero();
    assertThat(after(run, "Reading from: auto.offset.reset")).containsExactly(3L, 4L, 5L, 6L);
    assertThat(after(run, "Reading from: the beginning, 0:0")).containsExactly(0L, 1L, 2L, 3L);
    assertThat(after(run, "Reading from: two before the end, 0:6")).containsExactly(6L, 7L);
    assertThat(after(run, "Reading from: a minute ago, 0:5")).containsExactly(5L, 6L, 7L);
    assertThat(run.lastLine()).isEqualTo("Verdict     : 13 messages processed, none committed: there is no group");
    Claims.proven("Consumer09Seek", "by_duration, the beginning, an offset and a time: each start reads the records"
        + " that it says", "three records a day old, two of five minutes, three of a second: from 3, 0, 6 and 5");
  }

  /** Nothing is young enough: by_duration waits for a record, a seek by time goes to the end. */
  @Test
  void whereNoRecordIsYoungEnough(TestLab lab) {
    String topic = lab.newTopic(2);
    send(lab, topic, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    var run = lab.lesson(Consumer09Seek.class).topic(topic).start();

    assertThat(run.exitCode()).isZero();
    assertThat(after(run, "Reading from: auto.offset.reset")).isEmpty();
    assertThat(after(run, "Reading from: two before the end, 0:1 1:0")).containsExactly(1L, 2L);
    assertThat(after(run, "Reading from: a minute ago, 0:3 1:0")).isEmpty();
    Claims.proven("Consumer09Seek", "where no record is young enough, by_duration reads nothing, and a seek by time to"
        + " the end neither", "three records of an hour: 0 and 0 read, position 3 of 3");
  }

  @Test
  void itStopsAtOnceAndLeavesNothingBehind(TestLab lab) {
    String topic = lab.newTopic(1);
    send(lab, topic, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    var run = lab.lesson(Consumer09Seek.class).topic(topic).delayMs(700).start().awaitRecords(1);
    double seconds = run.stop();
    assertThat(seconds).isLessThan(20);
    assertThat(run.lines()).contains("Closed      : consumer closed");
    assertThat(run.lastLine()).endsWith("none committed: there is no group");
  }
}
