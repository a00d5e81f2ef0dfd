package kafkalab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafkalab.consumer.Consumer01CGroup;
import kafkalab.consumer.Consumer02AutoCommit;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.consumer.Consumer06CommitSpecified;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.consumer.Consumer08PoisonPill;
import kafkalab.consumer.Consumer11StaticMembership;
import kafkalab.consumer.Consumer13ShareGroup;
import kafkalab.consumer.Consumer14Workers;
import kafkalab.consumer.Consumer15Lag;
import kafkalab.consumer.Consumer16Retry;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import kafkalab.producer.Producer05CGroup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The broker dies under running programs, by SIGKILL, and comes back ten seconds later, or not at all. */
@Tag("faults")
@BrokerTest
class OutageIT {

  /** Whatever a program and its client say about an outage of ten seconds fits here, rebalance included. */
  private static final int HANDFUL = 8;

  /** What a run of a consumer says without an outage: two first lines, one assignment, three lines at its end. */
  private static final int USUAL = 6;

  @Test
  void allRecoverByThemselvesSaySoOnceAndLoseNothing() {
    try (OwnBroker broker = OwnBroker.start(); TestLab lab = new TestLab(broker.address())) {
      String topic = lab.newTopic(4);
      var producer = lab.lesson(Producer05CGroup.class).topic(topic).delayMs(50).start();
      List<LessonRun> consumers = Stream.of(Consumer03CommitSync.class, Consumer04CommitAsync.class,
              Consumer05CommitSyncAsync.class, Consumer07RebalanceCallback.class)
          .map(lesson -> lab.lesson(lesson).topic(topic).group(lesson.getSimpleName()).start()).toList();
      // one that has records in hand all the time, and so commits into the outage
      String fed = lab.newTopic(1);
      lab.feed(fed, 0, 400);
      var busy = lab.lesson(Consumer04CommitAsync.class).topic(fed).group("busy").delayMs(100).start();
      consumers.forEach(consumer -> consumer.awaitRecords(20));
      busy.awaitRecords(1);

      broker.kill();
      long killed = System.nanoTime();
      String gone = "! No broker at " + broker.address() + " any more; the client keeps trying.";
      String back = "! The broker at " + broker.address() + " answers again, after ";
      consumers.forEach(consumer -> consumer.awaitLine(gone::equals, gone));
      // after a SIGKILL it needs some seconds until it serves: ten in all
      TestLab.await().until(() -> System.nanoTime() - killed > 5e9);
      broker.begin();
      broker.awaitServing();
      consumers.forEach(consumer -> consumer.awaitLine(line -> line.startsWith(back), back));
      producer.awaitRecords(producer.records().size() + 20);
      final double outage = (System.nanoTime() - killed) / 1e9;
      producer.stop();

      int sent = producerLostNothing(lab, producer, topic);
      assertThat(producer.lines()).containsOnlyOnce(gone).filteredOn(line -> line.startsWith(back)).hasSize(1);
      for (LessonRun consumer : consumers) {
        TestLab.await().until(() -> Set.copyOf(LessonRun.places(consumer.records())).size() == sent);
        consumer.stop();
        String name = consumer.lines().get(0).replaceFirst(":.*", "");
        assertThat(lab.committed(name, topic)).as(name).isEqualTo(lab.ends(topic));
        assertThat(consumer.lastLine()).endsWith(", none will be read again");
        assertThat(consumer.lines()).as(name).containsOnlyOnce(gone)
            .filteredOn(line -> line.startsWith(back)).hasSize(1);
        int said = said(consumer).size() - USUAL;
        assertThat(said).as("%s says about it: %s", name, said(consumer)).isBetween(2, HANDFUL);
        Claims.proven(name, "recovers by itself from a broker outage of 10 s, says so once, loses nothing",
            String.format(Locale.ROOT, "outage %.1f s; %d of %d records processed, %d of them twice; committed = end"
                + " of the topic; %d lines about it", outage, sent, sent, consumer.records().size() - sent, said));
      }
      Claims.proven("Producer05CGroup", "recovers by itself from a broker outage of 10 s, loses and doubles nothing",
          String.format(Locale.ROOT, "outage %.1f s; %d acknowledged = %d on the topic, 0 failed", outage, sent, sent));
      failedCommitsAreCoveredByALaterOne(lab, busy, fed, back);
    }
  }

  private static int producerLostNothing(TestLab lab, LessonRun producer, String topic) {
    var records = lab.read(topic);
    List<String> numbers = IntStream.range(0, records.size()).mapToObj(Integer::toString).toList();
    assertThat(records.stream().map(record -> record.key())).as("each key once")
        .containsExactlyInAnyOrderElementsOf(numbers);
    assertThat(LessonRun.places(producer.records())).as("what it has printed is what is there")
        .containsExactlyInAnyOrderElementsOf(
            records.stream().map(record -> record.partition() + "-" + record.offset()).toList());
    assertThat(producer.lastLine())
        .isEqualTo("Verdict     : all " + records.size() + " messages acknowledged, none failed");
    List<String> said = producer.lines().stream().filter(line -> !line.startsWith(topic + "-")).toList();
    assertThat(said).as("the first line, the broker has gone, it is back, the verdict").hasSize(4);
    return records.size();
  }

