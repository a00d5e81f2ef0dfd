package kafkalab.producer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import kafkalab.experiment.LossyProxy;
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
 * Idempotence: an acknowledgement is lost, the producer sends again, and there is no
 * duplicate.
 *
 * <p><b>Watch:</b> every tenth acknowledgement is lost. Its record is on the topic, but
 * the producer cannot know that and sends it again; and yet each record is there once.
 *
 * <p><b>Try:</b> set {@code enable.idempotence} to false. Which records are there twice?
 * Then send 20,000 without a pause: why are there so many more, and which of them stand
 * behind a later one?
 */
public final class Producer07Idempotence {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer07Idempotence.class);
    String topic = lab.topic("ak03.idempotence");
    long messages = lab.messages(50);
    LossyProxy proxy = LossyProxy.losingAcknowledgements(lab, 10); // a bad network
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, proxy.address());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    // the producer has an id, and numbers its batches: the broker knows one that it has
    // already, and acknowledges it without writing it again (KIP-98)
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    lab.applyToProducer(config);
    Properties reading = new Properties();
    // directly, and without a group: what is on the topic?
    reading.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    reading.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    reading.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    lab.applyToConsumer(reading);

    // 2. Topic
    LabTopics.ensure(lab, topic, 1);

    // 3. Producer, and a consumer at the end of what is there already
    StopSignal signal = StopSignal.listen();
    long sent = 0;
    AtomicLong acknowledged = new AtomicLong();
    SendFailures failures = new SendFailures();
    Map<String, Long> found = new HashMap<>();
    long twice = 0;
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(reading)) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position); // a seek is made only when it is needed
      try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

        // 4. Send
        while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(20))) {
          String key = Long.toString(sent);
          String value = "msg_" + sent;
          ProducerRecord<String, String> record =
              new ProducerRecord<>(topic, key, value);
          producer.send(record, (metadata, exception) -> {
            if (exception == null) {
              acknowledged.incrementAndGet();
            } else {
              failures.add(key, exception);
            }
          });
          sent++;
        }

        // 5. Close, which waits for the last acknowledgement; then read what was written
      }
      Map<TopicPartition, Long> ends =
          consumer.endOffsets(partitions, Duration.ofSeconds(10));
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, String> record : records) {
          Long before = found.putIfAbsent(record.key(), record.offset());
          if (before != null) {
            if (++twice > 10) {
              continue; // the others are counted only
            }
            System.out.println("# Twice: key " + record.key() + " at offset " + before
                + ", and again at " + record.offset());
          }
        }
      }
    }
    Console.verdict("%d messages acknowledged, %d failed; the topic has %d, and %d twice",
        acknowledged.get(), failures.count(), found.size(), twice);
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }
}
