package kafkalab.producer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Partitioning: a record's key, its partition number or a partitioner of our own decide.
 *
 * <p><b>Watch:</b> the partition in each line. The same key always has the same one;
 * records without a key stay together; an explicit number wins over the key.
 *
 * <p><b>Try:</b> set {@code partitioner.class} to the partitioner in this file. Then add
 * partitions to the topic: which keys have moved? Their older records do not move with
 * them, so their order is lost.
 */
public final class Producer09Partitioning {

  /** Keeps the last partition for the key "vip". Asked where a record names none. */
  public static final class VipPartitioner implements Partitioner {
    @Override
    public int partition(String topic, Object key, byte[] keyBytes, Object value,
        byte[] valueBytes, Cluster cluster) {
      int last = cluster.partitionCountForTopic(topic) - 1;
      return last == 0 || "vip".equals(key) ? last
          // a hash may be negative, a partition may not
          : Math.floorMod(String.valueOf(key).hashCode(), last);
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
  }

  public static void main(String[] args) throws InterruptedException {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer09Partitioning.class);
    String topic = lab.topic("ak03.partitioning");
    long messages = lab.messages(12);
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    // no partitioner.class: Kafka's own takes murmur2 of the key's bytes, modulo the
    // number of partitions. Clients in other languages may take another hash
    lab.applyToProducer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);

    // 3. Producer
    StopSignal signal = StopSignal.listen();
    List<String> keys = List.of("amy", "tom", "vip", "amy");
    long sent = 0;
    SendFailures failures = new SendFailures();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
        String key = keys.get((int) (sent % 4));
        String value = "msg_" + sent;
        ProducerRecord<String, String> record = switch ((int) (sent / 4 % 3)) {
          // by the key: what belongs together stays in order
          case 0 -> new ProducerRecord<>(topic, key, value);
          // without a key: one partition until a batch is full, then another (KIP-794)
          case 1 -> new ProducerRecord<>(topic, value);
          // partition 0, whatever the key is, and a time of our own
          default ->
              new ProducerRecord<>(topic, 0, System.currentTimeMillis(), key, value);
        };
        // what is about the message, not in it
        record.headers().add("lesson", "producer09".getBytes(StandardCharsets.UTF_8));
        try {
          // waits for the broker's answer, so that the lines come in order
          Console.record(producer.send(record).get(), record.key(), value);
        } catch (ExecutionException e) {
          // the broker's reason is the cause, not the ExecutionException
          failures.add(record.key(), (Exception) e.getCause());
        }
        sent++;
      }

      // 5. Close: nothing is left to send
    }
    Console.verdict(sent - failures.count(), failures.count());
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }
}
