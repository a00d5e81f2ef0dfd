package kafkalab.watch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.GroupOffsets;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.OffsetReset;
import kafkalab.cluster.Offsets;
import kafkalab.cluster.Partitions;
import kafkalab.cluster.Topics;
import kafkalab.support.LauncherCommands;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/**
 * Explains, once and after some seconds without records, why a consumer is idle: it has no partition, or there is
 * nothing to read. It asks the cluster, never the consumer.
 */
public final class IdleConsumerWatch {

  /**
   * Who is watched.
   *
   * @param reset its {@code auto.offset.reset} and {@code isolation.level}
   * @param toDo what makes records come, a line
   */
  public record Watched(ClusterAddress cluster, String topic, String group, OffsetReset reset, String toDo) {}

  private static final long LOOK_MS = 500;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final String NEXT_LINE = System.lineSeparator() + "  ";

  private final Admin admin;
  private final ConsumerActivity consumer;
  private final Watched watched;
  private long batches = -1;
  private long rebalances;
  private long silentSince;
  private Map<TopicPartition, Long> endsThen;
  /** Where it has started in its partitions; those that others have are in it too. */
  private final Map<TopicPartition, Long> starts = new HashMap<>();
  /** Whether it had no partition when the idle time was explained; null if it was not yet. */
  private Boolean explainedWithoutPartition;
  private boolean stopped;

  private IdleConsumerWatch(Admin admin, ConsumerActivity consumer, Watched watched) {
    this.admin = admin;
    this.consumer = consumer;
    this.watched = watched;
  }

  /** Watches until it is stopped. */
  public static IdleConsumerWatch start(Admin admin, ConsumerActivity consumer, Watched watched) {
    IdleConsumerWatch watch = new IdleConsumerWatch(admin, consumer, watched);
    DaemonThreads.timer("idle-consumer-watch")
        .scheduleWithFixedDelay(watch::look, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Stops; nothing more is printed. */
  public synchronized void stop() {
    stopped = true;
  }

  private void look() {
    if (!consumer.isWaiting() || LauncherCommands.isPaused()) {
      batches = -1;
      return;
    }
    if (consumer.batches() != batches) {
      explainedWithoutPartition = null;
    }
    if (hasChanged()) {
      startOver();
    }
    Set<TopicPartition> assignment = consumer.assignment();
    if (explainedWithoutPartition != null && explainedWithoutPartition == assignment.isEmpty()) {
      return;
    }
    try {
      if (endsThen == null) {
        endsThen = endOffsets();
        startOffsets().forEach(starts::putIfAbsent);
      } else if (System.nanoTime() - silentSince >= IDLE_NANOS) {
        (assignment.isEmpty() ? whyNoPartition() : whyNoRecord(assignment))
            .ifPresentOrElse(why -> say(why, assignment.isEmpty()), this::startOver);
      }
    } catch (RuntimeException e) {
      startOver(); // no answer now; BrokerWatch says so if the broker or the topic has gone
    }
  }

  private boolean hasChanged() {
    return consumer.batches() != batches || consumer.rebalances() != rebalances;
  }

  /** Starts a new idle time, or the same one again. */
  private void startOver() {
    if (consumer.rebalances() != rebalances) {
      starts.clear();
    }
    batches = consumer.batches();
    rebalances = consumer.rebalances();
    silentSince = System.nanoTime();
    endsThen = null;
  }

  private Map<TopicPartition, Long> startOffsets() {
    return GroupOffsets.of(admin, watched.group, watched.topic).startOffsets(admin, watched.reset);
  }

  private Map<TopicPartition, Long> endOffsets() {
    return Offsets.endOffsets(admin, Topics.partitions(admin, watched.topic));
  }

  /** Empty if it is not known that others have all partitions: in the middle of a rebalance nobody may have any. */
  private Optional<String> whyNoPartition() {
    List<TopicPartition> all = Topics.partitions(admin, watched.topic);
    ConsumerGroupDescription group =
        KafkaFutures.get(admin.describeConsumerGroups(List.of(watched.group)).describedGroups().get(watched.group));
    Set<TopicPartition> owned = new HashSet<>();
    group.members().forEach(member -> owned.addAll(member.assignment().topicPartitions()));
    return group.groupState() == GroupState.STABLE && owned.containsAll(all)
        ? Optional.of("- No partition is assigned to this consumer: other members of the group have all " + all.size()
            + "." + NEXT_LINE + "It takes over when one of them stops.")
        : Optional.empty();
  }

  /** Empty if records come to some member of the group, or may be about to come. */
  private Optional<String> whyNoRecord(Set<TopicPartition> assignment) {
    Map<TopicPartition, Long> ends = endOffsets();
    if (!ends.equals(endsThen)) {
      return Optional.empty();
    }
    if (ends.values().stream().allMatch(end -> end == 0)) {
      return Optional.of("- Nothing to read: " + watched.topic + " is empty." + NEXT_LINE + watched.toDo);
    }
    Map<TopicPartition, Long> behind = behind(assignment, ends);
    return switch (behind.isEmpty() ? UnreadRecords.Found.NOTHING
        : UnreadRecords.after(behind, ends, watched.cluster, watched.reset.isolation())) {
      case NOTHING -> Optional.of("- Nothing to read: it is at the end of the topic already, "
          + Offsets.text(assignment, ends) + ", and nobody is producing." + NEXT_LINE + watched.toDo);
      case OPEN_TRANSACTION -> Optional.of("- Nothing to read yet: what is on " + watched.topic + " behind "
          + Offsets.text(behind.keySet(), behind) + " is part of a transaction that is still open." + NEXT_LINE
          + "isolation.level=" + watched.reset.isolation() + " waits for its end.");
      case RECORDS, NOT_KNOWN -> Optional.empty();
    };
  }

  /** Where it may have to read on, in those of its partitions where that is not the end. */
  private Map<TopicPartition, Long> behind(Set<TopicPartition> assignment, Map<TopicPartition, Long> ends) {
    GroupOffsets group = GroupOffsets.of(admin, watched.group, watched.topic);
    Map<TopicPartition, Long> behind = new TreeMap<>(Partitions.ORDER);
    for (TopicPartition partition : assignment) {
      long end = ends.getOrDefault(partition, 0L);
      long start = Math.max(starts.getOrDefault(partition, 0L), group.committed().getOrDefault(partition, 0L));
      long next = Math.max(consumer.next(partition), start);
      if (next < end) {
        behind.put(partition, next);
      }
    }
    return behind;
  }

  private synchronized void say(String why, boolean withoutPartition) {
    if (!stopped && consumer.isWaiting() && !hasChanged()) {
      explainedWithoutPartition = withoutPartition;
      System.out.println(why);
    }
  }
}
