package kafkalab.board.group;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.PartitionOwners;
import kafkalab.process.OutputLine;
import org.apache.kafka.common.TopicPartition;

/** Who has which partition of the topic, by the programs' lines or by what the cluster lists. */
final class Assignments {

  private final String topic;
  private final PartitionOwners owners;

  /**
   * What a line or a look has changed.
   *
   * @param any whether anything
   * @param taken the partitions that are read again by that
   */
  record Change(boolean any, List<PartitionOwners.Taken> taken) {}

  Assignments(String topic, LongSupplier millis) {
    this.topic = topic;
    owners = new PartitionOwners(() -> TimeUnit.MILLISECONDS.toNanos(millis.getAsLong()));
  }

  /** A member's program has printed what its callback was told. */
  Change told(Member member, OutputLine.Rebalance line) {
    Set<TopicPartition> before = owners.of(member.name());
    List<PartitionOwners.Taken> taken = List.of();
    if (line instanceof OutputLine.Assigned) {
      taken = owners.assigned(member.name(), ofTopic(line.partitions()));
    } else {
      owners.givenBack(member.name(), line.partitions());
    }
    return new Change(!before.equals(owners.of(member.name())), taken);
  }

  /** The cluster lists what a member has. */
  Change listed(Member member, ConsumerGroup.Member listed) {
    Collection<TopicPartition> owned = ofTopic(listed.owned());
    Set<TopicPartition> less = owners.of(member.name());
    less.removeAll(owned);
    owners.givenBack(member.name(), less);
    List<PartitionOwners.Taken> taken = owners.assigned(member.name(), owned);
    return new Change(!taken.isEmpty() || !less.isEmpty(), taken);
  }

  /** A member has ended, or is expelled. */
  void ended(String member) {
    owners.ended(member);
  }

  /** Whether a member has just what the cluster lists. */
  boolean isAsListed(Member member, ConsumerGroup.Member listed) {
    return of(member).equals(numbers(listed.owned()));
  }

  Set<Integer> of(Member member) {
    return numbers(owners.of(member.name()));
  }

  /** Who has what, of those that are in the group. */
  Map<String, Set<Integer>> of(Members members) {
    Map<String, Set<Integer>> assignment = new TreeMap<>();
    members.all().stream().filter(member -> member.isInGroup() && !member.hasEnded())
        .forEach(member -> assignment.put(member.name(), of(member)));
    return assignment;
  }

  /** The partitions that nobody has now, but somebody had. */
  Set<Integer> withoutOwner() {
    return new HashSet<>(numbers(owners.withoutOwner()));
  }

  /** The numbers of those that belong to the topic. */
  Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return ofTopic(partitions).stream().map(TopicPartition::partition).collect(Collectors.toCollection(TreeSet::new));
  }

  private List<TopicPartition> ofTopic(Collection<TopicPartition> partitions) {
    return partitions.stream().filter(partition -> partition.topic().equals(topic)).toList();
  }
}
