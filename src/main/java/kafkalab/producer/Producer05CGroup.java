package kafkalab.producer;

import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Feeds the consumer group lessons: a record every three seconds to a topic of four
 * partitions.
 *
 * <p><b>Watch:</b> the partition in each line. The key decides it: its hash, modulo the
 * number of partitions. While that number stays, the same key always goes to the same
 * partition, and is read in order there.
 *
 * <p><b>Try:</b> {@code LAB_DELAY_MS=100} for a quicker pace. Send the same key every
 * time: one partition gets all, and three of four consumers get nothing.
 */
public final class Producer05CGroup {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer05CGroup.class);
    String topic = lab.topic("ak03.fourpartition");
    long messages = lab.messages(10_000);
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    // acks: who must have a record before it counts as sent. 0: nobody, so a loss goes
    // unseen. 1: the leader, lost if it dies now. all: every in-sync replica, the safest
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    // the broker discards duplicates from retries; requires acks=all. Both are Kafka's
    // defaults since 3.0 (KIP-679)
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    lab.applyToProducer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);

    // 3. Producer
    StopSignal signal = StopSignal.listen();
    long sent = 0;
    AtomicLong acknowledged = new AtomicLong();
    SendFailures failures = new SendFailures();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages
          && !signal.stopRequestedWithin(sent == 0 ? 0 : lab.delayMs(3_000))) {
        String key = Long.toString(sent);
        String value = "msg_" + sent;
        // the callback runs on the producer's I/O thread: while it works, nothing is
        // sent. For a record that send() cannot put into the buffer it runs on this one
        producer.send(new ProducerRecord<>(topic, key, value), (metadata, exception) -> {
          // check the exception: the metadata is never null, not even after a failure
          if (exception == null) {
            Console.record(metadata, key, value);
            acknowledged.incrementAndGet();
          } else {
            failures.add(key, exception);
          }
        });
        sent++;
      }

      // 5. Close, which sends what is still in the buffer and waits for the last callback
    }
    Console.verdict(acknowledged.get(), failures.count());
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }
}
