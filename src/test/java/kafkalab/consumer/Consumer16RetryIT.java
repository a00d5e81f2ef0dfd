package kafkalab.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Work that fails once or always: tried three times, in order, while the other partitions go on. */
@BrokerTest
class Consumer16RetryIT {

  private static final int BATCH = 10;
  private static final String REASON = "java.lang.IllegalStateException: the bank does not answer";

  private static String newTopics(TestLab lab, int partitions, Map<String, String> ofTheDead) {
    String topic = lab.newTopic(partitions);
    TestLab.get(lab.admin().createTopics(List.of(
        new NewTopic(topic + ".dead", Optional.of(1), Optional.empty()).configs(ofTheDead))).all());
    TestLab.await().ignoreExceptions().until(() -> lab.ends(topic + ".dead").size() == 1);
    return topic;
  }

  /** In one batch: a poll() then returns as many of its records as max.poll.records allows. */
  private static void send(TestLab lab, String topic, int partition, List<Integer> keys) {
    try (KafkaProducer<String, String> producer =
            new KafkaProducer<>(lab.properties(Map.of("linger.ms", "10000")), new StringSerializer(),
                new StringSerializer())) {
      for (int key : keys) {
        ProducerRecord<String, String> record =
            new ProducerRecord<>(topic, partition, Integer.toString(key), "msg_" + key);
        record.headers().add("trace", "42".getBytes(UTF_8));
        producer.send(record);
      }
    }
  }

