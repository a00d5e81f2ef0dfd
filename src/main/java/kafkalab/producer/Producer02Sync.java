package kafkalab.producer;

import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Synchronous sending: waits for each record's acknowledgement before it sends the next.
 *
 * <p><b>Watch:</b> where each of the first records went, and the throughput: the price
 * of an answer for each record. One that fails is named with the broker's reason, and
 * the rest go on.
 *
 * <p><b>Try:</b> set {@code linger.ms} to 0: several times the throughput. Since Kafka 4
 * a producer waits 5 ms for more records to fill a batch (KIP-1030), and here none come.
 */
public final class Producer02Sync {

  public static void main(String[] args) throws InterruptedException {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer02Sync.class);
    String topic = lab.topic("ak03.syncsending");
    long messages = lab.messages(1_000);
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
    // Kafka 4's default. Each record here waits the full 5 ms: change it to 0
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    lab.applyToProducer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 1);

    // 3. Producer
    StopSignal signal = StopSignal.listen();
    long sent = 0;
    SendFailures failures = new SendFailures();
    long start = System.nanoTime();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
        String key = Long.toString(sent);
        String value = "msg_" + sent;
        try {
          // get() waits until the broker has answered
          RecordMetadata metadata =
              producer.send(new ProducerRecord<>(topic, key, value)).get();
          if (sent < 5) {
            Console.record(metadata, key, value);
          }
        } catch (ExecutionException e) {
          // the broker's reason is the cause, not the ExecutionException
          failures.add(key, e.getCause());
        }
        sent++;
        if (sent % 100 == 0) {
          Console.doneSoFar(sent, messages, "answered");
        }
      }

      // 5. Close: nothing is left to send
    }
    Console.sent(sent - failures.count(), System.nanoTime() - start);
    Console.verdict(sent - failures.count(), failures.count());
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }
}
