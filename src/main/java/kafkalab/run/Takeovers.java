package kafkalab.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import kafkalab.process.OutputLine;
import org.apache.kafka.common.TopicPartition;

/**
 * Who takes over the partitions of a member that is stopped or killed, and after how long: by the members' own lines,
 * from the moment at which it ends to the line of the one that gets the partition.
 */
final class Takeovers {

  private final LongSupplier nanos;
  private final Map<String, Set<TopicPartition>> owned = new HashMap<>();
  private final Map<TopicPartition, Left> withoutOwner = new HashMap<>();
  private final Set<String> ended = new HashSet<>();

  /** The member that had a partition, and when it ended. */
  private record Left(String member, long at) {}

  /**
   * No members yet.
   *
   * @param nanos the time, as {@code System.nanoTime()} has it
   */
  Takeovers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** A member starts; it may have the name of one that has ended. */
  synchronized void started(String member) {
    ended.remove(member);
    owned.put(member, new HashSet<>());
  }

  /** A member ends now. What it still prints does not count; a second call changes nothing. */
  synchronized void ended(String member) {
    if (ended.add(member)) {
      long now = nanos.getAsLong();
      owned.getOrDefault(member, Set.of()).forEach(partition -> withoutOwner.put(partition, new Left(member, now)));
      owned.remove(member);
    }
  }

  /** A member has printed a line; returns a sentence for each partition that it takes over by that. */
  synchronized List<String> printed(String member, OutputLine line) {
    Set<TopicPartition> partitions = owned.get(member);
    if (partitions == null) {
      return List.of();
    }
    if (line instanceof OutputLine.Assigned assigned) {
      partitions.addAll(assigned.partitions());
      return takenOver(member, assigned.partitions());
    }
    if (line instanceof OutputLine.Rebalance taken) {
      taken.partitions().forEach(partitions::remove);
    }
    return List.of();
  }

  private List<String> takenOver(String member, Collection<TopicPartition> partitions) {
    List<String> sentences = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Left left = withoutOwner.remove(partition);
      if (left != null) {
        String seconds = String.format(Locale.ROOT, "%.1f s", (nanos.getAsLong() - left.at()) / 1e9);
        sentences.add("partition " + partition.partition() + ": " + (left.member().equals(member)
            ? member + ", started again, took over after " + seconds + "."
            : member + " took over from " + left.member() + " after " + seconds + "."));
      }
    }
    return sentences;
  }
}
