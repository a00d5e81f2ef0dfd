package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real topic can contain: no consumer crashes by it, leaves a record out, breaks its output lines, or is
 * wrong about what a restart reads again.
 */
@BrokerTest
class UnusualRecordsIT {

  private static final List<Class<?>> LESSONS = List.of(Consumer01CGroup.class, Consumer02AutoCommit.class,
      Consumer03CommitSync.class, Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class,
      Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class);

  private static final int LARGE = 900 * 1024;

  private static final List<String> VOCABULARY = List.of("Consumer0\\d\\w+: .*", "Group .*",
      "(Setting newly|Revoking previously) assigned partitions: \\[.*]",
      "# Committed offsets for: \\S+ \\{offset=\\d+}", "Closed      : .*", "Verdict     : .*");

  /** Partition 0: odd bytes. 1: compressed. 2: transactions, and an open end by a marker. 3: ends by an aborted one. */
  private static String oddTopic(TestLab lab) {
    String topic = lab.newTopic(4);
    try (var producer = producer(lab, Map.of("max.request.size", "1048576", "linger.ms", "0"))) {
      for (byte[][] record : oddRecords()) {
        producer.send(new ProducerRecord<>(topic, 0, record[0], record[1], new RecordHeaders()
            .add("trace", bytes("4bf92f35")).add("empty", new byte[0]).add("none", null)
            .add("binary", new byte[] {(byte) 0xff, 0, '\n'})));
      }
    }
    for (String compression : List.of("gzip", "snappy", "lz4", "zstd")) {
      try (var producer = producer(lab, Map.of("compression.type", compression, "linger.ms", "1000"))) {
        IntStream.range(0, 25).forEach(i -> producer.send(
            new ProducerRecord<>(topic, 1, bytes(compression + i), bytes("value " + i))));
      }
    }
    try (var producer = producer(lab, Map.of("transactional.id", TestLab.newName("tx")))) {
      producer.initTransactions();
      transaction(lab, producer, topic, 2, "first", 4, true);
      transaction(lab, producer, topic, 2, "aborted", 6, false);
      transaction(lab, producer, topic, 2, "second", 5, true);
      transaction(lab, producer, topic, 3, "only", 3, true);
      transaction(lab, producer, topic, 3, "aborted at the end", 7, false);
    }
    return topic;
  }

  private static List<byte[][]> oddRecords() {
    return List.of(
        record(null, bytes("no key")),
        record(bytes("no value"), null),
        record(null, null),
        record(bytes(""), bytes("")),
        record(bytes("not UTF-8"), new byte[] {'a', (byte) 0xff, (byte) 0xc3, 'b', (byte) 0xed, (byte) 0xa0}),
        record(new byte[] {(byte) 0xfe, 0, 1}, bytes("binary key")),
        record(bytes("json"), bytes("{\"name\":\"Wang\",\n \"age\":41}")),
        record(bytes("not json"), bytes("{\"name\": oops")),
        record(bytes("lines"), bytes("one\ntwo\r\nthree\u2028four\u2029five\u0085six\u000bseven\fend")),
        record(bytes("a forged line"), bytes("x)\nVerdict     : 0 messages processed")),
        record(bytes("escapes"), bytes("\u001b[2J\u001b[31mred\u009b0m\u0007\u0008\u0000\u202edrow")),
        record(bytes("a format"), bytes("100%n %s %d {} (a , b) \\n")),
        record(bytes("large"), bytes("x".repeat(LARGE))),
        record(bytes("z".repeat(300)), bytes("long key")));
  }

