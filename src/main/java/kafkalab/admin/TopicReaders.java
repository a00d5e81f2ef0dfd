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
import kafkalab.terminal.LineWrap;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;

/**
 * Who reads certain topics.
 *
 * @param groups the consumer groups that have committed offsets for them or members that read them
 * @param members the members that are running
 * @param unknown groups with members that only their own clients can read, so that nobody can tell what these read
 */
record TopicReaders(List<ConsumerGroup> groups, List<Member> members, List<String> unknown) {

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
        List<String> unknown = all.stream().filter(group -> !group.membersKnown() && group.mayBeInUse())
            .filter(group -> !readers.contains(group)).map(ConsumerGroup::id).toList();
        return new TopicReaders(readers, members(readers), unknown);
      }
      if (System.nanoTime() > deadline) {
        throw new LabException(LabException.FAILED, "consumer group " + unclear.get(0)
            + " is rebalancing, so that nobody can tell whether it reads the lab's topics. Nothing was changed."
            + " Repeat this in some seconds; see: scripts/lab groups");
      }
      TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
    }
  }

  /** What is to be known before they are gone, in lines of at most 80 columns. */
  List<String> notes() {
    return unknown.stream().flatMap(group -> LineWrap.wrapped("  ", "  ", "Group " + Table.cut(Table.ascii(group), 40)
        + " is left alone: its members' assignments are in a format of their own, so nobody can tell what they read.")
        .stream()).toList();
  }

  private static List<Member> members(List<ConsumerGroup> groups) {
    List<Member> members = new ArrayList<>();
    for (ConsumerGroup group : groups) {
      group.members().forEach(member -> members.add(new Member(group.id(), member.name(), member.host())));
      if (!group.membersKnown() && group.mayBeInUse()) {
        members.add(new Member(group.id(), "(unknown)", ""));
      }
    }
    return members;
  }
}
