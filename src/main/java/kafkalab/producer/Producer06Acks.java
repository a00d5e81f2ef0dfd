package kafkalab.producer;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Acknowledgements: what was promised, compared with what the topic holds.
 *
 * <p><b>Watch:</b> on three brokers, kill the leader of the topic's partition in mid-run.
 * The verdict says which of the acknowledged records are gone.
 *
 * <p><b>Try:</b> set {@code acks} to 1, then to 0. When is a record lost although it was
 * acknowledged? When is one there twice?
 */
public final class Producer06Acks {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer06Acks.class);
    String topic = lab.topic("ak03.acks");
    long messages = lab.messages(20_000);
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    // acks: who must have a record before it counts as sent. 0: nobody, so a loss goes
    // unseen. 1: the leader, lost if it dies now. all: every in-sync replica, the safest
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    // enable.idempotence has its default, true. Its price is acks=all: with 0 or 1 Kafka
    // switches it off without a word, and a retry can make a duplicate
    lab.applyToProducer(config);
    Properties reading = new Properties();
    // without a group: what is on the topic?
    reading.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    reading.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    reading.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    lab.applyToConsumer(reading);

    // 2. Topic
    LabTopics.ensure(lab, topic, 1);

    // 3. Producer, and a consumer at the end of what is there already
    StopSignal signal = StopSignal.listen();
    long sent = 0;
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    SendFailures failures = new SendFailures();
    Set<String> found = new HashSet<>();
    long twice = 0;
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(reading)) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position); // a seek is made only when it is needed
      try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

        // 4. Send
        while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
          String key = Long.toString(sent);
          String value = "msg_" + sent;
          ProducerRecord<String, String> record =
              new ProducerRecord<>(topic, key, value);
          producer.send(record, (metadata, exception) -> {
            if (exception == null) {
              acknowledged.add(key);
            } else {
              failures.add(key, exception);
            }
          });
          sent++;
        }

        // 5. Close, which waits for the last acknowledgement; then read what was written
      }
      // below acks=all a record may be acknowledged before consumers can see it, which is
      // when the in-sync replicas have it: wait for what is missing
      ConsumerRecords<String, String> records;
      do {
        records = consumer.poll(Duration.ofSeconds(found.size() < sent ? 15 : 1));
        for (ConsumerRecord<String, String> record : records) {
          twice += found.add(record.key()) ? 0 : 1;
        }
      } while (!records.isEmpty());
    }
    long promised = acknowledged.size();
    acknowledged.removeAll(found);
    acknowledged.stream().limit(5)
        .forEach(key -> System.out.println("# Lost: key " + key));
    Console.verdict("acks=%s: %d messages reported as sent, %d failed; %d lost, %d twice",
        config.get(ProducerConfig.ACKS_CONFIG), promised, failures.count(),
        acknowledged.size(), twice);
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }
}
