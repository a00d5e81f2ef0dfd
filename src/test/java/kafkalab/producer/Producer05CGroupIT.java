package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

@BrokerTest
class Producer05CGroupIT {

  @Test
  void theKeyDecidesThePartition(TestLab lab) {
    String topic = lab.newTopic(4);
    var run = lab.lesson(Producer05CGroup.class).topic(topic).messages(100).delayMs(0).start();

    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 100 messages acknowledged, none failed");
    var records = lab.read(topic);
    assertThat(records).hasSize(100);
    for (ConsumerRecord<String, byte[]> record : records) {
      int hash = Utils.toPositive(Utils.murmur2(record.key().getBytes()));
      assertThat(record.partition()).isEqualTo(hash % 4);
      assertThat(run.lines()).contains(String.format("%s-%d-%d : (%s , msg_%s)",
          topic, record.partition(), record.offset(), record.key(), record.key()));
    }
    Claims.proven("Producer05CGroup", "the key's hash modulo the partition count decides the partition",
        "100 of 100 records where murmur2 says");
  }

  /** A class need not wait for it. */
  @Test
  void theFirstRecordIsSentAtOnce(TestLab lab) {
    var run = lab.lesson(Producer05CGroup.class).topic(lab.newTopic(4)).delayMs(600_000).start();
    run.awaitRecords(1);
    run.stop();
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 1 messages acknowledged, none failed");
  }

  @Test
  void aRecordEveryThreeSeconds(TestLab lab) {
    String topic = lab.newTopic(4);
    var run = lab.lesson(Producer05CGroup.class).topic(topic).start();
    run.awaitRecords(2);
    assertThat(run.stop()).isLessThan(3);
    // when they were sent, not when this busy machine was told of their acknowledgements
    var sent = lab.read(topic).stream().map(ConsumerRecord::timestamp).sorted().toList();
    assertThat(sent).hasSize(2);
    assertThat(Duration.ofMillis(sent.get(1) - sent.get(0)))
        .isBetween(Duration.ofMillis(2_990), Duration.ofMillis(5_000));
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 2 messages acknowledged, none failed");
  }
}
