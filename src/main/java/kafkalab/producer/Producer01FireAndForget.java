package kafkalab.producer;

import java.util.Properties;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Fire and forget: hands records over and never looks at what becomes of them.
 *
 * <p><b>Watch:</b> the two clocks. {@code send()} only fills a buffer, which another
 * thread empties; so handing over ends first, and sending ends in {@code close()}.
 *
 * <p><b>Try:</b> stop the broker in mid-run: "at most" is all that it can tell you.
 * Then leave out the {@code try (...)} around the producer, and set
 * {@code LAB_MESSAGES=10}: all ten are still in the buffer at the end, and are lost.
 */
public final class Producer01FireAndForget {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer01FireAndForget.class);
    String topic = lab.topic("ak03.fireandforget");
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
    long handedOver;
    long start = System.nanoTime();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
        String key = Long.toString(sent);
        String value = "msg_" + sent;
        // the Future that send() returns is dropped, and with it any error
        producer.send(new ProducerRecord<>(topic, key, value));
        sent++;
      }
      handedOver = System.nanoTime() - start;

      // 5. Close, which sends what is still in the buffer
    }
    Console.handedOver(sent, handedOver);
    Console.sentAtMost(sent, System.nanoTime() - start);
    Console.verdict("%d messages handed over; delivery was not checked", sent);
  }
}
