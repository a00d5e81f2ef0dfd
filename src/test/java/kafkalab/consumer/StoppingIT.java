package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Feeder;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Every consumer's clean stop: what it commits, that it leaves its group, how long it takes. */
@Tag("faults")
@BrokerTest
class StoppingIT {

  private static final List<Class<?>> LESSONS = List.of(Consumer01CGroup.class, Consumer02AutoCommit.class,
      Consumer03CommitSync.class, Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class,
      Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class);
  private static final int BATCH = 10;

  /** What the stops of one lesson have shown. */
  private static final class Stops {
    private final List<LessonRun> runs = new ArrayList<>();
    private double slowest;
    private double slowestLeave;
    private long behind;
  }

  /** Stopped on a busy topic, started again, stopped again: nothing is left to chance, and nothing is read twice. */
  @Test
  void twiceInARowOnABusyTopic(TestLab lab) {
    String topic = lab.newTopic(4);
    Map<Class<?>, String> groups = new HashMap<>();
    Map<Class<?>, Stops> stops = new HashMap<>();
    LESSONS.forEach(lesson -> {
      groups.put(lesson, TestLab.newName("group"));
      stops.put(lesson, new Stops());
    });
    lab.feed(topic, 0, 10_000); // a backlog, which none of them works off: commits must keep pace
    Feeder.during(lab, topic, 10, () -> {
      for (int i = 0; i < 2; i++) {
        for (Class<?> lesson : LESSONS) {
          stops.get(lesson).runs.add(slowToBeMissed(lab, lesson, topic, groups.get(lesson), "a").start());
        }
        for (Class<?> lesson : LESSONS) {
          Stops own = stops.get(lesson);
          stop(lab, own, own.runs.get(i).awaitRecords(50), topic, groups.get(lesson), 0);
        }
      }
    });
    for (Class<?> lesson : LESSONS) {
      Stops own = stops.get(lesson);
      List<String> all = Lessons.processed(own.runs);
      int twice = all.size() - new HashSet<>(all).size();
      assertThat(gaps(own.runs)).as("left out between the runs of " + lesson).isEmpty();
      assertThat(own.behind).as("processed but not committed by " + lesson).isZero();
      assertThat(twice).as("read twice by " + lesson).isZero();
      Claims.proven(lesson.getSimpleName(), "SIGTERM on a busy topic, twice in a row: all that was processed is"
          + " committed, the group left at once, exit code 143 within 5 s", String.format(Locale.ROOT,
          "slowest exit %.2f s, member gone at most %.2f s later, %d processed, %d not committed, %d read twice",
          own.slowest, own.slowestLeave, all.size(), own.behind, twice));
    }
  }

  /** A second member has asked to join, the first is in the middle of a batch: there it is told to stop. */
  @Test
  void whileARebalanceIsRunning(TestLab lab) {
    String topic = lab.newTopic(4);
    Map<Class<?>, Stops> stops = new HashMap<>();
    Map<Class<?>, String> groups = new HashMap<>();
    Feeder.during(lab, topic, 10, () -> {
      for (Class<?> lesson : LESSONS) {
        Stops own = new Stops();
        stops.put(lesson, own);
        groups.put(lesson, TestLab.newName("group"));
        own.runs.add(slowToBeMissed(lab, lesson, topic, groups.get(lesson), "a").delayMs(60).start());
      }
      LESSONS.forEach(lesson -> stops.get(lesson).runs.get(0).awaitRecords(20));
      for (Class<?> lesson : LESSONS) {
        Stops own = stops.get(lesson);
        LessonRun second = slowToBeMissed(lab, lesson, topic, groups.get(lesson), "b").start();
        TestLab.await().until(() -> lab.memberCount(groups.get(lesson)) == 2);
        assertThat(second.records()).as("it waits for the first member to join the rebalance").isEmpty();
        stop(lab, own, own.runs.get(0), topic, groups.get(lesson), 1);
        own.runs.add(second);
      }
      LESSONS.forEach(lesson -> stops.get(lesson).runs.get(1).awaitRecords(50).kill());
    });
    for (Class<?> lesson : LESSONS) {
      Stops own = stops.get(lesson);
      List<String> all = Lessons.processed(own.runs);
      int twice = all.size() - new HashSet<>(all).size();
      assertThat(gaps(own.runs)).as("left out between the members of " + lesson).isEmpty();
      assertThat(twice).as("read twice by " + lesson).isLessThanOrEqualTo(
          lesson == Consumer07RebalanceCallback.class ? 0 : BATCH);
      Claims.proven(lesson.getSimpleName(), "SIGTERM while a second member's rebalance is running: nothing is left out,"
          + " the second takes over at once, exit code 143 within 5 s", String.format(Locale.ROOT,
          "slowest exit %.2f s, member gone at most %.2f s later, %d processed, %d read twice",
          own.slowest, own.slowestLeave, all.size(), twice));
    }
  }

