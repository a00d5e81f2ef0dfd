package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import kafkalab.consumer.FailingRecord.Kind;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An exception or an Error in the middle of a batch: which records has the group committed that nobody processed? */
@BrokerTest
class ExceptionInABatchIT {

  private static final int BATCH = 10;
  private static final int RECORDS = 150;
  private static final Class<?>[] COMMITTING = {Consumer03CommitSync.class, Consumer04CommitAsync.class,
      Consumer05CommitSyncAsync.class, Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class};

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

    static List<Runs> of(Class<?>... lessons) {
      return Stream.of(lessons).map(lesson -> new Runs(lesson, TestLab.newName("group"), new ArrayList<>())).toList();
    }

    LessonRun last() {
      return all.get(all.size() - 1);
    }

    /** Where the group may stand when a record has thrown: nobody has processed it, nor those after it. */
    void checkCommitted(long committed, long failed, Failure failure) {
      if (lesson == Consumer02AutoCommit.class) {
        assertThat(committed).as("the end of the batch").isEqualTo(failed - failure.place + BATCH);
      } else if (lesson == Consumer06CommitSpecified.class || lesson == Consumer07RebalanceCallback.class) {
        assertThat(committed).as("all that was processed").isEqualTo(failed);
      } else {
        assertThat(committed).as("no record of the batch").isLessThanOrEqualTo(failed - failure.place);
      }
    }
  }

  /**
   * Each lesson fails three times, under another protocol each time, and goes on where its group has committed; then it
   * reads the rest. The next lesson has the same failures under the next protocols.
   */
  @Test
  void noRecordThatWasNotProcessedIsCommitted(TestLab lab) {
    String topic = newTopic(lab);
    List<Runs> lessons = Runs.of(COMMITTING);
    int shift = 0;
    for (Failure failure : List.of(FIRST, MIDDLE, LAST)) {
      int turn = shift++;
      failOnce(lab, topic, lessons, failure,
          runs -> Protocol.values()[(turn + lessons.indexOf(runs)) % Protocol.values().length]);
    }
    readTheRest(lab, topic, lessons);
    for (Runs runs : lessons) {
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
    String topic = newTopic(lab);
    List<Runs> lessons = Runs.of(Consumer02AutoCommit.class);
    for (Protocol protocol : Protocol.values()) {
      failOnce(lab, topic, lessons, MIDDLE, runs -> protocol);
    }
    readTheRest(lab, topic, lessons);
    Set<String> lost = lost(lab, topic, lessons.get(0));
    assertThat(lost).containsExactly("0-14", "0-15", "0-16", "0-17", "0-18", "0-19", "0-34", "0-35", "0-36", "0-37",
        "0-38", "0-39", "0-54", "0-55", "0-56", "0-57", "0-58", "0-59");
    Claims.proven("Consumer02AutoCommit", "an Error in the middle of a batch (classic, cooperative-sticky,"
        + " group.protocol=consumer): close() commits the whole batch, and the rest of it is lost", "failed at offsets"
        + " 14, 34 and 54, committed 20, 40 and 60: " + lost.size() + " of " + RECORDS + " lost");
  }

  /** All of them: six lessons, three protocols, three places in the batch, an exception and an Error. */
  @Test
  @Tag("faults")
  void everyPlaceOfABatchUnderEveryProtocol(TestLab lab) {
    List<Failure> failures = Stream.of(FIRST, MIDDLE, LAST)
        .flatMap(failure -> Stream.of(Kind.values()).map(kind -> new Failure(kind, failure.place))).toList();
    int skipped = failures.stream().mapToInt(failure -> BATCH - failure.place).sum();
    Map<String, List<String>> measured = new TreeMap<>();
    for (Protocol protocol : Protocol.values()) {
      String topic = newTopic(lab);
      List<Runs> lessons = Runs.of(Stream.concat(Stream.of(Consumer02AutoCommit.class), Stream.of(COMMITTING))
          .toArray(Class<?>[]::new));
      failures.forEach(failure -> failOnce(lab, topic, lessons, failure, runs -> protocol));
      readTheRest(lab, topic, lessons);
      for (Runs runs : lessons) {
        int lost = lost(lab, topic, runs).size();
        assertThat(lost).as("lost by %s", runs.lesson)
            .isEqualTo(runs.lesson == Consumer02AutoCommit.class ? skipped : 0);
        List<String> all = Lessons.processed(runs.all);
        int twice = all.size() - (RECORDS - lost);
        measured.computeIfAbsent(runs.lesson.getSimpleName(), lesson -> new ArrayList<>())
            .add(protocol.name().toLowerCase(Locale.ROOT) + " " + lost + " lost, " + twice + " twice");
      }
    }
    measured.forEach((lesson, results) -> Claims.proven(lesson, "an exception and an Error, each at the first, a middle"
        + " and the last record of a batch, each under classic, cooperative-sticky and group.protocol=consumer: "
        + (lesson.equals("Consumer02AutoCommit") ? "close() commits the whole batch, and the rest of it is lost"
            : "no record that was not processed is committed, nothing is lost"),
        "failed " + failures.size() + " times each, " + RECORDS + " records: " + String.join("; ", results)));
  }

  /** One partition, so that batches have ten records. */
  private static String newTopic(TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, RECORDS);
    return topic;
  }

  /** Each lesson goes on where its group has committed, and fails in its second batch. */
  private static void failOnce(TestLab lab, String topic, List<Runs> lessons, Failure failure,
      Function<Runs, Protocol> protocols) {
    for (Runs runs : lessons) {
      LessonRun run = lab.lesson(runs.lesson).topic(topic).group(runs.group)
          .env(FailingRecord.PLACE, Integer.toString(failure.place)).env(FailingRecord.THROWS, failure.kind.name());
      protocols.apply(runs).settings.forEach(run::client);
      runs.all.add(runs.lesson == Consumer02AutoCommit.class
          ? run.interceptors(Consumer02AutoCommit.Printer.class, FailingRecord.class)
          : run.interceptors(FailingRecord.class));
      run.start();
    }
    for (Runs runs : lessons) {
      LessonRun run = runs.last();
      assertThat(run.exitCode()).as(run.lastLine()).isEqualTo(ExitCode.FAILED);
      // the first batch, and what is before the record that throws
      assertThat(run.records()).as(run.lastLine()).hasSize(BATCH + failure.place);
      long failed = run.records().get(0).offset() + BATCH + failure.place;
      runs.checkCommitted(committed(lab, runs.group, topic), failed, failure);
    }
  }

  /** Each lesson's last run ends when it has read all that its group has left. */
  private static void readTheRest(TestLab lab, String topic, List<Runs> lessons) {
    long end = lab.ends(topic).get(0);
    for (Runs runs : lessons) {
      runs.all.add(lab.lesson(runs.lesson).topic(topic).group(runs.group)
          .messages(end - committed(lab, runs.group, topic)).start());
    }
    lessons.forEach(runs -> assertThat(runs.last().exitCode()).isZero());
  }

  /** What no run has processed. */
  private static Set<String> lost(TestLab lab, String topic, Runs runs) {
    Set<String> lost = new TreeSet<>(Lessons.places(lab, topic));
    Lessons.processed(runs.all).forEach(lost::remove);
    return lost;
  }

  private static long committed(TestLab lab, String group, String topic) {
    return lab.committed(group, topic).getOrDefault(0, 0L);
  }
}
