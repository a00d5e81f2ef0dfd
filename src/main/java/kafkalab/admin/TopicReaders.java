package kafkalab.admin;

import static java.util.Collections.disjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.ConsumerGroups;
import kafkalab.cluster.KafkaFutures;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import kafkalab.terminal.LineWrap;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Who reads certain topics.
 *
 * @param groups the consumer groups that have committed offsets for them or members that read them
 * @param members the members that are running, of groups of every kind
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
   * @param also the names of groups that count as readers whatever they read
   * @throws LabException if a group does not stop to rebalance, so that nobody can tell what its members read
   */
  static TopicReaders of(Admin admin, Set<String> topics, Predicate<String> also) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (true) {
      List<ConsumerGroup> all = ConsumerGroups.find(admin, ConsumerGroups.ids(admin));
      List<ConsumerGroup> readers = all.stream().filter(group -> also.test(group.id())
          || !disjoint(group.topics(), topics)).toList();
      // what the members of a new group read shows when its first rebalance is over
      List<String> unclear = all.stream().filter(group -> group.isRebalancing() && !readers.contains(group))
          .map(ConsumerGroup::id).toList();
      if (unclear.isEmpty()) {
        List<String> unknown = all.stream().filter(group -> !group.membersKnown() && group.mayBeInUse())
            .filter(group -> !readers.contains(group)).map(ConsumerGroup::id).toList();
        List<Member> members = new ArrayList<>(members(readers));
        members.addAll(otherMembers(admin, topics, also));
        return new TopicReaders(readers, members, unknown);
      }
      if (System.nanoTime() > deadline) {
        throw new LabException(ExitCode.FAILED, "consumer group " + unclear.get(0)
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

  /** The members of share groups and of Kafka Streams' own groups that read one of the topics, or count as readers. */
  private static List<Member> otherMembers(Admin admin, Set<String> topics, Predicate<String> also) {
    List<Member> members = new ArrayList<>();
    var sharing = admin.describeShareGroups(ids(admin, GroupType.SHARE)).describedGroups();
    sharing.forEach((id, answer) -> answer(answer).ifPresent(group -> group.members().stream()
        .filter(member -> also.test(id)
            || member.assignment().topicPartitions().stream().anyMatch(p -> topics.contains(p.topic())))
        .forEach(member -> members.add(new Member(id, member.clientId(), host(member.host()))))));
    var streaming = admin.describeStreamsGroups(ids(admin, GroupType.STREAMS)).describedGroups();
    streaming.forEach((id, answer) -> answer(answer)
        .filter(group -> group.subtopologies().stream().anyMatch(part -> !disjoint(part.sourceTopics(), topics)))
        .ifPresent(group -> group.members()
            .forEach(member -> members.add(new Member(id, member.clientId(), host(member.clientHost()))))));
    return members;
  }

  /** A broker that does not know such groups has none. */
  private static List<String> ids(Admin admin, GroupType type) {
    return KafkaFutures.get(admin.listGroups().all()).stream()
        .filter(group -> group.type().filter(type::equals).isPresent()).map(GroupListing::groupId).sorted().toList();
  }

  private static <T> Optional<T> answer(KafkaFuture<T> answer) {
    try {
      return Optional.of(KafkaFutures.get(answer));
    } catch (GroupIdNotFoundException e) {
      return Optional.empty(); // gone
    }
  }

  private static String host(String host) {
    return host.replaceFirst("^/", "");
  }
}
