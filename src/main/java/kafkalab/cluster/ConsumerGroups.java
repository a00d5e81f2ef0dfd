package kafkalab.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks a cluster for its consumer groups. */
public final class ConsumerGroups {

  private ConsumerGroups() {}

  /** The ids of all consumer groups, of the classic and of the consumer protocol (KIP-848), in order. */
  public static List<String> ids(Admin admin) {
    return KafkaFutures.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
        .map(GroupListing::groupId).sorted().toList();
  }

  /** The groups of these ids, in order; those that have gone in the meantime are left out. */
  public static List<ConsumerGroup> find(Admin admin, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, ConsumerGroupDescription> descriptions = new TreeMap<>();
    Map<String, KafkaFuture<ConsumerGroupDescription>> described = admin.describeConsumerGroups(ids).describedGroups();
    ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(
        ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> new ListConsumerGroupOffsetsSpec())));
    Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
    described.forEach((id, description) -> {
      try {
        committed.put(id, committed(offsets.partitionsToOffsetAndMetadata(id)));
        descriptions.put(id, KafkaFutures.get(description));
      } catch (GroupIdNotFoundException e) {
        // gone
      }
    });
    descriptions.values().removeIf(description -> description.groupState() == GroupState.DEAD);
    Set<String> topics = new TreeSet<>();
    descriptions.forEach((id, description) -> topics.addAll(ConsumerGroup.topics(description, committed.get(id))));
    // after the committed offsets: an end is never behind what is committed
    Map<String, TopicDescription> existing = topics.isEmpty() ? Map.of() : Partitions.topics(admin, topics);
    Map<TopicPartition, Long> ends = Offsets.knownEndOffsets(admin, existing.values());
    return descriptions.values().stream()
        .map(group -> ConsumerGroup.of(group, committed.get(group.groupId()), ends)).toList();
  }

  /** What is committed, in order; a partition without a committed offset is left out. */
  static Map<TopicPartition, Long> committed(KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer) {
    Map<TopicPartition, Long> committed = new TreeMap<>(Partitions.ORDER);
    KafkaFutures.get(answer).forEach((partition, offset) -> {
      if (offset != null) {
        committed.put(partition, offset.offset());
      }
    });
    return committed;
  }

  /** A group with its members alone, without offsets: one request, to be asked often. Empty if there is none. */
  public static Optional<ConsumerGroup> findMembers(Admin admin, String id) {
    try {
      ConsumerGroupDescription group =
          KafkaFutures.get(admin.describeConsumerGroups(List.of(id)).describedGroups().get(id));
      return Optional.of(ConsumerGroup.of(group, Map.of(), Map.of()));
    } catch (GroupIdNotFoundException e) {
      return Optional.empty();
    }
  }
}
