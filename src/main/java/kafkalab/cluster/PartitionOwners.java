package kafkalab.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Who has which partition, who had it before, and for how long nobody read it: by what the members say, or what the
 * group's coordinator says of them. Any thread may call it.
 */
public final class PartitionOwners {

  private final LongSupplier nanos;
  private final Map<TopicPartition, String> owners = new HashMap<>();
  private final Map<TopicPartition, Left> left = new HashMap<>();

  /** Who had a partition, until when, and whether that member has ended. */
  private record Left(String member, long at, boolean ended) {}

  /**
   * A partition is read again.
   *
   * @param from who had it before; empty if nobody is known to have had it
   * @param withoutNanos how long nobody read it
   * @param ended whether the one that had it has ended: stopped, killed or expelled; otherwise it gave it back
   */
  public record Taken(TopicPartition partition, Optional<String> from, String to, long withoutNanos, boolean ended) {}

  /**
   * No owners yet.
   *
   * @param nanos the time, as {@code System.nanoTime()} has it
   */
  public PartitionOwners(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A member gets partitions; those that it has already do not count. */
  public synchronized List<Taken> assigned(String member, Collection<TopicPartition> partitions) {
    List<Taken> taken = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      String before = owners.put(partition, member);
      Left gone = left.remove(partition);
      if (gone != null) {
        taken.add(new Taken(partition, Optional.of(gone.member), member, nanos.getAsLong() - gone.at, gone.ended));
      } else if (!member.equals(before)) {
        taken.add(new Taken(partition, Optional.ofNullable(before), member, 0, false));
      }
    }
    return taken;
  }

  /** A member gives partitions back, or has lost them; what another one has by now stays there. */
  public synchronized void givenBack(String member, Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> release(member, partition, false));
  }

  /** A member has ended: stopped, killed, or expelled by the group. */
  public synchronized void ended(String member) {
    of(member).forEach(partition -> release(member, partition, true));
  }

  private void release(String member, TopicPartition partition, boolean ended) {
    if (owners.remove(partition, member)) {
      left.put(partition, new Left(member, nanos.getAsLong(), ended));
    }
  }

  /** What a member has, in order. */
  public synchronized Set<TopicPartition> of(String member) {
    Set<TopicPartition> partitions = new TreeSet<>(Partitions.ORDER);
    owners.forEach((partition, owner) -> {
      if (owner.equals(member)) {
        partitions.add(partition);
      }
    });
    return partitions;
  }

  /** Who has what now, by member; one that has nothing is left out. */
  public synchronized Map<String, Set<TopicPartition>> all() {
    Map<String, Set<TopicPartition>> all = new TreeMap<>();
    owners.forEach((partition, owner) ->
        all.computeIfAbsent(owner, name -> new TreeSet<>(Partitions.ORDER)).add(partition));
    return all;
  }

  /** The partitions that had an owner, and have none now. */
  public synchronized Set<TopicPartition> withoutOwner() {
    Set<TopicPartition> partitions = new TreeSet<>(Partitions.ORDER);
    partitions.addAll(left.keySet());
    return partitions;
  }
}
