package kafkalab.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * How far a group is in one topic, and where that ends, by two requests: to be asked often.
 *
 * @param committed what it has committed; a partition without a commit is left out
 * @param ends where the next record goes; a partition without a leader is left out
 */
public record GroupProgress(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {

  /** Asks the cluster: first for the commits, as an end is then never behind what is committed. */
  public static GroupProgress of(Admin admin, String group, TopicDescription topic) {
    Map<TopicPartition, Long> committed = new TreeMap<>(Partitions.ORDER);
    try {
      committed.putAll(ConsumerGroups.committed(admin.listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()));
      committed.keySet().removeIf(partition -> !partition.topic().equals(topic.name()));
    } catch (GroupIdNotFoundException e) {
      // nobody has committed by that name
    }
    return new GroupProgress(committed, Offsets.knownEndOffsets(admin, List.of(topic)));
  }
}
