package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Feeder;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Each record's result is there once, whatever happens to the programs that make it. */
@BrokerTest
class Consumer12ExactlyOnceIT {

  private static final int BATCH = 10;

  private static String newTopics(TestLab lab, int partitions) {
    String topic = lab.newTopic(partitions);
    TestLab.get(lab.admin().createTopics(List.of(new NewTopic(topic + ".results", partitions, (short) 1))).all());
    TestLab.await().ignoreExceptions().until(() -> lab.ends(topic + ".results").size() == partitions);
    return topic;
  }

  private static LessonRun run(TestLab lab, String topic, String group, String instance) {
    return lab.lesson(Consumer12ExactlyOnce.class).topic(topic).group(group).env("LAB_INSTANCE", instance)
        .client("client.id", instance);
  }

  /** The keys of the results under read_committed, by number. */
  private static List<Integer> results(TestLab lab, String topic) {
    return lab.read(topic + ".results").stream().map(record -> Integer.parseInt(record.key())).sorted().toList();
  }

  private static List<Integer> upTo(int records) {
    return IntStream.range(0, records).boxed().toList();
  }

  /** Kills at five places of a batch and between two: while it works, sends, and commits. */
  @Test
  void killedAgainAndAgainEachResultIsThereOnce(TestLab lab) {
    String topic = newTopics(lab, 1);
    String group = TestLab.newName("group");
    int records = 120;
    lab.feed(topic, 0, records);
    List<LessonRun> runs = new ArrayList<>();
    for (int after : List.of(1, 14, BATCH, 29, 2 * BATCH)) {
      LessonRun run = run(lab, topic, group, "1").delayMs(5).client("session.timeout.ms", 1_000)
          .client("heartbeat.interval.ms", 300).start().awaitRecords(after);
      run.kill();
      runs.add(run);
    }
    long left = records - lab.committed(group, topic).getOrDefault(0, 0L);
    LessonRun last = run(lab, topic, group, "1").messages(left).delayMs(0).start();
    assertThat(last.exitCode()).isZero();
    runs.add(last);

    assertThat(results(lab, topic)).isEqualTo(upTo(records));
    assertThat(lab.read(topic + ".results")).allSatisfy(record ->
        assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo("MSG_" + record.key()));
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    int twice = Lessons.duplicates(lab, topic, runs);
    Claims.proven("Consumer12ExactlyOnce", "kill -9 in the middle of its work, five times: each result is there once",
        records + " records, " + twice + " of them processed again, " + records + " results under read_committed");
  }

  @Test
  @Records("consumer12")
  void aStopAndAnExceptionLeaveNothingHalfDone(TestLab lab) {
    String topic = newTopics(lab, 1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 60);
    LessonRun stopped = run(lab, topic, group, "1").delayMs(20).start().awaitRecords(15);
    stopped.stop();
    Transcripts.record("consumer12", stopped.lines(), Map.of(topic, "ak03.fourpartition", group, "tdea-consumer12"));
    int processed = stopped.records().size();
    assertThat(results(lab, topic)).isEqualTo(upTo(processed));
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, (long) processed));

    LessonRun failed = run(lab, topic, group, "1").env(FailingRecord.PLACE, "4")
        .env(FailingRecord.THROWS, FailingRecord.Kind.EXCEPTION.name()).interceptors(FailingRecord.class).start();
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(results(lab, topic)).isEqualTo(upTo(processed + BATCH));
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, (long) processed + BATCH));
    Claims.proven("Consumer12ExactlyOnce", "SIGTERM finishes the batch with its results; an exception in the middle of"
        + " a batch leaves neither results nor offsets of it", "stopped after " + processed + " records, " + processed
        + " results; failed at the fifth record of the second batch, 10 more results");
  }

  /** What it had sent before is in the broker's socket still, and is carried out when the broker goes on. */
  @Test
  @Tag("faults")
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process is stopped by a signal")
  void aBrokerThatDoesNotAnswerEndsItAndEachResultIsThereOnce() {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      String topic = newTopics(lab, 1);
      String group = TestLab.newName("group");
      lab.feed(topic, 0, 200);
      LessonRun ended = run(lab, topic, group, "1").delayMs(20).start().awaitRecords(15);
      broker.freeze(true);
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.lines()).anyMatch(line -> line.startsWith("Error: Kafka says: TimeoutException: "));
      broker.freeze(false);
      LessonRun next = run(lab, topic, group, "1").delayMs(0).start();
      TestLab.await().until(() -> lab.committed(group, topic).equals(lab.ends(topic)));
      next.stop();
      assertThat(results(lab, topic)).isEqualTo(upTo(200));
      Claims.proven("Consumer12ExactlyOnce", "a broker that does not answer ends it; the next run goes on, and each result"
          + " is there once", "exit code 1; 200 records, 200 results");
    }
  }

  /** A second instance comes, and the first one leaves, under each group protocol. */
  @Test
  @Tag("faults")
  void overRebalancesEachResultIsThereOnce(TestLab lab) {
    List<Integer> all = new ArrayList<>();
    for (Map<String, String> protocol : List.of(Map.<String, String>of(),
        Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName()),
        Map.of("group.protocol", "consumer"))) {
      String topic = newTopics(lab, 4);
      String group = TestLab.newName("group");
      lab.feed(topic, 0, 200);
      LessonRun first = run(lab, topic, group, "1").delayMs(10);
      protocol.forEach(first::client);
      LessonRun second = run(lab, topic, group, "2").delayMs(10);
      protocol.forEach(second::client);
      // on a busy machine the second one comes late: there are records until it has some
      int sent = Feeder.during(lab, topic, 200, 20, () -> {
        first.start().awaitRecords(25);
        second.start().awaitRecords(25);
      });
      first.stop();
      TestLab.await().until(() -> lab.committed(group, topic).equals(lab.ends(topic)));
      second.stop();
      assertThat(results(lab, topic)).as("%s", protocol).isEqualTo(upTo(sent));
      all.add(sent);
    }
    Claims.proven("Consumer12ExactlyOnce", "over rebalances (classic, cooperative-sticky, group.protocol=consumer) each"
        + " result is there once", all + " records, as many results");
  }

  /** A batch takes longer than max.poll.interval.ms: another member has its records already. */
  @Test
  @Tag("faults")
  void aMemberThatIsTooSlowCommitsNothing(TestLab lab) {
    String topic = newTopics(lab, 1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    LessonRun slow = run(lab, topic, group, "1").delayMs(900).client("max.poll.interval.ms", 3_000)
        .client("session.timeout.ms", 3_000).start().awaitRecords(1);
    LessonRun other = run(lab, topic, group, "2").delayMs(1).start();
    slow.awaitLine(line -> OutputLine.parse(line) instanceof OutputLine.CommitFailed, "a commit that failed");
    TestLab.await().until(() -> lab.committed(group, topic).equals(lab.ends(topic)));
    slow.stop();
    other.stop();
    assertThat(results(lab, topic)).isEqualTo(upTo(10));
    Claims.proven("Consumer12ExactlyOnce", "a member that is too slow for its group cannot commit: its transaction is"
        + " aborted, and each result is there once", "10 results; CommitFailedException in the slow member");
  }
}
