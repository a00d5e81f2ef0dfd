package kafkalab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.consumer.Consumer06CommitSpecified;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.experiment.LossyProxy;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lessons at full speed, and a broker that is slower: commits do not pile up, and a clean stop is exact. */
@Tag("faults")
@BrokerTest
class SlowBrokerIT {

  private static final int RECORDS = 20_000;
  private static final int COMMIT_MS = 10;

  /** Ten in the loop, and the last one. */
  private static final int MOST = 11;

  /** Two ways to poll, with the client settings that make them. */
  private static final Map<String, Map<String, String>> WAYS = Map.of(
      "classic, batches of 10", Map.of(),
      "group.protocol=consumer, batches of 500", Map.of("group.protocol", "consumer", "max.poll.records", "500"));

  @Test
  void commitsDoNotPileUpAndACleanStopIsExact() {
    try (OwnBroker broker = OwnBroker.start();
        LossyProxy proxy = new LossyProxy(broker.address());
        TestLab lab = new TestLab(proxy.address())) {
      String topic = lab.newTopic(4);
      lab.feed(topic, 0, RECORDS);
      for (Class<?> lesson : List.of(Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class,
          Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class)) {
        WAYS.forEach((way, settings) -> {
          proxy.delayAnswers(ApiKeys.OFFSET_COMMIT, COMMIT_MS);
          String group = TestLab.newName("group");
          LessonRun run = fullSpeed(lab, lesson, topic, group, settings).start().awaitRecords(1_000);
          run.stop();
          assertExact(lab, run, group);
          assertThat(proxy.mostUnderWay()).as("commits under way, %s, %s", lesson, way).isBetween(1, MOST);
          Claims.proven(lesson.getSimpleName(), "at full speed, with a broker that takes " + COMMIT_MS + " ms for each"
              + " commit (" + way + "): at most " + MOST + " commits are under way, a clean stop commits all that was"
              + " processed", run.records().size() + " processed, 0 will be read again, at most "
              + proxy.mostUnderWay() + " under way");
        });
      }
    }
  }

  /** A commit that is left out because others are under way is made up for, also if no further record comes. */
  @Test
  void anIdleConsumerHasCommittedAll() {
    try (OwnBroker broker = OwnBroker.start();
        LossyProxy proxy = new LossyProxy(broker.address());
        TestLab lab = new TestLab(proxy.address())) {
      proxy.delayAnswers(ApiKeys.OFFSET_COMMIT, COMMIT_MS);
      String topic = lab.newTopic(4);
      lab.feed(topic, 0, RECORDS);
      for (Class<?> lesson : List.of(Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class)) {
        String group = TestLab.newName("group");
        LessonRun run = fullSpeed(lab, lesson, topic, group, Map.of()).start().awaitRecords(RECORDS);
        TestLab.await().until(() -> lab.committed(group, topic).equals(lab.ends(topic)));
        run.stop();
        assertExact(lab, run, group);
        Claims.proven(lesson.getSimpleName(), "a commit that is left out because ten are under way is made up for,"
            + " also when no further record comes", RECORDS + " of " + RECORDS + " committed while it was idle");
      }
    }
  }

  /** A wakeup leaves the commit of the rebalance callback, and has to end the loop too. */
  @Test
  void ctrlCDuringTheCommitOfARebalance() {
    try (OwnBroker broker = OwnBroker.start();
        LossyProxy proxy = new LossyProxy(broker.address());
        TestLab lab = new TestLab(proxy.address())) {
      String topic = lab.newTopic(2);
      lab.feed(topic, 0, 13);
      String group = TestLab.newName("group");
      LessonRun first =
          lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group).start().awaitRecords(13);
      // the request is at the broker at once, its answer takes longer than it takes to press Ctrl-C
      proxy.delayAnswers(ApiKeys.OFFSET_COMMIT, 900);
      lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group).start();
      first.await(OutputLine.Revoked.class).stop();
      assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
      assertThat(lab.committed(group, topic)).containsAllEntriesOf(Lessons.next(first));
      Claims.proven("Consumer07RebalanceCallback", "SIGTERM while onPartitionsRevoked waits for its commit: the program"
          + " ends, all that was processed is committed", "13 of 13 committed, exit code 143");
    }
  }

  private static LessonRun fullSpeed(TestLab lab, Class<?> lesson, String topic, String group,
      Map<String, String> settings) {
    LessonRun run = lab.lesson(lesson).topic(topic).group(group).delayMs(0);
    settings.forEach(run::client);
    return run;
  }

  private static void assertExact(TestLab lab, LessonRun run, String group) {
    assertThat(run.lines()).noneMatch(line -> line.contains("pending requests") || line.startsWith("# Failed"));
    assertThat(run.lastLine()).endsWith(", none will be read again");
    assertThat(lab.committed(group, run.topic())).containsAllEntriesOf(Lessons.next(run));
  }
}
