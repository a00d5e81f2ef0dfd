package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lags that Consumer15Lag prints: what each counts, and where it is not the number of records left to read. */
@BrokerTest
class Consumer15LagIT {

  private static final int BATCH = 10;
  private static final Pattern LAG =
      Pattern.compile("Lag of \\S+-(\\d+): (\\d+|-) records, (\\d+|-) s; by its commits (\\d+|-)");

  /** A line about a partition; -1 where a number is not known. */
  private record Lag(int partition, long own, long seconds, long byCommits) {

    private static Lag of(MatchResult line) {
      return new Lag(Integer.parseInt(line.group(1)), number(line.group(2)), number(line.group(3)),
          number(line.group(4)));
    }

    private static long number(String text) {
      return text.equals("-") ? -1 : Long.parseLong(text);
    }
  }

  private static List<Lag> lags(LessonRun run) {
    return run.lines().stream().flatMap(line -> LAG.matcher(line).results()).map(Lag::of).toList();
  }

  private static LessonRun run(TestLab lab, String topic, String group) {
    return lab.lesson(Consumer15Lag.class).topic(topic).group(group);
  }

  private static LessonRun awaitLag(LessonRun run, long own, long byCommits) {
    TestLab.await().until(() -> lags(run).stream().anyMatch(lag -> lag.own == own && lag.byCommits == byCommits));
    return run;
  }

  private static Lag last(LessonRun run) {
    List<Lag> lags = lags(run);
    return lags.get(lags.size() - 1);
  }

  private static KafkaProducer<String, String> transactional(TestLab lab) {
    KafkaProducer<String, String> producer = new KafkaProducer<>(
        lab.properties(Map.of("transactional.id", TestLab.newName("transaction"))), new StringSerializer(),
        new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    return producer;
  }

  private static void sendFive(KafkaProducer<String, String> producer, String topic) {
    IntStream.range(0, 5).forEach(i -> producer.send(new ProducerRecord<>(topic, Integer.toString(i), "msg_" + i)));
    producer.flush();
  }

  @Test
  @Records(varying = "consumer15-stale")
  void whileItReadsWhatItHasFetchedItsOwnLagFallsAndTheRealOneGrows(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 400);
    LessonRun run = run(lab, topic, group).delayMs(40).start();
    TestLab.await().until(() -> lags(run).stream().anyMatch(lag -> lag.byCommits >= 0));
    Lag before = last(run);
    lab.feed(topic, 400, 700);
    TestLab.await().until(() -> last(run).byCommits > 400);
    Lag after = last(run);
    run.kill();

    Lag first = lags(run).stream().filter(lag -> lag.own >= 0).findFirst().orElseThrow();
    long processed = run.lines().stream().takeWhile(line -> !line.contains(": " + first.own + " records, "))
        .filter(line -> line.startsWith(topic + "-0-")).count();
    assertThat(first.own).as("the first look that knows an end, after %s records", processed)
        .isEqualTo(400 - processed);
    assertThat(before.byCommits - before.own).isEqualTo(BATCH);
    assertThat(after.own).isLessThan(before.own);
    assertThat(after.byCommits - after.own).isEqualTo(300 + BATCH);
    Transcripts.record("consumer15-stale", run.lines(), Map.of(topic, "ak03.test", group, "tdea-consumer15"));
    Claims.proven("Consumer15Lag", "a consumer's own lag counts to the end that its last fetch saw: while it reads what"
        + " it has fetched, its own lag falls, and the real one grows", "300 records sent meanwhile: its own from "
        + before.own + " to " + after.own + ", by its commits from " + before.byCommits + " to " + after.byCommits);
  }

  @Test
  void atTheEndBothAreZero(TestLab lab) {
    String topic = lab.newTopic(2);
    lab.feed(topic, 0, 100);
    LessonRun run = run(lab, topic, TestLab.newName("group")).start();
    TestLab.await().until(() -> lags(run).stream().filter(lag -> lag.own == 0 && lag.byCommits == 0)
        .map(Lag::partition).collect(Collectors.toSet()).size() == 2);
    run.stop();
    assertThat(run.records()).hasSize(100);
    assertThat(run.lastLine()).endsWith("none will be read again");
  }

