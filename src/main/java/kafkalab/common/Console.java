package kafkalab.common;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import kafkalab.base.PrintableText;
import kafkalab.cluster.Offsets;
import kafkalab.cluster.Partitions;
import kafkalab.support.Failure;
import kafkalab.watch.ConsumerActivity;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The lessons' output lines. All are plain ASCII but for what stands in the records, which is shown as it is as far as
 * the terminal's encoding goes; control characters are escaped and long texts cut. A line is out when the call returns.
 */
public final class Console {

  private static final Map<TopicPartition, Long> LAST_COMMITTED = new ConcurrentHashMap<>();

  /** Whether the producer asks for acknowledgements: without them nobody knows what has arrived. */
  private static volatile boolean acknowledgements = true;

  private Console() {}

  /** {@code ak03.fourpartition-2-17 : (41 , msg_41)}: topic-partition-offset : (key , value). */
  public static void record(ConsumerRecord<?, ?> record) {
    record(record.topic(), record.partition(), record.offset(), record.key(), record.value());
  }

  /** The same line for a record that was sent, from its acknowledgement. */
  public static void record(RecordMetadata metadata, Object key, Object value) {
    record(metadata.topic(), metadata.partition(), metadata.offset(), key, value);
  }

  private static void record(String topic, int partition, long offset, Object key, Object value) {
    System.out.println(topic + "-" + partition + "-" + offset + " : (" + PrintableText.of(key) + " , "
        + PrintableText.of(value) + ")");
  }

  /** For a lesson that is not about rebalances: prints what each one gives and takes, and does nothing else. */
  public static ConsumerRebalanceListener rebalances(Consumer<?, ?> consumer) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        assigned(partitions, consumer.assignment());
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        revoked(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        lost(partitions);
      }
    };
  }

  /**
   * What a rebalance gave this consumer, and its whole assignment where that is more: cooperative callbacks
   * carry the change only (KIP-429).
   */
  public static void assigned(Collection<TopicPartition> partitions, Collection<TopicPartition> assignment) {
    ConsumerActivity.ofThisProgram().assigned(assignment);
    System.out.println("Setting newly assigned partitions: " + sorted(partitions));
    if (!sorted(assignment).equals(sorted(partitions))) {
      System.out.println("Assignment is now: " + sorted(assignment));
    }
  }

  /** What a rebalance takes from this consumer, which still owns it during the callback. */
  public static void revoked(Collection<TopicPartition> partitions) {
    ConsumerActivity.ofThisProgram().unassigned(partitions);
    System.out.println("Revoking previously assigned partitions: " + sorted(partitions));
  }

  /** The partitions that this consumer has lost without a revocation: others may own them already. */
  public static void lost(Collection<TopicPartition> partitions) {
    ConsumerActivity.ofThisProgram().unassigned(partitions);
    System.out.println("Lost previously assigned partitions: " + sorted(partitions));
  }

  /** Where a consumer reads next: {@code Reading from: the beginning, 0:0 1:0 2:4 3:0}; no positions if not known. */
  public static void readingFrom(String what, Map<TopicPartition, Long> positions) {
    System.out.println("Reading from: " + what
        + (positions.isEmpty() ? "" : ", " + Offsets.text(positions.keySet(), positions)));
  }

  /** A line for each partition whose committed offset is not the one last shown. */
  public static void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    byPartition(offsets).forEach((partition, offset) -> {
      if (!Long.valueOf(offset.offset()).equals(LAST_COMMITTED.put(partition, offset.offset()))) {
        System.out.println("# Committed offsets for: " + partition + " {offset=" + offset.offset() + "}");
      }
    });
  }

  /** A commit that did not take effect. */
  public static void commitFailed(Exception reason) {
    System.out.println("# Failed to commit offsets: " + Failure.reason(reason));
  }

  /** What a member of a share group answers for a record; nothing for one that is accepted at its first delivery. */
  public static void answered(ConsumerRecord<?, ?> record, AcknowledgeType answer) {
    int delivery = record.deliveryCount().orElse((short) 1);
    if (answer != AcknowledgeType.ACCEPT || delivery > 1) {
      System.out.println("# " + answer + " " + record.topic() + "-" + record.partition() + "-" + record.offset()
          + ", delivery " + delivery);
    }
  }

  /** The progress of a long run. */
  public static void doneSoFar(long done, long all, String what) {
    System.out.println("# " + done + " of " + all + " " + what);
  }

  /** How long it took until {@code send()} had taken the last record; nothing need have been sent by then. */
  public static void handedOver(long messages, long nanos) {
    System.out.println("Handed over : " + messages + " messages in " + millis(nanos) + " milli-seconds");
  }

  /**
   * The three lines of a producer's figures.
   *
   * @param messages how many records were sent
   * @param nanos how long that took, until the last acknowledgement, in nanoseconds
   */
  public static void sent(long messages, long nanos) {
    sent(acknowledgements ? "" : "at most ", messages, nanos);
  }

  /** The same lines for a program that has not asked what became of its records: there are no more than these. */
  public static void sentAtMost(long messages, long nanos) {
    sent("at most ", messages, nanos);
  }

  private static void sent(String atMost, long messages, long nanos) {
    System.out.println("Send        : " + atMost + messages + " messages to Kafka");
    System.out.println("Total spend : " + millis(nanos) + " milli-seconds");
    System.out.println("Throughput  : " + atMost + Math.round(messages * 1e9 / Math.max(1, nanos)) + " msg/sec");
  }

  /** Says whether the producer asks for acknowledgements, or has {@code acks=0}. */
  static void acknowledgements(boolean asked) {
    acknowledgements = asked;
  }

  /** The last line: the result, in words and figures. */
  public static void verdict(String format, Object... figures) {
    System.out.println("Verdict     : " + String.format(Locale.ROOT, format, figures));
  }

  /** The last line of a producer that asks for acknowledgements. */
  public static void verdict(long acknowledged, long failed) {
    if (!acknowledgements) {
      verdict("%d messages sent, %d failed; acks=0: nobody knows whether they arrived", acknowledged, failed);
    } else if (failed == 0) {
      verdict("all %d messages acknowledged, none failed", acknowledged);
    } else {
      verdict("%d messages acknowledged, %d failed", acknowledged, failed);
    }
  }

  /** Partitions as {@code [topic-0, topic-1]}, in order. */
  static String sorted(Collection<TopicPartition> partitions) {
    TreeSet<TopicPartition> sorted = new TreeSet<>(Partitions.ORDER);
    sorted.addAll(partitions);
    return sorted.toString();
  }

  /** Offsets by partition, in order. */
  static <V> Map<TopicPartition, V> byPartition(Map<TopicPartition, V> offsets) {
    TreeMap<TopicPartition, V> sorted = new TreeMap<>(Partitions.ORDER);
    offsets.forEach((partition, offset) -> {
      if (offset != null) {
        sorted.put(partition, offset);
      }
    });
    return sorted;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
