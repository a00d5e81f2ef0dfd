package kafkalab.run;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import kafkalab.cluster.PartitionOwners;
import kafkalab.process.OutputLine;

/**
 * Who takes over the partitions of a member that is stopped or killed, and after how long: by the members' own lines,
 * from the moment at which it ends to the line of the one that gets the partition.
 */
final class Takeovers {

  private final PartitionOwners owners;
  private final Set<String> running = new HashSet<>();

  /**
   * No members yet.
   *
   * @param nanos the time, as {@code System.nanoTime()} has it
   */
  Takeovers(LongSupplier nanos) {
    owners = new PartitionOwners(nanos);
  }

  /** A member starts; it may have the name of one that has ended. */
  synchronized void started(String member) {
    running.add(member);
  }

  /** A member ends now. What it still prints does not count; a second call changes nothing. */
  synchronized void ended(String member) {
    if (running.remove(member)) {
      owners.ended(member);
    }
  }

  /** A member has printed a line; returns a sentence for each partition that it takes over by that. */
  synchronized List<String> printed(String member, OutputLine line) {
    if (!running.contains(member) || !(line instanceof OutputLine.Rebalance rebalance)) {
      return List.of();
    }
    if (line instanceof OutputLine.Assigned) {
      return owners.assigned(member, rebalance.partitions()).stream().filter(PartitionOwners.Taken::ended)
          .map(Takeovers::sentence).toList();
    }
    owners.givenBack(member, rebalance.partitions());
    return List.of();
  }

  private static String sentence(PartitionOwners.Taken taken) {
    String seconds = String.format(Locale.ROOT, "%.1f s", taken.withoutNanos() / 1e9);
    String from = taken.from().orElseThrow();
    return "partition " + taken.partition().partition() + ": " + (from.equals(taken.to())
        ? from + ", started again, took over after " + seconds + "."
        : taken.to() + " took over from " + from + " after " + seconds + ".");
  }
}