  /** A failed commit is not tried again: the next one that succeeds covers it. */
  private static void failedCommitsAreCoveredByALaterOne(TestLab lab, LessonRun busy, String topic, String back) {
    busy.awaitLine(line -> line.startsWith(back), back);
    String committed = "# Committed offsets for: ";
    TestLab.await().until(() -> lastIndex(busy, committed) > lastIndex(busy, "# Failed to commit offsets: ")
        && lastIndex(busy, committed) > lastIndex(busy, back));
    busy.stop();
    int failed = busy.output(OutputLine.CommitFailed.class).size();
    assertThat(failed).isPositive();
    List<Long> offsets = busy.records().stream().map(OutputLine.Record::offset).toList();
    long next = offsets.get(offsets.size() - 1) + 1;
    // a rebalance sets the consumer back to what is committed
    long end = offsets.stream().mapToLong(offset -> offset + 1).max().orElseThrow();
    assertThat(Set.copyOf(offsets)).as("no gap").hasSize((int) end);
    assertThat(lab.committed("busy", topic)).containsEntry(0, next);
    Claims.proven("Consumer04CommitAsync", "commits that fail in an outage say so; a later one covers them",
        failed + " commits failed; " + end + " records processed, " + (offsets.size() - end)
            + " of them again; last processed " + (next - 1) + ", committed offset " + next);
  }

  @Test
  void aStopWhileTheBrokerIsGoneTakesSeconds() {
    try (OwnBroker broker = OwnBroker.start(); TestLab lab = new TestLab(broker.address())) {
      String topic = lab.newTopic(4);
      lab.feed(topic, 0, 2_000);
      // all have records in hand and commit, or want to
      List<LessonRun> consumers = Stream.of(Consumer01CGroup.class, Consumer02AutoCommit.class,
              Consumer03CommitSync.class, Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class,
              Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class)
          .map(lesson -> lab.lesson(lesson).topic(topic).group(lesson.getSimpleName()).delayMs(20).start()).toList();
      consumers.forEach(consumer -> consumer.awaitRecords(30));
      broker.kill();
      consumers.forEach(consumer -> consumer.awaitLine(line -> line.startsWith("! No broker"), "that it is gone"));

      long asked = System.nanoTime();
      consumers.forEach(consumer -> consumer.program().stop());
      for (LessonRun consumer : consumers) {
        String name = consumer.lines().get(0).replaceFirst(":.*", "");
        assertThat(consumer.exitCode()).as(name).isEqualTo(143);
        double seconds = (System.nanoTime() - asked) / 1e9;
        assertThat(seconds).as(name).isLessThan(5);
        assertThat(consumer.lines()).contains("Closed      : consumer closed, but no broker was there to hear that it"
            + " leaves group " + name);
        int processed = consumer.records().size();
        assertThat(consumer.lastLine()).isEqualTo("Verdict     : " + processed
            + " messages processed; no broker to ask what was committed");
        Claims.proven(name, "SIGTERM while the broker is gone: closed and ended within 5 s",
            String.format(Locale.ROOT, "ended within %.1f s", seconds));
      }
    }
  }

  /** It accepts connections, and says nothing, for longer than any call of the lessons that has a short timeout. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process is stopped by a signal")
  void aBrokerThatDoesNotAnswerIsToldAndSoIsWhatNobodyKnows() {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      String topic = lab.newTopic(1);
      lab.feed(topic, 0, 2_000);
      List<LessonRun> consumers = Stream.of(Consumer01CGroup.class, Consumer03CommitSync.class,
              Consumer08PoisonPill.class, Consumer11StaticMembership.class, Consumer13ShareGroup.class,
              Consumer14Workers.class, Consumer15Lag.class, Consumer16Retry.class)
          .map(lesson -> lab.lesson(lesson).topic(topic).group(lesson.getSimpleName()).delayMs(20).start()).toList();
      consumers.forEach(consumer -> consumer.awaitLines(line -> true, 20, "its first records"));
      broker.freeze(true);
      String silent = "! The broker at " + broker.address() + " does not answer any more; the client keeps trying.";
      consumers.forEach(consumer -> consumer.awaitLine(silent::equals, "that it does not answer"));
      LessonRun stopped = consumers.get(0);
      stopped.stop();
      assertThat(stopped.lines()).contains("Closed      : consumer closed, but the broker does not answer whether it has"
          + " left group Consumer01CGroup");
      assertThat(stopped.lastLine()).endsWith(" messages processed; no answer to what was committed");
      broker.freeze(false);
      List<LessonRun> goOn = consumers.subList(1, consumers.size());
      String back = "! The broker at " + broker.address() + " answers again, after ";
      goOn.forEach(run -> run.awaitLine(line -> line.startsWith(back), "that it answers again"));
      goOn.forEach(run -> run.awaitLines(line -> true, run.lines().size() + 50, "further records"));
      goOn.forEach(LessonRun::stop);
      assertThat(goOn).allSatisfy(run ->
          assertThat(run.lines()).filteredOn(line -> line.startsWith("! ")).hasSize(2));
      Claims.proven("all", "a broker that accepts connections and does not answer is told once, and once that it answers"
          + " again; after a stop meanwhile nothing is claimed that nobody knows", consumers.size() + " lessons, all of them go on");
    }
  }

  /** All that is neither a record nor a commit that succeeded. */
  private static List<String> said(LessonRun run) {
    return run.lines().stream().map(OutputLine::parse)
        .filter(line -> !(line instanceof OutputLine.Record) && !(line instanceof OutputLine.Committed))
        .map(OutputLine::text).toList();
  }

  private static int lastIndex(LessonRun run, String start) {
    List<String> lines = run.lines();
    return IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith(start)).max().orElse(-1);
  }
}
