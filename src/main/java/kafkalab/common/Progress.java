package kafkalab.common;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import kafkalab.cluster.Cluster;
import kafkalab.support.Failure;
import kafkalab.support.LauncherOrders;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * What a consumer has processed in this run: it says where the group resumes, explains a silence, knows when
 * the run has read enough, and ends with the verdict. It commits nothing and never touches the lesson's
 * offsets.
 */
public final class Progress {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LabConfig lab;
  private final String topic;
  private final String group;
  private final long limit;
  private final long workMs;
  /** The offsets of the records, because not every offset has one: markers, aborted and compacted records. */
  private final Map<TopicPartition, NavigableSet<Long>> offsets = new HashMap<>();
  private long processed;
  private long silentSince;
  private Map<TopicPartition, Long> endsThen = Map.of();
  private boolean unassignedThen;
  private boolean explained;

  private Progress(LabConfig lab, String topic, String group) {
    this.lab = lab;
    this.topic = topic;
    this.group = group;
    this.limit = lab.messages(Long.MAX_VALUE);
    // real work takes time; without any, commits every few records are sent faster than a broker answers
    this.workMs = lab.delayMs(1);
  }

  /** Prints where the group resumes. */
  public static Progress start(LabConfig lab, String topic, String group) {
    try (Admin admin = lab.cluster().admin()) {
      List<TopicPartition> partitions = Cluster.partitions(admin, topic);
      Map<TopicPartition, Long> committed = Cluster.committed(admin, group, topic);
      System.out.println("Group " + group + (committed.isEmpty()
          ? " has committed nothing yet: it starts at the earliest record"
          : " resumes at its committed offsets " + Console.positions(partitions, committed)
              + outOfRange(admin, partitions, committed)));
    } catch (AuthorizationException e) {
      throw Failure.refused("group " + group, e);
    }
    return new Progress(lab, topic, group);
  }

  /** Records are deleted when they are old enough: where none is left at a committed offset, Kafka resets it. */
  private static String outOfRange(Admin admin, List<TopicPartition> partitions, Map<TopicPartition, Long> committed) {
    Map<TopicPartition, Long> earliest = Cluster.earliest(admin, partitions);
    Map<TopicPartition, Long> ends = Cluster.ends(admin, partitions);
    List<TopicPartition> reset = partitions.stream().filter(committed::containsKey)
        .filter(p -> committed.get(p) < earliest.get(p) || committed.get(p) > ends.get(p)).toList();
    return reset.isEmpty() ? "" : "; what was there is deleted, so it starts at the earliest record: "
        + Console.positions(reset, earliest);
  }

  /** Processes a record, which here means to print it, in a millisecond or in {@code LAB_DELAY_MS}. */
  public void process(ConsumerRecord<?, ?> record) {
    Console.record(record);
    processed++;
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    offsets.computeIfAbsent(partition, p -> new TreeSet<>()).add(record.offset());
    LauncherOrders.work(workMs);
  }

  /** How many records this run has processed. */
  public long processed() {
    return processed;
  }

  /** Whether {@code LAB_MESSAGES} records are processed; a batch that was begun is finished, so it may be more. */
  public boolean enough() {
    return processed >= limit;
  }

  /**
   * Says, once in a silence and after some seconds of it, why nothing may come. Call it after each poll.
   *
   * @param received how many records the poll gave
   */
  public void explainSilence(Consumer<?, ?> consumer, int received) {
    LauncherOrders.hold();
    if (received > 0) {
      silentSince = 0;
      explained = false;
      return;
    }
    if (explained) {
      return;
    }
    try {
      long now = System.nanoTime();
      if (silentSince == 0) {
        silentSince = now;
        endsThen = ends(consumer);
        unassignedThen = consumer.assignment().isEmpty();
      } else if (now - silentSince >= SILENCE_NANOS) {
        explain(consumer);
        silentSince = now;
      }
    } catch (WakeupException e) {
      throw e; // the program is to stop
    } catch (KafkaException e) {
      silentSince = System.nanoTime(); // no answer now; BrokerWatch says so if the broker has gone
    }
  }

  private Map<TopicPartition, Long> ends(Consumer<?, ?> consumer) {
    List<TopicPartition> all = consumer.partitionsFor(topic, PATIENCE).stream()
        .map(info -> new TopicPartition(topic, info.partition())).toList();
    return Map.copyOf(consumer.endOffsets(all, PATIENCE));
  }

  private void explain(Consumer<?, ?> consumer) {
    Map<TopicPartition, Long> endsNow = ends(consumer);
    if (endsNow.isEmpty()) {
      return; // no such topic any more; BrokerWatch says so
    }
    Set<TopicPartition> assignment = consumer.assignment();
    if (assignment.isEmpty()) {
      explained = unassignedThen; // in the middle of a rebalance it means nothing
      unassignedThen = true;
      if (explained) {
        System.out.println("- No partition is assigned to this consumer: other members of the group have all "
            + endsNow.size() + ".");
        System.out.println("  It takes over when one of them stops.");
      }
      return;
    }
    unassignedThen = false;
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : assignment) {
      positions.put(partition, consumer.position(partition, PATIENCE));
    }
    boolean behind = positions.entrySet().stream().anyMatch(p -> p.getValue() < endsNow.getOrDefault(p.getKey(), 0L));
    if (behind || !endsNow.equals(endsThen)) {
      endsThen = endsNow; // records are coming, to this consumer or to others of its group
      return;
    }
    explained = true;
    boolean empty = endsNow.values().stream().allMatch(end -> end == 0);
    System.out.println(empty
        ? "- Nothing to read: " + topic + " is empty."
        : "- Nothing to read: already read up to " + Console.positions(assignment, positions)
            + ", the end of the topic, and nobody is producing.");
    System.out.println("  Run Producer05CGroup" + (topic.equals(lab.topic("")) ? " with LAB_TOPIC=" + topic : "")
        + ", and records appear here.");
  }

  /** The last lines: that the consumer is closed, and what the group's committed offsets mean for a restart. */
  public void verdict() {
    System.out.println("Closed      : consumer closed, group " + group + " left");
    Collection<TopicPartition> partitions;
    Map<TopicPartition, Long> committed;
    // the answer of a broker that is gone is not worth a wait
    if (Cluster.whyUnreachable(lab.cluster().servers()) != null) {
      Console.verdict("%d messages processed; no broker to ask what was committed", processed);
      return;
    }
    try (Admin admin = lab.cluster().admin()) {
      partitions = Cluster.partitions(admin, topic);
      committed = Cluster.committed(admin, group, topic);
    } catch (TimeoutException e) {
      Console.verdict("%d messages processed; no answer to what was committed", processed);
      return;
    } catch (UnknownTopicOrPartitionException e) {
      Console.verdict("%d messages processed; topic %s is gone, and what was committed for it", processed, topic);
      return;
    }
    long again = offsets.entrySet().stream()
        .mapToLong(read -> read.getValue().tailSet(committed.getOrDefault(read.getKey(), 0L)).size()).sum();
    Console.verdict("%d messages processed, committed offsets %s, %s", processed,
        Console.positions(partitions, committed),
        again == 0 ? "none will be read again" : again + " will be read again");
  }
}
