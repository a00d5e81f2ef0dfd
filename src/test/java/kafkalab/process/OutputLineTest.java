package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import kafkalab.common.Console;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lesson prints is read as what it is. */
@ResourceLock(Resources.SYSTEM_OUT)
class OutputLineTest {

  private static final List<TopicPartition> TWO =
      List.of(new TopicPartition("ak03.four-partition", 0), new TopicPartition("ak03.four-partition", 1));

  @Test
  void aRecord() {
    assertThat(printed(() -> Console.record(new ConsumerRecord<>("ak03.four-2", 2, 17, "41", "msg (41)"))))
        .isInstanceOfSatisfying(OutputLine.Record.class, record -> {
          assertThat(record.text()).isEqualTo("ak03.four-2-2-17 : (41 , msg (41))");
          assertThat(record.topic()).isEqualTo("ak03.four-2");
          assertThat(record.partition()).isEqualTo(2);
          assertThat(record.offset()).isEqualTo(17);
          assertThat(record.key()).isEqualTo("41");
          assertThat(record.value()).isEqualTo("msg (41)");
          assertThat(record.place()).isEqualTo("2-17");
        });
  }

  @Test
  void aRebalance() {
    assertThat(printed(() -> Console.assigned(TWO, TWO))).isEqualTo(new OutputLine.Assigned(
        "Setting newly assigned partitions: [ak03.four-partition-0, ak03.four-partition-1]", TWO));
    assertThat(printed(() -> Console.revoked(TWO))).isEqualTo(new OutputLine.Revoked(
        "Revoking previously assigned partitions: [ak03.four-partition-0, ak03.four-partition-1]", TWO));
    assertThat(printed(() -> Console.lost(TWO))).isEqualTo(new OutputLine.Lost(
        "Lost previously assigned partitions: [ak03.four-partition-0, ak03.four-partition-1]", TWO));
    assertThat(printed(() -> Console.assigned(List.of(), List.of())))
        .isEqualTo(new OutputLine.Assigned("Setting newly assigned partitions: []", List.of()));
  }

  @Test
  void commits() {
    TopicPartition partition = new TopicPartition("test.output-line", 3);
    assertThat(printed(() -> Console.committed(Map.of(partition, new OffsetAndMetadata(18))))).isEqualTo(
        new OutputLine.Committed("# Committed offsets for: test.output-line-3 {offset=18}", partition, 18));
    assertThat(printed(() -> Console.commitFailed(new IllegalStateException("no")))).isEqualTo(
        new OutputLine.CommitFailed("# Failed to commit offsets: IllegalStateException: no",
            "IllegalStateException: no"));
  }

  @Test
  void theVerdict() {
    assertThat(printed(() -> Console.verdict("%d messages", 3)))
        .isEqualTo(new OutputLine.Verdict("Verdict     : 3 messages", "3 messages"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Consumer03CommitSync: ak03.fourpartition (4 partitions) at localhost:9092",
      "# Failed to send key 0: TimeoutException: late", "# 300 of 1000 sent", "Assignment is now: [a-0]",
      "Setting newly assigned partitions: [nothing of the kind]", "a-b-c : (1 , 2)", "a-0-1 : (1)",
      "# Committed offsets for: a-0 {offset=-}"})
  void anyOtherLine(String line) {
    assertThat(OutputLine.parse(line)).isEqualTo(new OutputLine.Other(line));
  }

  private static OutputLine printed(Runnable print) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(out)) {
      System.setOut(stream);
      print.run();
    } finally {
      System.setOut(before);
    }
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(1);
    return OutputLine.parse(lines.get(0));
  }
}
