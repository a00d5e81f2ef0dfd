package kafkalab.experiment;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Who reads each partition of a topic while members join a group, as their callbacks tell it, and for how long nobody
 * does. Each callback is a line of output.
 */
public final class RebalanceWatch {

  private static final long EXPLAINED_AFTER_MS = 15_000;

  private final String protocol;
  private final Set<String> members = new LinkedHashSet<>();
  private final Set<String> called = new LinkedHashSet<>();
  private final Map<Integer, String> readers = new TreeMap<>();
  private final Map<Integer, Long> unreadSince = new HashMap<>();
  private final Map<Integer, Long> unreadNanos = new TreeMap<>();
  private Map<Integer, String> readersBefore = Map.of();
  private int partitions;
  private long joinedAt;
  private boolean explained;
  private boolean measured;
  private boolean ended;

  /** The watch of a group without members. */
  public RebalanceWatch(String protocol) {
    this.protocol = protocol;
  }

  /** A further member is about to join, and from now on it is measured what that changes. */
  public synchronized void joins(String member, int ofPartitions) {
    System.out.println(protocol + ": " + member + " joins");
    members.add(member);
    partitions = ofPartitions;
    readersBefore = Map.copyOf(readers);
    unreadNanos.clear();
    joinedAt = System.nanoTime();
    explained = false;
  }

  /** To be called when these partitions are assigned to a member. */
  public synchronized void assigned(String member, Collection<TopicPartition> assigned) {
    if (!ended) {
      called.add(member);
      for (int partition : print(member, "assigned", assigned)) {
        readers.put(partition, member);
        Long since = unreadSince.remove(partition);
        if (since != null) {
          unreadNanos.merge(partition, System.nanoTime() - since, Long::sum);
        }
      }
    }
  }

  /** To be called when these partitions are taken from a member, which does not read them any more. */
  public synchronized void revoked(String member, Collection<TopicPartition> revoked) {
    if (!ended) {
      for (int partition : print(member, "revoked", revoked)) {
        readers.remove(partition, member);
        unreadSince.put(partition, System.nanoTime());
      }
    }
  }

  private Set<Integer> print(String member, String what, Collection<TopicPartition> of) {
    Set<Integer> numbers = new TreeSet<>();
    of.forEach(partition -> numbers.add(partition.partition()));
    System.out.printf(Locale.ROOT, "%6d ms  %s  %-8s %s%n", millis(System.nanoTime() - joinedAt), member, what,
        numbers);
    return numbers;
  }

  /** Whether the members share all partitions evenly, and each has been told; asked a moment later if not yet. */
  public synchronized boolean isSettled() throws InterruptedException {
    measured = isShared();
    if (!measured) {
      explain();
      wait(20);
    }
    return measured;
  }

  private boolean isShared() {
    return called.containsAll(members) && readers.size() == partitions && members.stream().allMatch(member ->
        Math.abs(Collections.frequency(readers.values(), member) * members.size() - partitions) < members.size());
  }

  private void explain() {
    if (!explained && millis(System.nanoTime() - joinedAt) > EXPLAINED_AFTER_MS) {
      explained = true;
      System.out.println("- Not shared evenly yet. Does another program read in this group, or was one killed?");
    }
  }

  /** The members are to leave. What that changes is not measured. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits, and says whether the members are to leave; at once if they are. */
  public synchronized boolean endsWithin(long ms) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
    try {
      while (!ended && deadline - System.nanoTime() > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      }
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** How many partitions had no reader for a time while the last member joined, by protocol. */
  public static String summary(List<RebalanceWatch> watches) {
    return watches.stream().map(RebalanceWatch::summary).collect(Collectors.joining(", "));
  }

  private synchronized String summary() {
    return protocol + " " + (measured ? unreadNanos.size() + " of " + partitions : "not measured");
  }

  /** What moved while the last member joined, and which partitions had no reader, and for how long. */
  @Override
  public synchronized String toString() {
    List<Integer> moved = readersBefore.keySet().stream()
        .filter(partition -> !readersBefore.get(partition).equals(readers.get(partition))).sorted().toList();
    Map<Integer, Long> unread = new TreeMap<>();
    unreadNanos.forEach((partition, nanos) -> unread.put(partition, millis(nanos)));
    return String.format(Locale.ROOT, "%-12s ", protocol)
        + (measured ? "moved " + moved + ", without a reader " + unread + " ms" : "not measured");
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
