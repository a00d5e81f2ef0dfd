package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two topics in one transaction: what is seen of it, whatever happens to its producer. */
@BrokerTest
class Producer08TransactionsIT {

  /** A run with a transactional.id of its own. */
  private static LessonRun run(TestLab lab, String topic, String instance) {
    return lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", TestLab.newName("student"))
        .env("LAB_INSTANCE", instance);
  }

  private static String newTopics(TestLab lab) {
    String topic = lab.newTopic(1);
    TestLab.get(lab.admin().createTopics(List.of(new NewTopic(topic + ".payments", 1,
        (short) 1))).all());
    TestLab.await().ignoreExceptions().until(() -> lab.ends(topic + ".payments").size() == 1);
    return topic;
  }

  /** The keys that a reader sees now: up to the last stable offset, or up to the end. */
  private static List<String> keys(TestLab lab, String topic, IsolationLevel level) {
    TopicPartition partition = new TopicPartition(topic, 0);
    long end = TestLab.get(lab.admin().listOffsets(Map.of(partition, OffsetSpec.latest()),
        new ListOffsetsOptions(level)).all()).get(partition).offset();
    List<String> keys = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
        lab.properties(Map.of("isolation.level", level.toString())), new StringDeserializer(),
        new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      TestLab.await().until(() -> {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          keys.add(record.key());
        }
        return consumer.position(partition) >= end;
      });
    }
    return keys;
  }

  private static List<String> committed(TestLab lab, String topic) {
    return keys(lab, topic, IsolationLevel.READ_COMMITTED);
  }

  @Test
  @Records("producer08-transactions")
  void allOrNothing(TestLab lab) {
    String topic = newTopics(lab);
    LessonRun run = run(lab, topic, "1").delayMs(0).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : 8 transactions committed, 4 aborted");
    Transcripts.record("producer08-transactions", run.lines(), Map.of(topic, "ak03.orders"));

    List<String> expected = List.of("0", "1", "3", "4", "6", "7", "9", "10");
    assertThat(committed(lab, topic)).isEqualTo(expected);
    assertThat(committed(lab, topic + ".payments")).isEqualTo(expected);
    List<String> all = IntStream.range(0, 12).mapToObj(String::valueOf).toList();
    assertThat(keys(lab, topic, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(all);
    assertThat(lab.ends(topic)).as("with a marker for each transaction").isEqualTo(Map.of(0, 24L));
    Claims.proven("Producer08Transactions", "records of a transaction appear on both topics or on none under"
        + " read_committed; under read_uncommitted those of aborted ones are there, too",
        "12 transactions, 4 aborted: 8 and 8 records, 12 under read_uncommitted; end offset 24, with 12 markers");
  }

  /** kill -9 between the sends and the commit: readers wait there, until the next run of the same name. */
  @Test
  void aKilledProducerHoldsUpReadersUntilItsSuccessorComes(TestLab lab) {
    String topic = newTopics(lab);
    String student = TestLab.newName("student");
    LessonRun killed = lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", student)
        .client("transaction.timeout.ms", 300_000).delayMs(0).messages(3).start();
    assertThat(killed.exitCode()).isZero();
    killed = lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", student)
        .client("transaction.timeout.ms", 300_000).client("linger.ms", 0).delayMs(600_000).start();
    // three records with their markers, and the open one
    TestLab.await().until(() -> lab.ends(topic).get(0) == 7 && lab.ends(topic + ".payments").get(0) == 7);
    killed.kill();
    lab.feed(topic, 100, 105); // by another producer, without a transaction
    assertThat(committed(lab, topic)).as("while it is open").containsExactly("0", "1");
    assertThat(keys(lab, topic, IsolationLevel.READ_UNCOMMITTED)).hasSize(9);

    LessonRun successor = lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", student)
        .delayMs(0).messages(1).start();
    assertThat(successor.exitCode()).isZero();
    assertThat(committed(lab, topic)).containsExactly("0", "1", "100", "101", "102", "103", "104", "0");
    assertThat(committed(lab, topic + ".payments")).containsExactly("0", "1", "0");
    Claims.proven("Producer08Transactions", "kill -9 in a transaction: readers under read_committed stop before it,"
        + " also for other producers' records; the next run of the same transactional.id aborts it",
        "2 of 7 records visible while it is open, then 8 with the successor's; 0 of the killed one");
  }

  /**
   * Two with one transactional.id: the second fences the first off. What the first one is told depends on the moment:
   * while the abort of its transaction is the last that happened, its commit has the epoch before, as if it were sent
   * again, and does not fit an abort (the table of KIP-890's epochs in TransactionCoordinator of Kafka 4.4).
   */
  @Test
  void theSecondFencesTheFirst(TestLab lab) {
    String topic = newTopics(lab);
    String student = TestLab.newName("student");
    LessonRun first = lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", student)
        .delayMs(300).messages(1_000).start().awaitLine(line -> line.startsWith("Committed   : "), "a commit");
    LessonRun second = lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", student)
        .delayMs(0).messages(3).start();
    assertThat(second.exitCode()).isZero();
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.lastLine()).containsPattern("^Error: Kafka says: (ProducerFenced|InvalidTxnState)Exception: ");
    assertThat(committed(lab, topic)).isEqualTo(committed(lab, topic + ".payments"))
        .hasSize((int) (commits(first) + commits(second)));
    Claims.proven("Producer08Transactions", "a second producer with the same transactional.id fences the first one,"
        + " which ends; what it had open is aborted", "exit code 1; both topics the same");
  }

  /** Its successor is there before it goes on: then it is told so. */
  @Test
  @Records("producer08-fenced")
  void aFencedProducerIsToldSo(TestLab lab) {
    String topic = newTopics(lab);
    String student = TestLab.newName("student");
    LessonRun fenced = lab.lesson(Producer08Transactions.class).topic(topic).env("LAB_STUDENT_ID", student)
        .delayMs(8_000).start();
    TestLab.await().until(() -> lab.ends(topic + ".payments").get(0) == 1);
    try (KafkaProducer<String, String> successor = new KafkaProducer<>(
        lab.properties(Map.of("transactional.id", student + "-producer08-1")), new StringSerializer(),
        new StringSerializer())) {
      successor.initTransactions();
      assertThat(fenced.program().isAlive()).as("it has not tried to commit yet").isTrue();
    }
    assertThat(fenced.exitCode()).isEqualTo(1);
    assertThat(fenced.lastLine()).startsWith("Error: Kafka says: ProducerFencedException");
    Transcripts.record("producer08-fenced", fenced.lines(), Map.of(topic, "ak03.orders"));
    assertThat(committed(lab, topic)).isEmpty();
    Claims.proven("Producer08Transactions", "a fenced producer's commit fails with ProducerFencedException, once its"
        + " successor has done initTransactions()", "exit code 1; 0 records visible");
  }

  /** The coordinator looks every ten seconds (transaction.abort.timed.out.transaction.cleanup.interval.ms). */
  @Test
  @Tag("faults")
  void whatTakesTooLongIsAbortedAndItsProducerIsOver(TestLab lab) {
    String topic = newTopics(lab);
    LessonRun slow = run(lab, topic, "1").client("transaction.timeout.ms", 1_000).delayMs(20_000).messages(2).start();
    TestLab.await().until(() -> lab.ends(topic).get(0) == 2); // the record and the marker of its abort
    assertThat(slow.program().isAlive()).as("it has not tried to commit yet").isTrue();
    assertThat(slow.exitCode()).isEqualTo(1);
    assertThat(slow.lastLine()).startsWith("Error: Kafka says: InvalidTxnStateException");
    assertThat(committed(lab, topic)).isEmpty();
    assertThat(committed(lab, topic + ".payments")).isEmpty();
    Claims.proven("Producer08Transactions", "a transaction that is open for longer than transaction.timeout.ms is"
        + " aborted by the coordinator; the commit then fails with InvalidTxnStateException, and the program ends",
        "exit code 1; 0 records visible");
  }

  private static long commits(LessonRun run) {
    return run.lines().stream().filter(line -> line.startsWith("Committed   : ")).count();
  }

  @Test
  void aStopAbortsWhatIsOpen(TestLab lab) {
    String topic = newTopics(lab);
    LessonRun run = run(lab, topic, "1").delayMs(3_000).messages(1_000).start()
        .awaitLine(line -> line.startsWith("Committed   : order_0,"), "the first commit");
    run.stop();
    assertThat(run.lines()).as("by itself it would have been committed")
        .contains("Aborted     : order_1, payment_1");
    assertThat(committed(lab, topic)).isEqualTo(committed(lab, topic + ".payments")).hasSize((int) commits(run));
    assertThat(lab.ends(topic)).as("no transaction is left open").isEqualTo(Map.of(0,
        2L * keys(lab, topic, IsolationLevel.READ_UNCOMMITTED).size()));
    Claims.proven("Producer08Transactions", "SIGTERM in the middle of a transaction aborts it: nothing is left open",
        "exit code 143; as many markers as transactions");
  }
}
