package kafkalab.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.protocol.types.SchemaException;

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
    Map<String, KafkaFuture<ConsumerGroupDescription>> described = admin.describeConsumerGroups(ids).describedGroups();
    Map<String, Map<TopicPartition, Long>> committed = committed(admin, ids);
    Descriptions descriptions = Descriptions.of(admin, described);
    Set<String> topics = new TreeSet<>();
    committed.values().forEach(offsets -> offsets.keySet().forEach(partition -> topics.add(partition.topic())));
    descriptions.readable.forEach((id, description) ->
        topics.addAll(ConsumerGroup.topics(description, committed.getOrDefault(id, Map.of()))));
    // after the committed offsets: an end is never behind what is committed
    Map<String, TopicDescription> existing = topics.isEmpty() ? Map.of() : Partitions.topics(admin, topics);
    Map<TopicPartition, Long> ends = Offsets.knownEndOffsets(admin, existing.values());
    List<ConsumerGroup> groups = new ArrayList<>();
    descriptions.readable.values().stream().filter(group -> committed.containsKey(group.groupId()))
        .forEach(group -> groups.add(ConsumerGroup.of(group, committed.get(group.groupId()), ends)));
    descriptions.unreadable.forEach((id, state) -> groups.add(
        ConsumerGroup.ofUnknownMembers(id, state, committed.getOrDefault(id, Map.of()), ends)));
    groups.removeIf(group -> group.state() == GroupState.DEAD);
    groups.sort(Comparator.comparing(ConsumerGroup::id));
    return groups;
  }

  /** What each group has committed; one that has gone is left out. */
  private static Map<String, Map<TopicPartition, Long>> committed(Admin admin, Collection<String> ids) {
    ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(
        ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> new ListConsumerGroupOffsetsSpec())));
    Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
    for (String id : ids) {
      try {
        committed.put(id, committed(offsets.partitionsToOffsetAndMetadata(id)));
      } catch (GroupIdNotFoundException e) {
        // gone
      }
    }
    return committed;
  }

  /**
   * What the cluster says of groups.
   *
   * @param unreadable the states of those with a member whose assignment is in a format of its own
   */
  private record Descriptions(Map<String, ConsumerGroupDescription> readable, Map<String, GroupState> unreadable) {

    /** One group that cannot be read makes the answer for all of a broker's groups fail: these are asked one by one. */
    static Descriptions of(Admin admin, Map<String, KafkaFuture<ConsumerGroupDescription>> answers) {
      Descriptions descriptions = new Descriptions(new TreeMap<>(), new TreeMap<>());
      Set<String> failed = descriptions.add(answers);
      Set<String> odd = new TreeSet<>();
      for (String id : failed) {
        odd.addAll(descriptions.add(admin.describeConsumerGroups(List.of(id)).describedGroups()));
      }
      if (!odd.isEmpty()) {
        KafkaFutures.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
            .filter(group -> odd.contains(group.groupId())).forEach(group -> descriptions.unreadable.put(
                group.groupId(), group.groupState().orElse(GroupState.UNKNOWN)));
      }
      return descriptions;
    }

    /** Takes the answers over, and returns the groups whose answer could not be read. */
    private Set<String> add(Map<String, KafkaFuture<ConsumerGroupDescription>> answers) {
      Set<String> failed = new TreeSet<>();
      answers.forEach((id, answer) -> {
        try {
          readable.put(id, KafkaFutures.get(answer));
        } catch (GroupIdNotFoundException e) {
          // gone
        } catch (SchemaException e) {
          failed.add(id);
        }
      });
      return failed;
    }
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

  /** The session timeout that the broker has for a group under the consumer protocol, in milliseconds. */
  public static long brokersSessionMs(Admin admin, String group) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    return Long.parseLong(KafkaFutures.get(admin.describeConfigs(List.of(resource)).values().get(resource))
        .get("consumer.session.timeout.ms").value());
  }

  /** A group with its members alone, without offsets: one request, to be asked often. Empty if there is none. */
  public static Optional<ConsumerGroup> findMembers(Admin admin, String id) {
    Descriptions found = Descriptions.of(admin, admin.describeConsumerGroups(List.of(id)).describedGroups());
    Optional<ConsumerGroup> readable = found.readable.values().stream().findFirst()
        .map(group -> ConsumerGroup.of(group, Map.of(), Map.of()));
    return readable.or(() -> found.unreadable.values().stream().findFirst()
        .map(state -> ConsumerGroup.ofUnknownMembers(id, state, Map.of(), Map.of())));
  }
}
