package kafkalab.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How far a share group is in a topic. It has no committed offset: each record that it has begun has a state of its
 * own.
 *
 * @param isNew whether no member has joined yet
 * @param lag how many records are not done (KIP-1226): not accepted, rejected or tried as often as allowed; empty if
 *     the cluster does not say
 */
public record ShareGroupOffsets(String group, boolean isNew, Optional<Long> lag) {

  /** Asks the cluster. */
  public static ShareGroupOffsets of(Admin admin, String group, String topic) {
    Map<TopicPartition, SharePartitionOffsetInfo> partitions = new HashMap<>();
    try {
      partitions.putAll(KafkaFutures.get(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
          .partitionsToOffsetInfo(group)));
    } catch (GroupIdNotFoundException e) {
      // nobody has joined by that name
    }
    partitions.keySet().removeIf(partition -> !partition.topic().equals(topic));
    partitions.values().removeIf(Objects::isNull); // no member has begun with it
    Optional<Long> lag = Optional.of(0L);
    for (SharePartitionOffsetInfo partition : partitions.values()) {
      lag = lag.flatMap(sum -> partition.lag().map(more -> sum + more));
    }
    return new ShareGroupOffsets(group, partitions.isEmpty(), lag);
  }

  /** Where the group resumes, in words. */
  public String start() {
    return "Share group " + group + (isNew ? " is new: its share.auto.offset.reset says where it starts"
        : " resumes: " + notDone());
  }

  /** How many records are not done, in words. */
  public String notDone() {
    return lag.map(records -> records == 0 ? "no record is left"
        : records + (records == 1 ? " record is" : " records are") + " not done").orElse("what is left is not known");
  }
}
