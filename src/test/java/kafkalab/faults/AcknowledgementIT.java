package kafkalab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafkalab.experiment.LossyProxy;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer05CGroup;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exactly once and in order by acks=all and idempotence; what happens without, when acknowledgements are lost. */
@Tag("faults")
@BrokerTest
class AcknowledgementIT {

  private static final int LOST = 5;
  private static final List<String> KEYS = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
  private static final String ALL = "Verdict     : all %d messages acknowledged, none failed";

  /** Each run loses five acknowledgements of single records: the answers number 10, 20, 30, 40 and 50. */
  @Test
  void lostAcknowledgementsMakeDuplicatesUnlessTheProducerIsIdempotent() {
    try (OwnBroker broker = OwnBroker.start();
        LossyProxy proxy = new LossyProxy(broker.address());
        TestLab lab = new TestLab(proxy.address())) {
      for (Class<?> lesson : List.of(Producer02Sync.class, Producer03Async.class)) {
        List<String> with = keysWithLostAcknowledgements(proxy, lab, lesson, true);
        assertThat(with).as("each key once, in order").isEqualTo(KEYS);
        Claims.proven(lesson.getSimpleName(), "idempotence: lost acknowledgements make no duplicates",
            LOST + " acknowledgements lost, " + with.size() + " sent, " + with.size() + " on the topic, in order");

        List<String> without = keysWithLostAcknowledgements(proxy, lab, lesson, false);
        assertThat(Set.copyOf(without)).as("nothing is lost").hasSize(KEYS.size());
        int twice = without.size() - KEYS.size();
        if (lesson == Producer02Sync.class) {
          assertThat(twice).as("one record under way at a time, so one for each").isEqualTo(LOST);
        } else {
          assertThat(twice).as("all that is under way is sent again").isGreaterThanOrEqualTo(LOST);
        }
        Claims.proven(lesson.getSimpleName(), "without idempotence lost acknowledgements make duplicates",
            LOST + " acknowledgements lost, " + KEYS.size() + " sent and all reported as acknowledged, "
                + without.size() + " on the topic, " + backwards(without) + " of them behind a later one");
      }
    }
  }

  /** The topic's keys after a run in which the answers to five Produce requests are lost. */
  private static List<String> keysWithLostAcknowledgements(
      LossyProxy proxy, TestLab lab, Class<?> lesson, boolean idempotent) {
    String topic = lab.newTopic(1);
    proxy.loseAnswers(ApiKeys.PRODUCE, answer -> answer % 10 == 0 && answer <= 10 * LOST);
    var run = lab.lesson(lesson).topic(topic).messages(KEYS.size())
        .client("linger.ms", 0).client("batch.size", 0).client("enable.idempotence", idempotent).start();
    assertThat(run.exitCode()).isZero();
    assertThat(proxy.lost()).isEqualTo(LOST);
    assertThat(run.lastLine()).isEqualTo(String.format(ALL, KEYS.size()));
    return lab.read(topic).stream().map(ConsumerRecord::key).toList();
  }

  @Test
  void aBrokerKilledInMidRunLosesAndDuplicatesNothing() {
    try (OwnBroker broker = OwnBroker.start(); TestLab lab = new TestLab(broker.address())) {
      List<LessonRun> runs = Stream.of(Producer02Sync.class, Producer03Async.class, Producer05CGroup.class)
          .map(lesson -> lab.lesson(lesson).topic(lab.newTopic(lesson == Producer05CGroup.class ? 4 : 1))
              .messages(1_000_000).client("linger.ms", 0).delayMs(1).start()).toList();
      TestLab.await().until(() -> runs.stream().allMatch(run -> written(lab, run) > 100));

      broker.kill();
      broker.begin();
      broker.awaitServing();
      List<Long> then = runs.stream().map(run -> written(lab, run)).toList();
      TestLab.await().until(() -> IntStream.range(0, 3).allMatch(i -> written(lab, runs.get(i)) > then.get(i) + 100));
      for (LessonRun run : runs) {
        run.stop();
        String name = run.lines().get(0).replaceFirst(":.*", "");
        var records = lab.read(run.topic());
        assertThat(run.lastLine()).isEqualTo(String.format(ALL, records.size()));
        assertThat(records.stream().map(ConsumerRecord::key)).as("%s, each key once", name)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, records.size()).mapToObj(Integer::toString).toList());
        for (int partition : lab.ends(run.topic()).keySet()) {
          assertThat(records.stream().filter(record -> record.partition() == partition)
              .map(record -> Integer.parseInt(record.key()))).as("%s, partition %d", name, partition).isSorted();
        }
        assertThat(run.lines()).as("no flood of warnings").noneMatch(line -> line.startsWith("["));
        Claims.proven(name, "acks=all and idempotence: a broker killed and started again in mid-run loses nothing,"
            + " doubles nothing, keeps the order",
            records.size() + " acknowledged, " + records.size() + " on the topic, each key once, in order");
      }
    }
  }

  private static long written(TestLab lab, LessonRun run) {
    return lab.ends(run.topic()).values().stream().mapToLong(end -> end).sum();
  }

  /** How many keys stand behind a greater one. */
  private static long backwards(List<String> keys) {
    int greatest = -1;
    long count = 0;
    for (String key : keys) {
      count += Integer.parseInt(key) < greatest ? 1 : 0;
      greatest = Math.max(greatest, Integer.parseInt(key));
    }
    return count;
  }
}
