package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kafkalab.consumer.FailingRecord.Kind;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Test;

/** An exception or an Error in the middle of a batch: which records has the group committed that nobody processed? */
@BrokerTest
class ExceptionInABatchIT {

  private static final int BATCH = 10;
  private static final int RECORDS = 90;

  /** What a record throws, and its place in its batch, from 0. */
  private record Failure(Kind kind, int place) {}

  private static final Failure FIRST = new Failure(Kind.EXCEPTION, 0);
  private static final Failure MIDDLE = new Failure(Kind.ERROR, 4);
  private static final Failure LAST = new Failure(Kind.EXCEPTION, BATCH - 1);

  /** Kafka's three ways to share partitions: what close() does is not the same in each. */
  private enum Protocol {
    CLASSIC(Map.of()),
    COOPERATIVE(Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName())),
    CONSUMER(Map.of("group.protocol", "consumer"));

    private final Map<String, String> settings;

    Protocol(Map<String, String> settings) {
      this.settings = settings;
    }
  }

  /** The runs of a lesson, one after the other, in a group of their own. */
  private record Runs(Class<?> lesson, String group, List<LessonRun> all) {

    LessonRun last() {
      return all.get(all.size() - 1);
    }
  }

  /**
   * Each lesson fails three times, under another protocol each time, and goes on where its group has committed; then it
   * reads the rest. The next lesson has the same failures under the next protocols.
   */
  @Test
  void noRecordThatWasNotProcessedIsCommitted(TestLab lab) {
    String topic = lab.newTopic(1); // so that batches have ten records
    lab.feed(topic, 0, RECORDS);
    List<Runs> lessons = Stream.of(Consumer03CommitSync.class, Consumer04CommitAsync.class,
            Consumer05CommitSyncAsync.class, Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class)
        .map(lesson -> new Runs(lesson, TestLab.newName("group"), new ArrayList<>())).toList();
    int shift = 0;
    for (Failure failure : List.of(FIRST, MIDDLE, LAST)) {
      for (Runs runs : lessons) {
        Protocol protocol = Protocol.values()[(shift + lessons.indexOf(runs)) % Protocol.values().length];
        runs.all.add(failing(lab, runs.lesson, topic, runs.group, failure, protocol).interceptors(FailingRecord.class)
            .start());
      }
      shift++;
      for (Runs runs : lessons) {
        long failed = failedAt(runs.last(), failure);
        assertThat(committed(lab, runs.group, topic)).as("committed by %s, failed at %d", runs.lesson, failed)
            .isLessThanOrEqualTo(failed);
      }
    }
    for (Runs runs : lessons) {
      runs.all.add(theRest(lab, runs.lesson, topic, runs.group).start());
    }
    for (Runs runs : lessons) {
      assertThat(runs.last().exitCode()).isZero();
      int twice = Lessons.duplicates(lab, topic, runs.all);
      Claims.proven(runs.lesson.getSimpleName(), "an exception or an Error at the first, a middle or the last record"
          + " of a batch (classic, cooperative-sticky, group.protocol=consumer): no record that was not processed is"
          + " committed, nothing is lost",
          "failed 3 times, " + RECORDS + " records, 0 lost, " + twice + " read twice");
    }
  }

  /** Automatic commits commit what poll() has given out, also when an Error has ended the loop. */
  @Test
  void automaticCommitsLoseWhatWasNotProcessed(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, RECORDS);
    List<LessonRun> runs = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      LessonRun run = failing(lab, Consumer02AutoCommit.class, topic, group, MIDDLE, protocol)
          .interceptors(Consumer02AutoCommit.Printer.class, FailingRecord.class).start();
      runs.add(run);
      long failed = failedAt(run, MIDDLE);
      assertThat(committed(lab, group, topic)).as("the end of the batch, %s", protocol)
          .isEqualTo(failed - MIDDLE.place + BATCH);
    }
    runs.add(theRest(lab, Consumer02AutoCommit.class, topic, group).start());
    assertThat(runs.get(runs.size() - 1).exitCode()).isZero();

    Set<String> lost = new TreeSet<>(Lessons.places(lab, topic));
    Lessons.processed(runs).forEach(lost::remove);
    assertThat(lost).containsExactly("0-14", "0-15", "0-16", "0-17", "0-18", "0-19", "0-34", "0-35", "0-36", "0-37",
        "0-38", "0-39", "0-54", "0-55", "0-56", "0-57", "0-58", "0-59");
    Claims.proven("Consumer02AutoCommit", "an Error in the middle of a batch (classic, cooperative-sticky,"
        + " group.protocol=consumer): close() commits the whole batch, and the rest of it is lost", "failed at offsets"
        + " 14, 34 and 54, committed 20, 40 and 60: " + lost.size() + " of " + RECORDS + " lost");
  }

  private static LessonRun failing(TestLab lab, Class<?> lesson, String topic, String group, Failure failure,
      Protocol protocol) {
    LessonRun run = lab.lesson(lesson).topic(topic).group(group)
        .env(FailingRecord.PLACE, Integer.toString(failure.place)).env(FailingRecord.THROWS, failure.kind.name());
    protocol.settings.forEach(run::client);
    return run;
  }

  /** The offset of the record at which a run has failed; it is in the second batch, and the records before are done. */
  private static long failedAt(LessonRun run, Failure failure) {
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.records()).hasSize(BATCH + failure.place);
    return run.records().get(0).offset() + BATCH + failure.place;
  }

  /** A run that ends when it has read all that the group has left. */
  private static LessonRun theRest(TestLab lab, Class<?> lesson, String topic, String group) {
    return lab.lesson(lesson).topic(topic).group(group).messages(lab.ends(topic).get(0) - committed(lab, group, topic));
  }

  private static long committed(TestLab lab, String group, String topic) {
    return lab.committed(group, topic).getOrDefault(0, 0L);
  }
}
