package kafkalab.cluster;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * What a consumer group has committed for a topic, and where it starts by that.
 *
 * @param partitions all partitions of the topic, in order
 * @param committed the offsets, in order; a partition without one is left out
 */
public record GroupOffsets(String group, List<TopicPartition> partitions, Map<TopicPartition, Long> committed) {

  /** Asks the cluster. */
  public static GroupOffsets of(Admin admin, String group, String topic) {
    KafkaFuture<TopicDescription> described = admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
    List<TopicPartition> partitions = KafkaFutures.get(described).partitions().stream()
        .map(partition -> new TopicPartition(topic, partition.partition())).sorted(Partitions.ORDER).toList();
    Map<TopicPartition, Long> committed = new TreeMap<>(Partitions.ORDER);
    try {
      committed.putAll(ConsumerGroups.committed(offsets));
      committed.keySet().removeIf(partition -> !partition.topic().equals(topic));
    } catch (GroupIdNotFoundException e) {
      // nobody has committed by that name
    }
    return new GroupOffsets(group, partitions, committed);
  }

  /** Where the group starts, in words. */
  public String start(Admin admin, OffsetReset reset) {
    if (committed.isEmpty()) {
      return "Group " + group + " has committed nothing yet: "
          + (reset.isEarliest() ? "it starts at the earliest record" : reset.inWords(admin, partitions));
    }
    List<TopicPartition> without = partitions.stream().filter(partition -> !committed.containsKey(partition)).toList();
    return "Group " + group + " resumes at its committed offsets " + this + outOfRange(admin, reset)
        + (without.isEmpty() || reset.isEarliest() ? ""
            : "; without a committed offset " + reset.inWords(admin, without));
  }

  private String outOfRange(Admin admin, OffsetReset reset) {
    Offsets.Bounds bounds = Offsets.bounds(admin, partitions);
    List<TopicPartition> gone = partitions.stream().filter(committed::containsKey)
        .filter(partition -> !isInRange(partition, bounds)).toList();
    if (gone.isEmpty()) {
      return "";
    }
    return "; what was there is deleted, so " + (reset.isEarliest()
        ? "it starts at the earliest record: " + Offsets.text(gone, bounds.earliest()) : reset.inWords(admin, gone));
  }

  /** Records are deleted when they are old enough: where none is left at a committed offset, Kafka resets it. */
  private boolean isInRange(TopicPartition partition, Offsets.Bounds bounds) {
    Long offset = committed.get(partition);
    return offset != null && offset >= bounds.earliest().get(partition) && offset <= bounds.end().get(partition);
  }

  /** Where a member would start now; without the partitions in which it would fail. */
  public Map<TopicPartition, Long> startOffsets(Admin admin, OffsetReset reset) {
    Offsets.Bounds bounds = Offsets.bounds(admin, partitions);
    Map<TopicPartition, Long> start = new TreeMap<>(Partitions.ORDER);
    partitions.stream().filter(partition -> isInRange(partition, bounds))
        .forEach(partition -> start.put(partition, committed.get(partition)));
    if (start.size() < partitions.size()) {
      reset.offsets(admin, partitions).forEach(start::putIfAbsent);
    }
    return start;
  }

  /** The committed offsets, as {@code 0:12 1:9 2:- 3:20}. */
  @Override
  public String toString() {
    return Offsets.text(partitions, committed);
  }
}
