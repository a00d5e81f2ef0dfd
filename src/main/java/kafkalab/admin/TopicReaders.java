package kafkalab.admin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.ConsumerGroups;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Who reads certain topics.
 *
 * @param groups the consumer groups that have committed offsets for them or members that read them
 * @param members the members that are running
 */
record TopicReaders(List<ConsumerGroup> groups, List<Member> members) {

  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int AGAIN_MS = 200;

  /** A running member of a group. */
  record Member(String group, String name, String host) {}

  /**
   * Asks the cluster.
   *
   * @param also the consumer groups that count as readers whatever they read
   * @throws LabException if a group does not stop to rebalance, so that nobody can tell what its members read
   */
  static TopicReaders of(Admin admin, Set<String> topics, Predicate<ConsumerGroup> also) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (true) {
      List<ConsumerGroup> all = ConsumerGroups.find(admin, ConsumerGroups.ids(admin));
      List<ConsumerGroup> readers = all.stream().filter(group -> also.test(group)
          || !Collections.disjoint(group.topics(), topics)).toList();
      // what the members of a new group read shows when its first rebalance is over
      List<String> unclear = all.stream().filter(group -> group.isRebalancing() && !readers.contains(group))
          .map(ConsumerGroup::id).toList();
      if (unclear.isEmpty()) {
        return new TopicReaders(readers, members(readers));
      }
      if (System.nanoTime() > deadline) {
        throw new LabException(LabException.FAILED, "consumer group " + unclear.get(0)
            + " is rebalancing, so that nobody can tell whether it reads the lab's topics. Nothing was changed."
            + " Repeat this in some seconds; see: scripts/lab groups");
      }
      TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
    }
  }

  private static List<Member> members(List<ConsumerGroup> groups) {
    List<Member> members = new ArrayList<>();
    for (ConsumerGroup group : groups) {
      group.members().forEach(member -> members.add(new Member(group.id(), member.name(), member.host())));
    }
    return members;
  }
}
