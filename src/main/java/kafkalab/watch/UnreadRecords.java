package kafkalab.watch;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafkalab.cluster.ClusterAddress;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether there is a record between some offsets and the end of their partitions: markers, aborted and compacted
 * records have offsets, but nobody gets to see them. Only a consumer can tell, so this is one, without a group.
 */
final class UnreadRecords {

  /** What lies between the offsets and the end. */
  enum Found { NOTHING, RECORDS, OPEN_TRANSACTION, NOT_KNOWN }

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private UnreadRecords() {}

  /**
   * Looks for a record.
   *
   * @param offsets where to begin
   * @param ends the partitions' ends, whatever the isolation level
   */
  static Found after(Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> ends, ClusterAddress cluster,
      IsolationLevel isolation) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"); // older records may be deleted meanwhile
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1_024);
    settings.putAll(cluster.security());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(offsets.keySet());
      offsets.forEach(consumer::seek);
      // under read_committed that is where the first open transaction begins
      Map<TopicPartition, Long> readable = consumer.endOffsets(offsets.keySet(), TIMEOUT);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (offsets.keySet().stream().anyMatch(p -> consumer.position(p, TIMEOUT) < readable.get(p))) {
        if (!consumer.poll(Duration.ofMillis(200)).isEmpty()) {
          return Found.RECORDS;
        }
        if (System.nanoTime() > deadline) {
          return Found.NOT_KNOWN;
        }
      }
      return offsets.keySet().stream().anyMatch(p -> readable.get(p) < ends.get(p)) ? Found.OPEN_TRANSACTION
          : Found.NOTHING;
    }
  }
}
