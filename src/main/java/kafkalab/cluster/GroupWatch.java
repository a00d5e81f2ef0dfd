package kafkalab.cluster;

import java.time.Duration;
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
import kafkalab.support.Failure;
import kafkalab.support.Plural;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Who has which partition, as the group's coordinator says. */
public final class GroupWatch implements AutoCloseable {

  private final Admin admin;
  private final String group;
  private Map<String, Set<Integer>> last = Map.of();

  public GroupWatch(ClusterAddress cluster, String group) {
    this.admin = cluster.admin();
    this.group = group;
  }

  /**
   * The partitions of each member, by client id and member id; empty while there are no members, in the middle of a
   * rebalance, or if there is no answer.
   */
  public static Map<String, Set<Integer>> assignment(Admin admin, String group) {
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
  public Optional<String> change() {
    Map<String, Set<Integer>> now = assignment(admin, group);
    if (now.isEmpty() || now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(Plural.count(now.size(), "member") + ": " + now.entrySet().stream()
        .map(member -> name(member.getKey()) + " " + member.getValue()).collect(Collectors.joining("  ")));
  }

  private static String name(String member) {
    return member.substring(0, member.indexOf(' '));
  }

  /** Each partition with the member that has it, and how far the group is. */
  public List<String> table() {
    try {
      List<GroupView> views = GroupView.of(admin, List.of(group));
      return views.isEmpty() ? List.of("There is no group " + group + " yet.") : views.get(0).lines();
    } catch (KafkaException e) {
      return List.of("No table: " + Failure.reason(e));
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