  /**
   * A cooperative member keeps its partitions while a rebalance is running, and so goes on; here a slow one lets it wait.
   * A commit is not accepted until then, the one at the stop neither.
   */
  @Test
  @Tag("faults")
  void whileACooperativeRebalanceIsRunning(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 2_000);
    LessonRun first = cooperative(lab, topic, group, "a").delayMs(20).start().awaitRecords(20);
    LessonRun slow = cooperative(lab, topic, group, "b").delayMs(5_000).start().awaitRecords(1);
    // alone; it gives back two; the other one has these
    TestLab.await().until(() -> first.output(OutputLine.Assigned.class).size() == 3);
    int before = first.output(OutputLine.CommitFailed.class).size();
    LessonRun third = cooperative(lab, topic, group, "c").delayMs(1).start();
    TestLab.await().until(() -> first.output(OutputLine.CommitFailed.class).size() > before);
    first.stop();
    assertThat(first.lines()).anyMatch(line -> line.startsWith("Lost previously assigned partitions: "));
    assertThat(first.lastLine()).matches(".*, [1-9]\\d* will be read again");
    slow.kill();
    Lessons.awaitAll(lab, topic, List.of(first, slow, third));
    third.stop();
    Claims.proven("Consumer07RebalanceCallback", "SIGTERM while a cooperative rebalance is running: the partitions are"
        + " Lost, what was processed since the last commit is read again, as the verdict says; nothing is left out",
        first.lastLine().replaceFirst(".*, ", "") + "; " + Lessons.duplicates(lab, topic, List.of(first, slow, third))
            + " of 2000 read twice by the group");
  }

  private static LessonRun cooperative(TestLab lab, String topic, String group, String member) {
    return lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group).client("client.id", member)
        .client("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
  }

  /** Ctrl-C is another signal than a launcher's SIGTERM. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "SIGINT is sent by kill")
  void ctrlC(TestLab lab) throws IOException, InterruptedException {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 13);
    var run = slowToBeMissed(lab, Consumer07RebalanceCallback.class, topic, group, "a").start();
    run.awaitRecords(13);
    Assumptions.assumeTrue(listensToSigint(run.program().pid()), "this test was started with Ctrl-C switched off");
    new ProcessBuilder("kill", "-INT", Long.toString(run.program().pid())).start().waitFor(10, TimeUnit.SECONDS);
    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(run.lastLine()).startsWith("Verdict     : 13 messages processed, ").endsWith(
        ", none will be read again");
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(lab.memberCount(group)).isZero();
    Claims.proven("Consumer07RebalanceCallback", "Ctrl-C is a clean stop: all committed, the group left",
        "13 of 13 committed, no member left, exit code 130");
  }

  /** Its session would last for half a minute: who is gone before that has left by itself. */
  private static LessonRun slowToBeMissed(TestLab lab, Class<?> lesson, String topic, String group, String id) {
    return lab.lesson(lesson).topic(topic).group(group).client("client.id", id).client("session.timeout.ms", 30_000)
        .client("heartbeat.interval.ms", 200);
  }

  private static void stop(TestLab lab, Stops stops, LessonRun run, String topic, String group, int membersLeft) {
    double seconds = run.stop();
    long exit = System.nanoTime();
    TestLab.await().until(() -> lab.memberCount(group) == membersLeft);
    double leave = (System.nanoTime() - exit) / 1e9;
    assertThat(seconds).as("seconds to exit").isLessThan(5);
    assertThat(leave).as("seconds until the group is left").isLessThan(1);
    assertThat(run.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(run.lastLine()).startsWith("Verdict     : " + run.records().size() + " messages processed");
    stops.slowest = Math.max(stops.slowest, seconds);
    stops.slowestLeave = Math.max(stops.slowestLeave, leave);
    if (membersLeft == 0) { // nobody else commits
      Map<Integer, Long> committed = lab.committed(group, topic);
      Lessons.next(run).forEach((partition, next) -> {
        long behind = next - committed.getOrDefault(partition, 0L);
        assertThat(behind).as("committed but not processed").isNotNegative();
        stops.behind += behind;
      });
    }
  }

  /** The places that were left out, up to the last record that one of the runs has processed. */
  private static List<String> gaps(List<LessonRun> runs) {
    Map<Integer, Long> ends = new TreeMap<>();
    runs.forEach(run -> Lessons.next(run).forEach((partition, next) -> ends.merge(partition, next, Math::max)));
    // after the ends, because a member may still be running
    Set<String> processed = new HashSet<>(Lessons.processed(runs));
    List<String> gaps = new ArrayList<>();
    ends.forEach((partition, end) -> {
      for (long offset = 0; offset < end; offset++) {
        if (!processed.contains(partition + "-" + offset)) {
          gaps.add(partition + "-" + offset);
        }
      }
    });
    return gaps;
  }

  /** A shell starts background jobs without Ctrl-C, and so their children. */
  private static boolean listensToSigint(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return true; // not Linux
    }
    return Files.readAllLines(status).stream().filter(line -> line.startsWith("SigCgt:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring("SigCgt:".length()).strip(), 16))
        .anyMatch(signals -> (signals & 1L << 1) != 0);
  }
}
