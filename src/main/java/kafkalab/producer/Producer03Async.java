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
 * Asynchronous sending: goes on at once, and a callback learns what became of each
 * record.
 *
 * <p><b>Watch:</b> the throughput of fire and forget, and yet every record is accounted
 * for: the callbacks' count is the topic's count.
 *
 * <p><b>Try:</b> set {@code acks} to 1, then to 0: Kafka refuses, and says why. Set
 * {@code enable.idempotence} to false as well, and compare the throughput. With 0 a
 * callback knows only that the record has left; the topic may hold fewer.
 */
public final class Producer03Async {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer03Async.class);
    String topic = lab.topic("ak03.asyncsending");
    long messages = lab.messages(100_000);
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
    LabTopics.ensure(lab, topic, 1);

    // 3. Producer
    StopSignal signal = StopSignal.listen();
    long sent = 0;
    AtomicLong acknowledged = new AtomicLong();
    SendFailures failures = new SendFailures();
    long handedOver;
    long start = System.nanoTime();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
        String key = Long.toString(sent);
        String value = "msg_" + sent;
        // the callback runs on the producer's I/O thread: while it works, nothing is
        // sent. For a record that send() cannot put into the buffer it runs on this one
        producer.send(new ProducerRecord<>(topic, key, value), (metadata, exception) -> {
          // check the exception: the metadata is never null, not even after a failure
          if (exception == null) {
            acknowledged.incrementAndGet();
          } else {
            failures.add(key, exception);
          }
        });
        sent++;
      }
      handedOver = System.nanoTime() - start;

      // 5. Close, which sends what is still in the buffer and waits for the last callback
    }
    Console.handedOver(sent, handedOver);
    Console.sent(acknowledged.get(), System.nanoTime() - start);
    Console.verdict(acknowledged.get(), failures.count());
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }
}
