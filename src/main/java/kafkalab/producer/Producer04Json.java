package kafkalab.producer;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import kafkalab.common.Console;
import kafkalab.common.Employee;
import kafkalab.common.JsonSerializer;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Objects as values: a serializer of our own writes each employee as JSON.
 *
 * <p><b>Watch:</b> what is on the wire. Kafka stores bytes; only the serializer knows
 * about employees, and whoever reads the topic needs to know it too.
 *
 * <p><b>Try:</b> use {@code StringSerializer} for the values: the first {@code send()}
 * fails, because an employee is not a string. Then read the topic:
 * {@code LAB_TOPIC=ak03.json}, Consumer01CGroup.
 */
public final class Producer04Json {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer04Json.class);
    String topic = lab.topic("ak03.json");
    long messages = lab.messages(100_000);
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, JsonSerializer.class);
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
    try (KafkaProducer<String, Employee> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
        String key = Long.toString(sent);
        Employee value = Employee.number((int) sent);
        if (sent == 0) {
          showOnTheWire(topic, value);
        }
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

  /** The bytes that the producer's serializer makes of the first value. */
  private static void showOnTheWire(String topic, Employee value) {
    try (JsonSerializer<Employee> serializer = new JsonSerializer<>()) {
      byte[] bytes = serializer.serialize(topic, value);
      System.out.println("Java object : " + value);
      System.out.println("On the wire : " + new String(bytes, StandardCharsets.UTF_8));
      System.out.println("            = " + bytes.length + " bytes in UTF-8");
    }
  }
}
