package kafkalab.process;

import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** A line of a lesson's output: what {@code kafkalab.common.Console} has printed, read again. */
public sealed interface OutputLine {

  /** The line as it was printed. */
  String text();

  /** {@code ak03.fourpartition-2-17 : (41 , msg_41)}: a record that was processed, or acknowledged. */
  record Record(String text, String topic, int partition, long offset, String key, String value)
      implements OutputLine {

    /** Partition and offset, which a record of a topic has to itself. */
    public String place() {
      return partition + "-" + offset;
    }
  }

  /** What a rebalance does to this consumer. */
  sealed interface Rebalance extends OutputLine {

    /** The partitions that are assigned or taken away. */
    List<TopicPartition> partitions();
  }

  /** {@code Setting newly assigned partitions: [ak03.fourpartition-0]}. */
  record Assigned(String text, List<TopicPartition> partitions) implements Rebalance {}

  /** {@code Revoking previously assigned partitions: [ak03.fourpartition-0]}. */
  record Revoked(String text, List<TopicPartition> partitions) implements Rebalance {}

  /** {@code Lost previously assigned partitions: [ak03.fourpartition-0]}. */
  record Lost(String text, List<TopicPartition> partitions) implements Rebalance {}

  /** {@code # Committed offsets for: ak03.fourpartition-2 {offset=18}}. */
  record Committed(String text, TopicPartition partition, long offset) implements OutputLine {}

  /** {@code # Failed to commit offsets: <reason>}. */
  record CommitFailed(String text, String reason) implements OutputLine {}

  /** {@code Verdict     : <words and figures>}. */
  record Verdict(String text, String words) implements OutputLine {}

  /** Any other line. */
  record Other(String text) implements OutputLine {}

  /** Reads a line. */
  static OutputLine parse(String line) {
    return OutputLineParser.parse(line);
  }
}