  private static byte[][] record(byte[] key, byte[] value) {
    return new byte[][] {key, value};
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KafkaProducer<byte[], byte[]> producer(TestLab lab, Map<String, String> settings) {
    return new KafkaProducer<>(lab.properties(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void transaction(TestLab lab, KafkaProducer<byte[], byte[]> producer, String topic, int partition,
      String key, int records, boolean commit) {
    long endWithMarker = lab.ends(topic).get(partition) + records + 1;
    producer.beginTransaction();
    for (int i = 0; i < records; i++) {
      producer.send(new ProducerRecord<>(topic, partition, bytes(key), bytes("in a transaction " + i)));
    }
    producer.flush(); // else an abort drops what was not sent yet, and nothing is on the topic
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
    // these return when the outcome is decided; the coordinator writes the marker a moment later
    TestLab.await().until(() -> lab.ends(topic).get(partition) == endWithMarker);
  }

  /** What there is to read under an isolation level, by the test's own consumer. */
  private static List<ConsumerRecord<byte[], byte[]>> read(TestLab lab, String topic, String isolation) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
        lab.properties(Map.of("isolation.level", isolation)), new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = lab.ends(topic).keySet().stream()
          .map(p -> new TopicPartition(topic, p)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      TestLab.await().until(() -> {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      });
    }
    return records;
  }

  private static String place(ConsumerRecord<?, ?> record) {
    return record.partition() + "-" + record.offset();
  }

  /** The last data record of each partition, plus one. */
  private static Map<Integer, Long> afterTheLast(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream().collect(Collectors.toMap(ConsumerRecord::partition, r -> r.offset() + 1, Math::max,
        TreeMap::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"read_uncommitted", "read_committed"})
  void everyConsumerReadsWhatIsThereAndCountsItRight(String isolation, TestLab lab) {
    String topic = oddTopic(lab);
    var expected = read(lab, topic, isolation);
    List<String> places = expected.stream().map(UnusualRecordsIT::place).toList();
    Map<Integer, Long> ends = lab.ends(topic);
    // 14 odd, 100 compressed, 4 + 5 + 3 committed; 6 + 7 aborted; five markers
    assertThat(places).hasSize(isolation.equals("read_committed") ? 126 : 139);
    assertThat(ends).isEqualTo(Map.of(0, 14L, 1, 100L, 2, 18L, 3, 12L));

    Map<Class<?>, LessonRun> runs = LESSONS.stream().collect(Collectors.toMap(Function.identity(), lesson ->
        lab.lesson(lesson).topic(topic).group(lesson.getSimpleName() + topic).messages(places.size())
            .client("isolation.level", isolation).start()));
    for (Class<?> lesson : LESSONS) {
      LessonRun run = runs.get(lesson);
      String group = lesson.getSimpleName() + topic;
      assertThat(run.exitCode()).as(lesson.getSimpleName()).isZero();
      assertThat(LessonRun.places(run.records())).as("%s, each record once", lesson.getSimpleName())
          .containsExactlyInAnyOrderElementsOf(places);
      assertThat(run.lines()).as("one line a record, and nothing but the lesson's own words")
          .allMatch(line -> line.startsWith(topic + "-") || VOCABULARY.stream().anyMatch(line::matches))
          .allMatch(line -> line.chars().noneMatch(Character::isISOControl))
          .filteredOn(line -> line.startsWith(topic + "-")).hasSize(places.size());

      Map<Integer, Long> committed = lab.committed(group, topic);
      Map<Integer, Long> last = afterTheLast(expected);
      // offset + 1 of the last record, or a position that has passed markers and aborted records behind it
      assertThat(committed.keySet()).isEqualTo(ends.keySet());
      committed.forEach((partition, offset) ->
          assertThat(offset).as("%s, partition %s", lesson.getSimpleName(), partition)
              .isBetween(last.get(partition), ends.get(partition)));
      if (lesson == Consumer06CommitSpecified.class || lesson == Consumer07RebalanceCallback.class) {
        assertThat(committed).as("record.offset() + 1").isEqualTo(last);
      }
      assertThat(run.lastLine()).isEqualTo("Verdict     : " + places.size() + " messages processed, committed offsets "
          + positions(committed) + ", none will be read again");
      Claims.proven(lesson.getSimpleName(), "Odd records (null, no UTF-8, 900 KB, control characters, compressed,"
          + " aborted) under " + isolation + " are each read once, on one line each",
          places.size() + " of " + places.size() + " records; committed " + positions(committed)
              + ", last record + 1 " + positions(last) + ", end " + positions(ends));
    }
  }

  /**
   * commitSync() commits the position, which passes a marker only once poll() has looked behind the last record; a
   * full batch ends before it. record.offset() + 1 never passes it. Nothing is read again in either case.
   */
  @Test
  void aMarkerAtTheEndMayOrMayNotMoveThePosition(TestLab lab) {
    String topic = lab.newTopic(1);
    try (var producer = producer(lab, Map.of("transactional.id", TestLab.newName("tx")))) {
      producer.initTransactions();
      transaction(lab, producer, topic, 0, "k", 10, true);
    }
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 11L));
    var fullBatch = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")).messages(10);
    var largerBatch = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")).messages(10)
        .client("max.poll.records", 50);
    var specified = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(TestLab.newName("group"))
        .messages(10).client("max.poll.records", 50);
    List.of(fullBatch, largerBatch, specified).forEach(LessonRun::start);
    committedAtTheEnd(fullBatch, 10);
    committedAtTheEnd(largerBatch, 11);
    committedAtTheEnd(specified, 10);
    Claims.proven("Consumer03CommitSync", "The position that commitSync() commits may lie before or behind a"
        + " transaction's marker", "10 records and a marker, end 11: committed 10 after a full batch, 11 otherwise");
    Claims.proven("Consumer06CommitSpecified", "record.offset() + 1 stays before a transaction's marker, so a lag of 1"
        + " remains", "10 records and a marker, end 11: committed 10");
  }

  private static void committedAtTheEnd(LessonRun run, long offset) {
    assertThat(run.exitCode()).isZero();
    assertThat(run.printedCommits()).isEqualTo(Map.of(0, offset));
    assertThat(run.lastLine()).isEqualTo("Verdict     : 10 messages processed, committed offsets 0:" + offset
        + ", none will be read again");
  }

  private static String positions(Map<Integer, Long> offsets) {
    return new TreeMap<>(offsets).entrySet().stream().map(e -> e.getKey() + ":" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  @Test
  void oddRecordsAreShownAsWhatTheyAre(TestLab lab) {
    String topic = oddTopic(lab);
    var run = lab.lesson(Consumer01CGroup.class).topic(topic).group(TestLab.newName("group"))
        .messages(139).env("JAVA_TOOL_OPTIONS", "-Dstdout.encoding=UTF-8").start();
    assertThat(run.exitCode()).isZero();
    String place = topic + "-0-%d : ";
    assertThat(run.lines()).contains(
        place.formatted(0) + "(null , no key)",
        place.formatted(1) + "(no value , null)",
        place.formatted(2) + "(null , null)",
        place.formatted(3) + "( , )",
        place.formatted(6) + "(json , {\"name\":\"Wang\",\\u000a \"age\":41})",
        place.formatted(7) + "(not json , {\"name\": oops)",
        place.formatted(8) + "(lines , one\\u000atwo\\u000d\\u000athree\\u2028four\\u2029five\\u0085six\\u000bseven"
            + "\\u000cend)",
        place.formatted(9) + "(a forged line , x)\\u000aVerdict     : 0 messages processed)",
        place.formatted(10) + "(escapes , \\u001b[2J\\u001b[31mred\\u009b0m\\u0007\\u0008\\u0000\\u202edrow)",
        place.formatted(11) + "(a format , 100%n %s %d {} (a , b) \\n)",
        place.formatted(12) + "(large , " + "x".repeat(160) + "... (" + LARGE + " characters))",
        place.formatted(13) + "(" + "z".repeat(160) + "... (300 characters) , long key)");
    Claims.proven("Consumer01CGroup", "Control characters, escape sequences and line ends in a record cannot break"
        + " or forge a line of output", "12 odd records on 12 lines, letter by letter");
  }

  /**
   * What will be read again is counted in records, not in offsets: markers and aborted records lie between them.
   * Automatic commits are switched off, so that there is something to read again.
   */
  @Test
  void whatWillBeReadAgainIsCountedInRecords(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    try (var producer = producer(lab, Map.of("transactional.id", TestLab.newName("tx")))) {
      producer.initTransactions();
      transaction(lab, producer, topic, 0, "a", 3, true);
      transaction(lab, producer, topic, 0, "b", 20, false);
      transaction(lab, producer, topic, 0, "c", 4, true);
    }
    // offsets 0-2 a, 3 marker, 4-23 aborted, 24 marker, 25-28 c, 29 marker
    for (int i = 0; i < 2; i++) {
      var run = lab.lesson(Consumer01CGroup.class).topic(topic).group(group).messages(7)
          .client("isolation.level", "read_committed").client("enable.auto.commit", false).start();
      assertThat(run.exitCode()).isZero();
      assertThat(LessonRun.places(run.records())).as("run %s", i + 1)
          .containsExactly("0-0", "0-1", "0-2", "0-25", "0-26", "0-27", "0-28");
      assertThat(run.lastLine()).isEqualTo("Verdict     : 7 messages processed, committed offsets 0:-,"
          + " 7 will be read again");
    }
    // a part of them committed: the offset 4 lies before 20 aborted records
    TestLab.get(lab.admin().alterConsumerGroupOffsets(group, Map.of(new TopicPartition(topic, 0),
        new org.apache.kafka.clients.consumer.OffsetAndMetadata(2))).all());
    var third = lab.lesson(Consumer01CGroup.class).topic(topic).group(group).messages(5)
        .client("isolation.level", "read_committed").client("enable.auto.commit", false).start();
    assertThat(third.exitCode()).isZero();
    assertThat(LessonRun.places(third.records())).containsExactly("0-2", "0-25", "0-26", "0-27", "0-28");
    assertThat(third.lastLine()).isEqualTo("Verdict     : 5 messages processed, committed offsets 0:2,"
        + " 5 will be read again");
    Claims.proven("all", "What will be read again is counted in records, whatever gaps lie between their offsets",
        "7 of 29 offsets, then 5 of 27; the restart read 7, after an operator's commit of 2 it read 5");
  }
}
