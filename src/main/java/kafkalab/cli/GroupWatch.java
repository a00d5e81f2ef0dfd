package kafkalab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Who has which partition of a topic, as the group's coordinator says. */
final class GroupWatch implements AutoCloseable {

  private final Admin admin;
  private final String group;
  private final String topic;
  private Map<String, Set<Integer>> last = Map.of();

  GroupWatch(LabConfig lab, String group, String topic) {
    this.admin = Admin.create(lab.adminSettings());
    this.group = group;
    this.topic = topic;
  }

  /**
   * The partitions of each member, by client id and member id; empty while there are no members, in the middle of a
   * rebalance, or if there is no answer.
   */
  static Map<String, Set<Integer>> assignment(Admin admin, String group) {
    Map<String, Set<Integer>> byMember = new TreeMap<>();
    try {
      ConsumerGroupDescription description =
          admin.describeConsumerGroups(List.of(group)).all().get(5, TimeUnit.SECONDS).get(group);
      if (description.groupState() == GroupState.STABLE) {
        description.members().forEach(member -> byMember.put(member.clientId() + " " + member.consumerId(),
            member.assignment().topicPartitions().stream().map(TopicPartition::partition)
                .collect(Collectors.toCollection(TreeSet::new))));
      }
    } catch (ExecutionException | TimeoutException e) {
      // the group does not exist yet, or there is no broker just now
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return byMember;
  }

  /** {@code 2 members: member-1 [0, 1]  member-2 [2, 3]}, if that is not what it was the last time. */
  Optional<String> change() {
    Map<String, Set<Integer>> now = assignment(admin, group);
    if (now.isEmpty() || now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(now.size() + (now.size() == 1 ? " member: " : " members: ") + now.entrySet().stream()
        .map(member -> name(member.getKey()) + " " + member.getValue()).collect(Collectors.joining("  ")));
  }

  private static String name(String member) {
    return member.substring(0, member.indexOf(' '));
  }

  /** Each partition with the member that has it, and how far the group is. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    try {
      Map<String, Set<Integer>> members = assignment(admin, group);
      Map<TopicPartition, Long> ends = LabTopics.ends(admin, topic);
      Map<TopicPartition, Long> committed = LabTopics.committed(admin, group, topic);
      lines.add("Group " + group + (members.isEmpty() ? " is rebalancing, or has no members" : "") + ":");
      lines.add(String.format("  %-9s  %-22s %10s %10s %10s", "partition", "member", "committed", "end", "lag"));
      ends.forEach((partition, end) -> {
        String owner = members.entrySet().stream()
            .filter(member -> member.getValue().contains(partition.partition())).map(member -> name(member.getKey()))
            .findFirst().orElse("-");
        Long done = committed.get(partition);
        lines.add(String.format("  %-9d  %-22s %10s %10d %10d", partition.partition(), owner,
            done == null ? "-" : done, end, end - (done == null ? 0 : done)));
      });
      members.forEach((member, partitions) -> {
        if (partitions.isEmpty()) {
          lines.add(String.format("  %-9s  %s", "[]", name(member)));
        }
      });
    } catch (KafkaException e) {
      lines.add("No table: " + kafkalab.common.Failure.reason(e));
    }
    return lines;
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(1));
  }
}
