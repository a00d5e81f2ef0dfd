package kafkalab.watch;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What is known of a program's consumer without asking it: the partitions that it was told are its own, the records
 * that it has processed, and whether it waits for more. The consumer's own thread updates it; others may read it.
 */
public final class ConsumerActivity {

  /** A program has one consumer. */
  private static final ConsumerActivity INSTANCE = new ConsumerActivity();

  /** What was processed of a partition. */
  private static final class Processed {
    private final TopicPartition partition;
    private final OffsetSet offsets = new OffsetSet();
    private long next;

    Processed(TopicPartition partition) {
      this.partition = partition;
    }
  }

  private final Map<TopicPartition, Processed> processed = new ConcurrentHashMap<>();
  private Processed last = new Processed(new TopicPartition("", -1));
  private long count;
  private volatile Set<TopicPartition> assignment = Set.of();
  private volatile boolean waiting;
  private volatile long batches;
  private volatile long rebalances;

  private ConsumerActivity() {}

  /** The activity of this program's consumer. */
  public static ConsumerActivity ofThisProgram() {
    return INSTANCE;
  }

  /** Called when it, or a worker thread of its, begins to work on a record. */
  public synchronized void working() {
    if (waiting) {
      waiting = false;
      batches++;
    }
  }

  /** Called when a record is processed, by any thread. */
  public synchronized void processed(ConsumerRecord<?, ?> record) {
    if (record.partition() != last.partition.partition() || !record.topic().equals(last.partition.topic())) {
      last = processed.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), Processed::new);
    }
    last.offsets.add(record.offset());
    last.next = record.offset() + 1;
    count++;
  }

  /** Called when it has nothing to do, and polls. */
  public void waiting() {
    if (!waiting) {
      waiting = true;
    }
  }

  /** Called when a rebalance has assigned it these partitions. */
  public void assigned(Collection<TopicPartition> all) {
    assignment = Set.copyOf(all);
    rebalances++; // by this thread only
  }

  /** Called when it has lost these partitions. */
  public void unassigned(Collection<TopicPartition> partitions) {
    Set<TopicPartition> left = new HashSet<>(assignment);
    left.removeAll(partitions);
    assigned(left);
  }

  /** How many records it has processed. */
  public synchronized long count() {
    return count;
  }

  /** How many records it has processed that lie behind these offsets, in the partitions that have one. */
  public synchronized long countFrom(Map<TopicPartition, Long> starts) {
    return processed.values().stream().filter(p -> starts.containsKey(p.partition))
        .mapToLong(p -> p.offsets.countFrom(starts.get(p.partition))).sum();
  }

  Set<TopicPartition> assignment() {
    return assignment;
  }

  /** Where the record after the last processed one may be; 0 if none was processed of this partition. */
  long next(TopicPartition partition) {
    Processed found = processed.get(partition);
    return found == null ? 0 : found.next;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** How often it has begun to work after waiting. */
  long batches() {
    return batches;
  }

  /** How often its assignment was told. */
  long rebalances() {
    return rebalances;
  }
}
