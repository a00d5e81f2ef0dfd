package kafkalab.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kafkalab.base.Plural;
import kafkalab.base.PrintableText;
import kafkalab.support.Failure;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Who has which partition, as the group's coordinator says. */
public final class GroupWatch implements AutoCloseable {

  private final Admin admin;
  private final String group;
  private List<ConsumerGroup.Member> last = List.of();

  public GroupWatch(ClusterAddress cluster, String group) {
    this.admin = ClusterConnection.open(cluster);
    this.group = group;
  }

  /**
   * The group's members with what they have, in the order of their client ids; none in the middle of a rebalance, or
   * if there is no answer.
   */
  public static List<ConsumerGroup.Member> assignment(Admin admin, String group) {
    try {
      Optional<ConsumerGroup> found = ConsumerGroups.findMembers(admin, group)
          .filter(consumers -> consumers.state() != GroupState.DEAD);
      return found.isEmpty() ? sharing(admin, group)
          : found.filter(consumers -> consumers.state() == GroupState.STABLE).map(ConsumerGroup::members)
              .orElse(List.of());
    } catch (KafkaException e) {
      return List.of(); // there is no broker just now
    }
  }

  /** The members of a share group, of which several may have the same partition; none if there is no such group. */
  private static List<ConsumerGroup.Member> sharing(Admin admin, String group) {
    try {
      return KafkaFutures.get(admin.describeShareGroups(List.of(group)).describedGroups().get(group)).members().stream()
          .sorted(Comparator.comparing(ShareMemberDescription::clientId))
          .map(GroupWatch::sharing).toList();
    } catch (GroupIdNotFoundException e) {
      return List.of();
    }
  }

  private static ConsumerGroup.Member sharing(ShareMemberDescription member) {
    List<TopicPartition> partitions = member.assignment().topicPartitions().stream().sorted(Partitions.ORDER).toList();
    return new ConsumerGroup.Member(member.clientId(), member.consumerId(), member.clientId(), member.host(),
        partitions, partitions);
  }

  /**
   * {@code 2 members: member-1 [0, 1]  member-2 [2, 3]}, if that is not what it was the last time; to be shown by
   * {@link LineWrap#wrapped}, as a member and its partitions stay in one line.
   */
  public Optional<String> change() {
    List<ConsumerGroup.Member> now = assignment(admin, group);
    if (now.isEmpty() || now.equals(last)) {
      return Optional.empty();
    }
    last = now;
    return Optional.of(Plural.count(now.size(), "member") + ": "
        + now.stream().map(GroupWatch::withPartitions).map(LineWrap::unbroken).collect(Collectors.joining("  ")));
  }

  private static String withPartitions(ConsumerGroup.Member member) {
    return PrintableText.of(member.clientId()) + " "
        + member.owned().stream().map(TopicPartition::partition).toList();
  }

  /** Each partition with the member that has it, and how far the group is. */
  public List<String> table() {
    try {
      List<ConsumerGroup> found = ConsumerGroups.find(admin, List.of(group));
      if (!found.isEmpty()) {
        return GroupTable.lines(found.get(0));
      }
      List<ConsumerGroup.Member> sharing = sharing(admin, group);
      return sharing.isEmpty() ? List.of("There is no group " + group + " yet.")
          : sharing.stream().map(GroupWatch::withPartitions).toList();
    } catch (KafkaException e) {
      return List.of("No table: " + Failure.reason(e));
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
