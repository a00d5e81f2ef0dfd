package kafkalab.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The output is the slide: these lines, letter by letter. */
class ConsoleTest {

  private static final String TOPIC = "ak03.fourpartition";

  private static TopicPartition partition(int number) {
    return new TopicPartition(TOPIC, number);
  }

  /** In the wrong order, so that sorting shows. */
  private static List<TopicPartition> partitions(int count) {
    List<TopicPartition> partitions = new ArrayList<>(IntStream.range(0, count).mapToObj(i -> partition(i)).toList());
    Collections.reverse(partitions);
    return partitions;
  }

  private static String shown(Object key, Object value) {
    List<String> lines = Output.of(() -> Console.record(new ConsumerRecord<>(TOPIC, 2, 17, key, value)));
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  // records

  @Test
  void aRecordThatWasReadIsShownWithItsPlace() {
    assertThat(shown("41", "msg_41")).isEqualTo("ak03.fourpartition-2-17 : (41 , msg_41)");
  }

  @Test
  void aRecordThatWasSentIsShownInTheSameWay() {
    RecordMetadata metadata = new RecordMetadata(partition(2), 17, 0, -1, 2, 6);
    assertThat(Output.of(() -> Console.record(metadata, "41", "msg_41")))
        .containsExactly("ak03.fourpartition-2-17 : (41 , msg_41)");
  }

  @Test
  void anOffsetMayBeLargerThanAnInt() {
    assertThat(Output.of(() -> Console.record(new ConsumerRecord<>(TOPIC, 0, 9_876_543_210L, 1, 2L))))
        .containsExactly("ak03.fourpartition-0-9876543210 : (1 , 2)");
  }

  @Test
  void noKeyAndNoValueAreShownAsNull() {
    assertThat(shown(null, null)).isEqualTo("ak03.fourpartition-2-17 : (null , null)");
    assertThat(shown("", "")).isEqualTo("ak03.fourpartition-2-17 : ( , )");
  }

  @Test
  void controlCharactersAreEscaped() {
    assertThat(shown("a\r\nb", "\u001b[2J\t\u0000\u007f\u0085"))
        .isEqualTo("ak03.fourpartition-2-17 : (a\\u000d\\u000ab , \\u001b[2J\\u0009\\u0000\\u007f\\u0085)");
    // a byte order mark, and a character that turns the rest of the line around
    assertThat(shown("\ufeffa", "\u202eb")).endsWith("(\\ufeffa , \\u202eb)");
    // Unicode's own ends of a line and of a paragraph
    assertThat(shown("a\u2028b", "c\u2029d")).endsWith("(a\\u2028b , c\\u2029d)");
  }

  @Test
  void invalidUtf8IsShownAsReplacementCharacters() {
    try (StringDeserializer deserializer = new StringDeserializer()) {
      String text = deserializer.deserialize(TOPIC, new byte[] {'a', (byte) 0xff, 'b'});
      assertThat(shown(null, text)).endsWith("(null , a\ufffdb)");
    }
  }

  @Test
  void everyScriptIsShownAsItIs() {
    assertThat(shown("\u738b", "\u00e9 \ud83d\ude00")).endsWith("(\u738b , \u00e9 \ud83d\ude00)");
  }

  @Test
  void aLongTextIsCutAndCounted() {
    assertThat(shown(1, "x".repeat(160))).endsWith(" : (1 , " + "x".repeat(160) + ")");
    assertThat(shown(1, "x".repeat(161))).endsWith(" : (1 , " + "x".repeat(160) + "... (161 characters))");
    assertThat(shown(1, "x".repeat(900 * 1024)))
        .isEqualTo("ak03.fourpartition-2-17 : (1 , " + "x".repeat(160) + "... (921600 characters))");
    // no character is cut in half
    String face = "\ud83d\ude00";
    assertThat(shown(1, face.repeat(160))).endsWith(" : (1 , " + face.repeat(160) + ")");
    assertThat(shown(1, face.repeat(500))).endsWith(face.repeat(160) + "... (500 characters))");
    assertThat(shown(1, "\n".repeat(200)).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_100);
  }

  // rebalances

  @Test
  void whatARebalanceGivesIsShownInOrder() {
    assertThat(Output.of(() -> Console.assigned(partitions(2), Set.copyOf(partitions(2)))))
        .containsExactly("Setting newly assigned partitions: [ak03.fourpartition-0, ak03.fourpartition-1]");
    assertThat(Output.of(() -> Console.assigned(List.of(), Set.of())))
        .containsExactly("Setting newly assigned partitions: []");
  }

  @Test
  void theWholeAssignmentIsShownWhereItIsMoreThanTheChange() {
    assertThat(Output.of(() -> Console.assigned(List.of(partition(3)), Set.of(partition(3), partition(0)))))
        .containsExactly("Setting newly assigned partitions: [ak03.fourpartition-3]",
            "Assignment is now: [ak03.fourpartition-0, ak03.fourpartition-3]");
    assertThat(Output.of(() -> Console.assigned(List.of(), Set.of(partition(1)))))
        .containsExactly("Setting newly assigned partitions: []", "Assignment is now: [ak03.fourpartition-1]");
  }

  @Test
  void whatARebalanceTakesIsShownInOrder() {
    assertThat(Output.of(() -> Console.revoked(partitions(2))))
        .containsExactly("Revoking previously assigned partitions: [ak03.fourpartition-0, ak03.fourpartition-1]");
    assertThat(Output.of(() -> Console.lost(partitions(2))))
        .containsExactly("Lost previously assigned partitions: [ak03.fourpartition-0, ak03.fourpartition-1]");
  }

  @Test
  void partitionsAreSortedAsNumbersAndByTopicFirst() {
    assertThat(Console.sorted(partitions(12))).isEqualTo(IntStream.range(0, 12).mapToObj(i -> TOPIC + "-" + i)
        .toList().toString());
    assertThat(Console.sorted(List.of(new TopicPartition("b", 0), new TopicPartition("a", 10),
        new TopicPartition("a", 9)))).isEqualTo("[a-9, a-10, b-0]");
  }

  // commits

  private static Map<TopicPartition, OffsetAndMetadata> offsets(String topic, long... offsets) {
    Map<TopicPartition, OffsetAndMetadata> map = new HashMap<>();
    for (int i = 0; i < offsets.length; i++) {
      map.put(new TopicPartition(topic, i), new OffsetAndMetadata(offsets[i]));
    }
    return map;
  }

  @Test
  void aCommitIsALineForEachPartitionInOrder() {
    assertThat(Output.of(() -> Console.committed(Map.of(partition(2), new OffsetAndMetadata(18)))))
        .containsExactly("# Committed offsets for: ak03.fourpartition-2 {offset=18}");
    assertThat(Output.of(() -> Console.committed(offsets("in-order", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))))
        .isEqualTo(IntStream.rangeClosed(0, 10)
            .mapToObj(i -> "# Committed offsets for: in-order-" + i + " {offset=1}").toList());
  }

  @Test
  void aCommitShowsOnlyThePartitionsThatMoved() {
    assertThat(Output.of(() -> Console.committed(offsets("moved", 0, 5, 5)))).hasSize(3);
    assertThat(Output.of(() -> Console.committed(offsets("moved", 0, 5, 5)))).isEmpty();
    assertThat(Output.of(() -> Console.committed(offsets("moved", 0, 6, 5))))
        .containsExactly("# Committed offsets for: moved-1 {offset=6}");
    // back again is a move, too: somebody has reset the group
    assertThat(Output.of(() -> Console.committed(offsets("moved", 0, 5, 5))))
        .containsExactly("# Committed offsets for: moved-1 {offset=5}");
    assertThat(Output.of(() -> Console.committed(offsets("moved-elsewhere", 0)))).hasSize(1);
  }

  @Test
  void anUnchangedOffsetWithAnotherLeaderEpochIsNotShown() {
    TopicPartition partition = new TopicPartition("epoch", 0);
    assertThat(Output.of(() -> Console.committed(Map.of(partition, new OffsetAndMetadata(7))))).hasSize(1);
    assertThat(Output.of(() -> Console.committed(
        Map.of(partition, new OffsetAndMetadata(7, Optional.of(3), "by hand"))))).isEmpty();
  }

  @Test
  void aPartitionWithoutACommitIsNotShown() {
    Map<TopicPartition, OffsetAndMetadata> asked = offsets("not-yet", 4, 4);
    asked.put(new TopicPartition("not-yet", 1), null); // as Consumer.committed() answers
    assertThat(Output.of(() -> Console.committed(asked)))
        .containsExactly("# Committed offsets for: not-yet-0 {offset=4}");
    assertThat(Output.of(() -> Console.committed(Map.of()))).isEmpty();
  }

  @Test
  void aCommitThatFailedSaysWhy() {
    assertThat(Output.of(() -> Console.commitFailed(new TimeoutException("no answer\n\twithin 2 s"))))
        .containsExactly("# Failed to commit offsets: TimeoutException: no answer within 2 s");
    assertThat(Output.of(() -> Console.commitFailed(new RetriableCommitFailedException("later"))))
        .containsExactly("# Failed to commit offsets: RetriableCommitFailedException: later");
  }

  // figures; failed sends, whose counter is the process's own, are in FailureTest

  @Test
  void aProducersFiguresAreAligned() {
    assertThat(Output.of(() -> {
      Console.handedOver(100_000, 387_999_999);
      Console.sent(100_000, 412_000_000);
    })).containsExactly(
        "Handed over : 100000 messages in 387 milli-seconds",
        "Send        : 100000 messages to Kafka",
        "Total spend : 412 milli-seconds",
        "Throughput  : 242718 msg/sec");
  }

  @Test
  void figuresWithoutTimeOrRecordsAreFigures() {
    assertThat(Output.of(() -> Console.sent(0, 0)))
        .containsExactly("Send        : 0 messages to Kafka", "Total spend : 0 milli-seconds",
            "Throughput  : 0 msg/sec");
    assertThat(Output.of(() -> Console.sent(1, 0))).last().isEqualTo("Throughput  : 1000000000 msg/sec");
  }

  @Test
  void whatWasNotAcknowledgedIsAtMostThis() {
    String[] figures = {"Send        : at most 5000 messages to Kafka", "Total spend : 43000 milli-seconds",
        "Throughput  : at most 116 msg/sec"};
    assertThat(Output.of(() -> Console.sentAtMost(5_000, 43_000_000_000L))).containsExactly(figures);
    Console.acknowledgements(false);
    try {
      assertThat(Output.of(() -> Console.sent(5_000, 43_000_000_000L))).containsExactly(figures);
      assertThat(Output.of(() -> Console.verdict(4_999, 1))).containsExactly(
          "Verdict     : 4999 messages sent, 1 failed; acks=0: nobody knows whether they arrived");
    } finally {
      Console.acknowledgements(true);
    }
  }

  @Test
  void theProgressOfARunIsOneLine() {
    assertThat(Output.of(() -> Console.doneSoFar(200, 1_000, "answered"))).containsExactly("# 200 of 1000 answered");
  }

  @Test
  void theVerdictIsInWordsAndFigures() {
    assertThat(Output.of(() -> Console.verdict("%d messages handed over; 100 %% of %s", 5, "them")))
        .containsExactly("Verdict     : 5 messages handed over; 100 % of them");
    assertThat(Output.of(() -> Console.verdict(100_000, 0)))
        .containsExactly("Verdict     : all 100000 messages acknowledged, none failed");
  }

  @Test
  void figuresAreAsciiInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(Output.of(() -> {
        Console.verdict("%d messages", 1234);
        Console.sent(1234, 1_000_000_000);
        Console.record(new ConsumerRecord<>(TOPIC, 0, 5, "\n", 12));
      })).containsExactly(
          "Verdict     : 1234 messages",
          "Send        : 1234 messages to Kafka",
          "Total spend : 1000 milli-seconds",
          "Throughput  : 1234 msg/sec",
          "ak03.fourpartition-0-5 : (\\u000a , 12)");
    } finally {
      Locale.setDefault(before);
    }
  }
}