  /** The marker comes after the records are committed: an empty poll moves the position, and nothing is committed. */
  @Test
  @Records(varying = "consumer15-marker")
  void aTransactionsMarkerIsALagForEver(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    LessonRun run = run(lab, topic, group).start();
    try (KafkaProducer<String, String> producer = transactional(lab)) {
      sendFive(producer, topic);
      run.awaitRecords(5);
      TestLab.await().until(() -> lab.committed(group, topic).equals(Map.of(0, 5L)));
      producer.commitTransaction();
    }
    awaitLag(run, 0, 1).stop();

    assertThat(run.records()).hasSize(5);
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 5L));
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 6L));
    Transcripts.record("consumer15-marker", run.lines(), Map.of(topic, "ak03.test", group, "tdea-consumer15"));

    LessonRun again = run(lab, topic, group)
        .edited(Map.of("if (!records.isEmpty()) {", "if (!records.nextOffsets().isEmpty()) {")).start();
    awaitLag(again, 0, 0).stop();
    assertThat(again.records()).isEmpty();
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 6L));
    Claims.proven("Consumer15Lag", "a transaction's marker is a lag of 1 for ever, though all records are read; who"
        + " also commits a position that has moved over it has a lag of 0", "5 records read, committed 5, end 6; then"
        + " committed 6");
  }

  @Test
  void anOpenTransactionIsNoLagForAReaderOfWhatIsCommitted(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 1);
    LessonRun run = run(lab, topic, group).client("isolation.level", "read_committed").start();
    try (KafkaProducer<String, String> producer = transactional(lab)) {
      sendFive(producer, topic);
      awaitLag(run, 0, 5);
      assertThat(run.records()).hasSize(1);
      producer.abortTransaction();
    }
    awaitLag(run, 0, 6).stop();
    assertThat(run.records()).hasSize(1);
    Claims.proven("Consumer15Lag", "under read_committed a consumer's own lag ends at the open transaction; by its"
        + " commits all that is behind it counts, also what is aborted then", "5 records in the transaction: own 0, by"
        + " its commits 5; aborted: 0 and 6");
  }

  @Test
  void whatIsDeletedCounts(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    assertThat(run(lab, topic, group).messages(10).start().exitCode()).isZero();
    TestLab.get(lab.admin().deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(95)))
        .all());
    LessonRun run = run(lab, topic, group).messages(5).start();
    assertThat(run.exitCode()).isZero();
    assertThat(lags(run).get(0).byCommits).isEqualTo(90);
    assertThat(LessonRun.places(run.records())).containsExactly("0-95", "0-96", "0-97", "0-98", "0-99");
    Claims.proven("Consumer15Lag", "the lag by the commits counts offsets, also of records that are deleted",
        "committed 10, end 100, 95 deleted: a lag of 90, and 5 records to read");
  }

  @Test
  @Tag("faults") // the cleaner takes its time
  void whatCompactionHasRemovedCounts() {
    try (OwnBroker broker = OwnBroker.start("log.cleaner.backoff.ms=200")) {
      TestLab lab = broker.lab();
      String topic = TestLab.newName("topic");
      String group = TestLab.newName("group");
      TestLab.get(lab.admin().createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()).configs(
          Map.of("cleanup.policy", "compact", "segment.ms", "100", "min.cleanable.dirty.ratio", "0.01")))).all());
      lab.feed(topic, 0, 1);
      assertThat(run(lab, topic, group).messages(1).start().exitCode()).isZero();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(lab.properties(Map.of()), new StringSerializer(), new StringSerializer())) {
        IntStream.range(0, 200).forEach(i -> producer.send(new ProducerRecord<>(topic, "same key", "msg_" + i)));
        producer.flush();
        // what is written last is not cleaned: a record of another key begins a new segment
        TestLab.await().until(() -> {
          producer.send(new ProducerRecord<>(topic, "other key", "more"));
          producer.flush();
          return lab.read(topic).stream().filter(record -> record.key().equals("same key")).count() == 1;
        });
      }
      long end = lab.ends(topic).get(0);
      int left = lab.read(topic).size() - 1;
      LessonRun run = run(lab, topic, group).start().awaitRecords(left);
      awaitLag(run, 0, 0).stop();
      assertThat(lags(run).get(0).byCommits).isEqualTo(end - 1).isGreaterThan(200);
      assertThat(left).isLessThan(100);
      Claims.proven("Consumer15Lag", "the lag by the commits counts offsets, also those that compaction has emptied",
          "committed 1, end " + end + ": a lag of " + (end - 1) + ", and " + left + " records to read");
    }
  }

  @Test
  @Tag("faults")
  void aLookThatGetsNoAnswerDoesNotStopTheWork() {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      String topic = lab.newTopic(1);
      LessonRun run = run(lab, topic, TestLab.newName("group")).start();
      lab.feed(topic, 0, 10);
      awaitLag(run, 0, 0);
      broker.kill();
      run.awaitLine(line -> line.contains("by its commits not known: "), "a look without an answer");
      broker.begin();
      broker.awaitServing();
      lab.feed(topic, 10, 20);
      run.awaitRecords(20);
      awaitLag(run, 0, 0).stop();
    }
  }

  @Test
  void killedAgainAndAgainNothingIsLost(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    List<LessonRun> runs = new ArrayList<>();
    for (int after : List.of(4, 15)) {
      LessonRun run = run(lab, topic, group).delayMs(5).client("session.timeout.ms", 1_000)
          .client("heartbeat.interval.ms", 300).start().awaitRecords(after);
      run.kill();
      runs.add(run);
    }
    runs.add(run(lab, topic, group).start());
    awaitLag(runs.get(2), 0, 0).stop();

    List<String> processed = Lessons.processed(runs);
    assertThat(new HashSet<>(processed)).isEqualTo(Lessons.places(lab, topic));
    assertThat(processed.size() - 40).isLessThanOrEqualTo(2 * BATCH);
    Claims.proven("Consumer15Lag", "kill -9 in the middle of its work, twice: each record is processed, at least once",
        "40 records, 0 lost, " + (processed.size() - 40) + " twice");
  }

  @Test
  void anErrorInTheMiddleOfABatchCommitsNothingOfIt(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 30);
    LessonRun failed = run(lab, topic, group).edited(Map.of("progress.process(record);",
        "if (progress.processed() == 14) { throw new StackOverflowError(); } progress.process(record);")).start();

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.records()).hasSize(14);
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, (long) BATCH));
    Claims.proven("Consumer15Lag", "an Error in the middle of a batch: nothing of the batch is committed",
        "failed at 14, committed 10");
  }
}
