package kafkalab.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import kafkalab.common.Employee;
import kafkalab.common.JsonSerializer;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Records;
import kafkalab.harness.Lessons;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Records that cannot be read or processed: each is put aside, the others are processed, nothing is lost. */
@BrokerTest
class Consumer08PoisonPillIT {

  private static final int BATCH = 10;
  private static final byte[] NO_JSON = {'m', 's', 'g', (byte) 0xff, 0, '_'};

  private static String newTopics(TestLab lab, int partitions, Map<String, String> ofTheDead) {
    String topic = lab.newTopic(partitions);
    TestLab.get(lab.admin().createTopics(List.of(
        new NewTopic(topic + ".dead", Optional.of(1), Optional.empty()).configs(ofTheDead))).all());
    TestLab.await().ignoreExceptions().until(() -> lab.ends(topic + ".dead").size() == 1);
    return topic;
  }

  /**
   * Sends what a list holds, in one batch: a number is an employee with it as key, bytes are a value as they are,
   * without a key.
   */
  private static void send(TestLab lab, String topic, int partition, List<?> values) {
    try (KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(lab.properties(Map.of("linger.ms", "10000")), new StringSerializer(),
                new ByteArraySerializer());
        JsonSerializer<Employee> json = new JsonSerializer<>()) {
      for (Object value : values) {
        ProducerRecord<String, byte[]> record = value instanceof Integer id
            ? new ProducerRecord<>(topic, partition, id.toString(), json.serialize(topic, Employee.number(id)))
            : new ProducerRecord<>(topic, partition, null, (byte[]) value);
        record.headers().add("trace", "42".getBytes(UTF_8));
        producer.send(record);
      }
    }
  }

  /** Employees in order; a poison pill after each seventh. Every tenth employee is a manager. */
  private static List<Object> mixed(int employees) {
    List<Object> values = new ArrayList<>();
    for (int id = 0; id < employees; id++) {
      values.add(id);
      if (id % 7 == 6) {
        values.add(NO_JSON);
      }
    }
    return values;
  }

  private static LessonRun run(TestLab lab, String topic, String group) {
    return lab.lesson(Consumer08PoisonPill.class).topic(topic).group(group);
  }

