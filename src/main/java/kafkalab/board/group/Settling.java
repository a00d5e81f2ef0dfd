package kafkalab.board.group;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.PartitionOwners;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** When a rebalance is over: the cluster says so, and the programs have said that they have what is theirs. */
final class Settling {

  /** The programs' words may be late, or never come; then the cluster's is enough. */
  private static final long WORDS_WITHIN_MS = 3_000;

  /**
   * Whether it is over.
   *
   * @param found what the cluster shows; null if there is no such group
   * @param quietMs for how long nothing has moved
   */
  boolean isOver(ConsumerGroup found, Collection<Member> members, PartitionOwners owners, String topic,
      long quietMs) {
    if (found == null || found.state() == GroupState.EMPTY || found.state() == GroupState.DEAD) {
      return true;
    }
    if (found.state() != GroupState.STABLE || found.members().stream().anyMatch(ConsumerGroup.Member::isReconciling)) {
      return false;
    }
    return quietMs > WORDS_WITHIN_MS || haveWhatIsTheirs(found, members, owners, topic);
  }

  private static boolean haveWhatIsTheirs(ConsumerGroup found, Collection<Member> members, PartitionOwners owners,
      String topic) {
    Set<TopicPartition> without = new HashSet<>(owners.withoutOwner());
    for (ConsumerGroup.Member listed : found.members()) {
      Set<TopicPartition> owned = new HashSet<>(listed.owned());
      owned.removeIf(partition -> !partition.topic().equals(topic));
      Member member = members.stream().filter(one -> one.memberId().equals(listed.memberId())).findFirst()
          .orElse(null);
      if (member == null || member.hasEnded()) {
        without.removeAll(owned); // one that was killed is in the group until its session times out
      } else if (!owners.of(member.name()).equals(owned)) {
        return false;
      }
    }
    return without.isEmpty();
  }
}