  private static LessonRun run(TestLab lab, String topic, String group) {
    return lab.lesson(Consumer16Retry.class).topic(topic).group(group);
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** The places in the topic from which the dead letters come, each with its partition and offset. */
  private static List<String> deadPlaces(TestLab lab, String topic) {
    return lab.read(topic + ".dead").stream()
        .map(letter -> header(letter, "from").substring(topic.length() + 1)).toList();
  }

  private static List<String> places(long from, long to) {
    return IntStream.range((int) from, (int) to).mapToObj(offset -> "0-" + offset).toList();
  }

  private static int index(List<String> lines, String start) {
    return IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  @Records(varying = "consumer16")
  void whatFailsIsTriedThreeTimesAndTheOrderStays(TestLab lab) {
    String topic = newTopics(lab, 2, Map.of());
    String group = TestLab.newName("group");
    send(lab, topic, 0, List.of(1, 2, 10, 3, 5, 6));
    send(lab, topic, 1, List.of(11, 12, 13));
    LessonRun run = run(lab, topic, group).messages(8).start();

    assertThat(run.exitCode()).isZero();
    assertThat(LessonRun.places(run.records())).hasSize(8).doesNotHaveDuplicates()
        .filteredOn(place -> place.startsWith("0")).containsExactly("0-0", "0-1", "0-3", "0-4", "0-5");
    assertThat(run.lines()).filteredOn(line -> line.startsWith("# Try ")).containsExactly(
        "# Try 1 of 3 failed: " + topic + "-0-2: " + REASON, "# Try 2 of 3 failed: " + topic + "-0-2: " + REASON,
        "# Try 3 of 3 failed: " + topic + "-0-2: " + REASON, "# Try 1 of 3 failed: " + topic + "-0-4: " + REASON);
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(lab.read(topic + ".dead")).singleElement().satisfies(letter -> {
      assertThat(letter.key()).isEqualTo("10");
      assertThat(letter.value()).isEqualTo("msg_10".getBytes(UTF_8));
      assertThat(header(letter, "trace")).isEqualTo("42");
      assertThat(header(letter, "from")).isEqualTo(topic + "-0-2");
      assertThat(header(letter, "reason")).isEqualTo(REASON);
    });
    Transcripts.record("consumer16", run.lines(), Map.of(topic, "ak03.fourpartition", group, "tdea-consumer16"));
    Claims.proven("Consumer16Retry", "a record that fails is tried three times, then it goes to the dead-letter topic;"
        + " the others are processed in the order of their partition, also the one that needs a second try",
        "9 records in 2 partitions: 8 processed, 1 put aside after 3 tries, committed to the end");
  }

  @Test
  void whileARecordWaitsForItsNextTryTheOtherPartitionsGoOn(TestLab lab) {
    String topic = newTopics(lab, 2, Map.of());
    send(lab, topic, 0, List.of(10, 1));
    send(lab, topic, 1, Collections.nCopies(80, 11));
    LessonRun run = run(lab, topic, TestLab.newName("group")).delayMs(20).messages(81).start();

    assertThat(run.exitCode()).isZero();
    List<String> lines = run.lines();
    int first = index(lines, "# Try 1 of 3 failed: " + topic + "-0-0: ");
    int last = index(lines, "# Try 3 of 3 failed: " + topic + "-0-0: ");
    long meanwhile = lines.subList(first, last).stream().filter(line -> line.startsWith(topic + "-1-")).count();
    assertThat(meanwhile).isPositive();
    assertThat(index(lines, topic + "-0-1 : ")).isGreaterThan(last);
    Claims.proven("Consumer16Retry", "while a record waits for its next try, the records behind it in its"
        + " partition wait, and the other partitions go on", "between its first try and its last, " + meanwhile
        + " records of the other partition");
  }

  @Test
  void theTriesAreHalfASecondApart(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    send(lab, topic, 0, List.of(10, 1));
    LessonRun run = run(lab, topic, TestLab.newName("group")).messages(1).start();

    run.awaitLine(line -> line.startsWith("# Try 1 of 3 failed: "), "its first try");
    long first = System.nanoTime();
    run.awaitLine(line -> line.startsWith("# Try 3 of 3 failed: "), "its last try");
    double seconds = (System.nanoTime() - first) / 1e9;
    assertThat(run.exitCode()).isZero();
    assertThat(seconds).as("from the first try to the third").isGreaterThan(0.9);
    Claims.proven("Consumer16Retry", "the tries are half a second apart",
        String.format(Locale.ROOT, "%.1f s from the first to the third", seconds));
  }

  @Test
  void withoutTheSeekTheRestOfTheBatchIsSkippedAndCommitted(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    String group = TestLab.newName("group");
    send(lab, topic, 0, List.of(1, 10, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13));
    LessonRun run = run(lab, topic, group).messages(3).client("max.poll.records", BATCH)
        .edited(Map.of("consumer.seek(partition, record.offset());", "")).start();

    assertThat(run.exitCode()).isZero();
    assertThat(LessonRun.places(run.records())).containsExactly("0-0", "0-10", "0-11");
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(lab.read(topic + ".dead")).isEmpty();
    Claims.proven("Consumer16Retry", "without the seek the record that failed, and those behind it in its batch, are"
        + " processed by nobody, and committed", "12 records: 3 processed, 0 put aside, committed offset 12");
  }

  @Test
  void killedAgainAndAgainNothingIsLost(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    String group = TestLab.newName("group");
    send(lab, topic, 0, IntStream.range(0, 30).boxed().toList());
    List<LessonRun> runs = new ArrayList<>();
    for (int after : List.of(2, 5, 8)) {
      LessonRun run = run(lab, topic, group).delayMs(5).client("session.timeout.ms", 1_000)
          .client("heartbeat.interval.ms", 300).start().awaitRecords(after);
      run.kill();
      runs.add(run);
    }
    LessonRun last = run(lab, topic, group).start();
    runs.add(last);
    TestLab.await().until(() -> lab.committed(group, topic).equals(lab.ends(topic)));
    last.stop();

    Set<String> processed = new HashSet<>(Lessons.processed(runs));
    List<String> letters = deadPlaces(lab, topic);
    assertThat(Set.copyOf(letters)).isEqualTo(Set.of("0-0", "0-10", "0-20")).doesNotContainAnyElementsOf(processed);
    processed.addAll(letters);
    assertThat(processed).isEqualTo(Lessons.places(lab, topic));
    int twice = Lessons.processed(runs).size() + letters.size() - 30;
    assertThat(twice).isLessThanOrEqualTo(3 * BATCH);
    Claims.proven("Consumer16Retry", "kill -9 in the middle of its work, three times: each record is processed or"
        + " put aside, at least once", "30 records, 0 lost, " + twice + " twice");
  }

  @Test
  void aStopWhileARecordWaitsCommitsItsOwnOffset(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    String group = TestLab.newName("group");
    send(lab, topic, 0, List.of(1, 2, 10, 3));
    LessonRun stopped = run(lab, topic, group).start()
        .awaitLine(line -> line.startsWith("# Try 2 of 3 failed: "), "its second try");
    stopped.stop();

    assertThat(LessonRun.places(stopped.records())).containsExactly("0-0", "0-1");
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 2L));
    assertThat(lab.read(topic + ".dead")).isEmpty();
    Claims.proven("Consumer16Retry", "SIGTERM while a record waits for its next try: what is before it is committed,"
        + " and the record is not skipped", "2 records processed, committed offset 2, 0 put aside");
  }

  @Test
  void anErrorInTheMiddleOfABatchCommitsNothingOfIt(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    String group = TestLab.newName("group");
    send(lab, topic, 0, Collections.nCopies(30, 1));
    LessonRun failed = run(lab, topic, group).edited(Map.of("progress.process(record);",
        "if (progress.processed() == 14) { throw new StackOverflowError(); } progress.process(record);")).start();

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(LessonRun.places(failed.records())).isEqualTo(places(0, BATCH + 4));
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, (long) BATCH));
    assertThat(lab.read(topic + ".dead")).isEmpty();
    Claims.proven("Consumer16Retry", "an Error, which is not the record's fault, ends the program, and nothing of its"
        + " batch is committed", "failed at 14, committed 10, 0 put aside");
  }

  @Test
  void whereTheDeadLetterIsRefusedTheRecordIsNotSkipped(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of("max.message.bytes", "100"));
    String group = TestLab.newName("group");
    send(lab, topic, 0, List.of(1, 2, 10, 3));
    LessonRun run = run(lab, topic, group).start();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines()).anyMatch(line -> line.contains("RecordTooLargeException"));
    assertThat(LessonRun.places(run.records())).containsExactly("0-0", "0-1");
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 2L));
    Claims.proven("Consumer16Retry", "where the dead-letter topic refuses the record, the program ends and does"
        + " not skip it", "refused as too large: committed offset 2, the record's own");
  }
}
