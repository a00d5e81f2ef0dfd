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

  private static final String EARLIEST = "earliest";

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

  /**
   * Where the group starts, in words.
   *
   * @param reset the consumer's {@code auto.offset.reset}
   */
  public String start(Admin admin, String reset) {
    if (committed.isEmpty()) {
      return "Group " + group + " has committed nothing yet" + (reset.equals(EARLIEST)
          ? ": it starts at the earliest record" : ": auto.offset.reset=" + reset + " says where it starts");
    }
    return "Group " + group + " resumes at its committed offsets " + this + outOfRange(admin, reset);
  }

  /** Records are deleted when they are old enough: where none is left at a committed offset, Kafka resets it. */
  private String outOfRange(Admin admin, String reset) {
    Offsets.Bounds bounds = Offsets.bounds(admin, partitions);
    List<TopicPartition> gone = partitions.stream().filter(committed::containsKey)
        .filter(p -> committed.get(p) < bounds.earliest().get(p) || committed.get(p) > bounds.end().get(p)).toList();
    if (gone.isEmpty()) {
      return "";
    }
    return "; what was there is deleted, so " + (reset.equals(EARLIEST)
        ? "it starts at the earliest record: " + Offsets.text(gone, bounds.earliest())
        : "auto.offset.reset=" + reset + " says where it starts");
  }

  /** The committed offsets, as {@code 0:12 1:9 2:- 3:20}. */
  @Override
  public String toString() {
    return Offsets.text(partitions, committed);
  }
}