  private static List<ConsumerRecord<String, byte[]>> dead(TestLab lab, String topic) {
    return lab.read(topic + ".dead");
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** The places in the topic from which the dead letters come, each with its partition and offset. */
  private static List<String> deadPlaces(TestLab lab, String topic) {
    return dead(lab, topic).stream().map(letter -> header(letter, "from").substring(topic.length() + 1)).toList();
  }

  private static List<String> places(int partition, long from, long to) {
    return LongStream.range(from, to).mapToObj(offset -> partition + "-" + offset).toList();
  }

  @Test
  @Records(varying = "consumer08")
  void eachBadRecordIsPutAsideAsItWasAndTheOthersAreProcessedInOrder(TestLab lab) {
    String topic = newTopics(lab, 2, Map.of());
    String group = TestLab.newName("group");
    send(lab, topic, 0, List.of(1, NO_JSON, NO_JSON, 2, 10, 3, "{\"id\":4} x".getBytes(UTF_8), 5, 6));
    send(lab, topic, 1, List.of(11, 12, 13));
    LessonRun run = run(lab, topic, group).messages(8).start();

    assertThat(run.exitCode()).isZero();
    assertThat(LessonRun.places(run.records())).hasSize(8).doesNotHaveDuplicates()
        .filteredOn(place -> place.startsWith("0")).containsExactly("0-0", "0-3", "0-5", "0-7", "0-8");
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(deadPlaces(lab, topic)).containsExactly("0-1", "0-2", "0-4", "0-6");
    List<ConsumerRecord<String, byte[]>> letters = dead(lab, topic);
    assertThat(letters).extracting(ConsumerRecord::key).containsExactly(null, null, "10", null);
    assertThat(letters).allSatisfy(letter -> assertThat(header(letter, "trace")).isEqualTo("42"));
    assertThat(letters.get(0).value()).isEqualTo(NO_JSON);
    try (JsonSerializer<Employee> json = new JsonSerializer<>()) {
      assertThat(letters.get(2).value()).isEqualTo(json.serialize(topic, Employee.number(10)));
    }
    assertThat(header(letters.get(0), "reason"))
        .isEqualTo("org.apache.kafka.common.errors.SerializationException: no Employee: Invalid UTF-8 start byte 0xff");
    assertThat(header(letters.get(2), "reason"))
        .isEqualTo("java.lang.IllegalStateException: no salary scale for managers");
    assertThat(run.lines()).contains(
        "# Put aside " + topic + "-0-4: java.lang.IllegalStateException: no salary scale for managers");
    Transcripts.record("consumer08", run.lines(), Map.of(topic, "ak03.employees", group, "tdea-consumer08"));
    Claims.proven("Consumer08PoisonPill", "a record that cannot be read, or cannot be processed, goes to the"
        + " dead-letter topic, byte for byte, with the reason in its headers; the others are processed in the order of"
        + " their partition",
        "12 records in 2 partitions: 8 processed, 4 put aside, committed to the end");
  }

  @Test
  void withoutTheSeekItComesBackToTheSameRecord(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    send(lab, topic, 0, List.of(1, NO_JSON, 2));
    run(lab, topic, TestLab.newName("group"))
        .edited(Map.of("consumer.seek(e.topicPartition(), e.offset() + 1);", "")).start()
        .awaitLines(line -> line.startsWith("# Put aside " + topic + "-0-1: "), 5, "the same record five times").stop();
    assertThat(deadPlaces(lab, topic)).hasSizeGreaterThanOrEqualTo(5).containsOnly("0-1");
    Claims.proven("Consumer08PoisonPill", "without the seek poll() throws at the same record again and again",
        "more than 5 dead letters of 1 record; the record behind it was not read");
  }

  @Test
  void killedAgainAndAgainNothingIsLost(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    String group = TestLab.newName("group");
    List<Object> values = mixed(30);
    send(lab, topic, 0, values);
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
    Set<String> aside = new HashSet<>(deadPlaces(lab, topic));
    assertThat(aside).hasSize(3 + 4).doesNotContainAnyElementsOf(processed);
    processed.addAll(aside);
    assertThat(processed).isEqualTo(Lessons.places(lab, topic));
    int twice = Lessons.processed(runs).size() + dead(lab, topic).size() - values.size();
    assertThat(twice).isLessThanOrEqualTo(3 * BATCH);
    Claims.proven("Consumer08PoisonPill", "kill -9 in the middle of its work, three times: each record is processed or"
        + " put aside, at least once", values.size() + " records, 0 lost, " + twice + " twice");
  }

  @Test
  void aStopAndAnErrorCommitOnlyWhatIsDone(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of());
    String group = TestLab.newName("group");
    List<Object> values = new ArrayList<>(Collections.nCopies(70, 1));
    values.add(3, NO_JSON);
    send(lab, topic, 0, values);
    LessonRun stopped = run(lab, topic, group).delayMs(20).start().awaitRecords(14);
    stopped.stop();
    long committed = lab.committed(group, topic).get(0);
    assertThat(deadPlaces(lab, topic)).containsExactly("0-3");
    assertThat(LessonRun.places(stopped.records())).isEqualTo(places(0, 0, committed).stream()
        .filter(place -> !place.equals("0-3")).toList());

    LessonRun failed = run(lab, topic, group).edited(Map.of("progress.process(record);",
        "if (progress.processed() == 14) { throw new StackOverflowError(); } progress.process(record);")).start();
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(LessonRun.places(failed.records())).isEqualTo(places(0, committed, committed + BATCH + 4));
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, committed + BATCH));
    assertThat(deadPlaces(lab, topic)).containsExactly("0-3");
    Claims.proven("Consumer08PoisonPill", "SIGTERM commits what is processed or put aside; an Error, which is not the"
        + " record's fault, ends the program, and nothing of its batch is committed", "stopped and committed at "
        + committed + "; failed at " + (committed + BATCH + 4) + ", committed " + (committed + BATCH));
  }

  @Test
  void whereTheDeadLetterIsRefusedTheRecordIsNotSkipped(TestLab lab) {
    String topic = newTopics(lab, 1, Map.of("max.message.bytes", "300"));
    String group = TestLab.newName("group");
    send(lab, topic, 0, List.of(1, 2, "no JSON ".repeat(100).getBytes(UTF_8), 3));
    LessonRun run = run(lab, topic, group).start();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines()).anyMatch(line -> line.contains("RecordTooLargeException"));
    assertThat(LessonRun.places(run.records())).containsExactly("0-0", "0-1");
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 2L));
    Claims.proven("Consumer08PoisonPill", "where the dead-letter topic refuses the record, the program ends and does"
        + " not skip it", "refused as too large: committed offset 2, the record's own");
  }
}
