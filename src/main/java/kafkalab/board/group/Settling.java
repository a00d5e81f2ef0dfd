package kafkalab.board.group;

import java.util.Set;
import kafkalab.cluster.ConsumerGroup;
import org.apache.kafka.common.GroupState;

/** When a rebalance is over: the cluster says so, and the programs have said that they have what is theirs. */
final class Settling {

  /** The programs' words may be late, or never come; then the cluster's is enough. */
  private static final long WORDS_WITHIN_MS = 3_000;

  private Settling() {}

  /**
   * Whether it is over.
   *
   * @param found what the cluster shows; null if there is no such group
   * @param quietMs for how long nothing has moved
   */
  static boolean isOver(ConsumerGroup found, Members members, Assignments assignments, long quietMs) {
    if (found == null || found.state() == GroupState.EMPTY || found.state() == GroupState.DEAD) {
      return true;
    }
    if (found.state() != GroupState.STABLE || found.members().stream().anyMatch(ConsumerGroup.Member::isReconciling)) {
      return false;
    }
    return quietMs > WORDS_WITHIN_MS || haveWhatIsTheirs(found, members, assignments);
  }

  private static boolean haveWhatIsTheirs(ConsumerGroup found, Members members, Assignments assignments) {
    Set<Integer> without = assignments.withoutOwner();
    for (ConsumerGroup.Member listed : found.members()) {
      Member member = members.byId(listed.memberId());
      if (member == null || member.hasEnded()) {
        without.removeAll(assignments.numbers(listed.owned())); // a killed one is listed until its session times out
      } else if (!assignments.isAsListed(member, listed)) {
        return false;
      }
    }
    return without.isEmpty();
  }
}
