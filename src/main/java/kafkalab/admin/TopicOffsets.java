package kafkalab.admin;

import java.util.Collection;
import java.util.Map;
import kafkalab.cluster.Partitions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the partitions of some topics begin and end; those without a leader are left out.
 *
 * @param earliest the first offset of each partition
 * @param ends where the next record of each partition goes
 */
record TopicOffsets(Map<TopicPartition, Long> earliest, Map<TopicPartition, Long> ends) {

  static TopicOffsets of(Admin admin, Collection<TopicDescription> topics) {
    return new TopicOffsets(Partitions.offsets(admin, topics, OffsetSpec.earliest()),
        Partitions.offsets(admin, topics, OffsetSpec.latest()));
  }

  /** The records that are there now; transaction markers and compacted records count, as they have offsets. */
  long records(String topic) {
    return ends.keySet().stream()
        .filter(partition -> partition.topic().equals(topic) && earliest.containsKey(partition))
        .mapToLong(partition -> Math.max(0, ends.get(partition) - earliest.get(partition))).sum();
  }
}
