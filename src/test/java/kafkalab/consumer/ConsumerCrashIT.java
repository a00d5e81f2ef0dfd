package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OffsetWatch;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code kill -9} in the middle of a batch: nothing is lost, and what is read twice is what the lesson predicts. */
@Tag("faults")
@BrokerTest
class ConsumerCrashIT {

  /** A lesson that is to die: what it works on each record, and how many records are read twice at most. */
  private record Victim(Class<?> lesson, int delayMs, int mostTwice, String prediction) {}

  private static final List<Victim> VICTIMS = List.of(
      new Victim(Consumer02AutoCommit.class, 20, 5_000 / 20 + 10, "five seconds' worth and a batch"),
      new Victim(Consumer03CommitSync.class, 60, 10, "a batch"),
      new Victim(Consumer04CommitAsync.class, 60, 20, "a batch, and the one whose commit is under way"),
      new Victim(Consumer05CommitSyncAsync.class, 60, 20, "a batch, and the one whose commit is under way"),
      new Victim(Consumer06CommitSpecified.class, 60, 10, "five records, and the five whose commit is under way"),
      new Victim(Consumer07RebalanceCallback.class, 60, 10, "five records, and the five whose commit is under way"));

  @Test
  void nothingIsLostAndTheRestIsBounded(TestLab lab) {
    String topic = lab.newTopic(1); // so that batches have ten records
    lab.feed(topic, 0, 700);
    List<String> groups = new ArrayList<>();
    List<LessonRun> first = new ArrayList<>();
    for (Victim victim : VICTIMS) {
      groups.add(TestLab.newName("group"));
      first.add(run(lab, victim, topic, groups.get(groups.size() - 1)).delayMs(victim.delayMs).start());
    }
    for (int i = VICTIMS.size() - 1; i >= 0; i--) {
      int mostly = 23; // in the middle of the third batch, of the fifth five
      if (VICTIMS.get(i).lesson == Consumer02AutoCommit.class) {
        first.get(i).await(OutputLine.Committed.class);
        mostly += first.get(i).records().size();
      }
      first.get(i).awaitRecords(mostly).kill();
    }
    List<LessonRun> second = new ArrayList<>();
    for (int i = 0; i < VICTIMS.size(); i++) {
      second.add(run(lab, VICTIMS.get(i), topic, groups.get(i)).start());
    }
    for (int i = 0; i < VICTIMS.size(); i++) {
      Victim victim = VICTIMS.get(i);
      List<LessonRun> both = List.of(first.get(i), second.get(i));
      Lessons.awaitAll(lab, topic, both);
      second.get(i).stop();
      int twice = Lessons.duplicates(lab, topic, both);
      long processed = first.get(i).records().size();
      long committed = second.get(i).records().get(0).offset();
      assertThat((long) twice).as("read twice: processed, but not committed").isEqualTo(processed - committed);
      assertThat(twice).as("read twice by %s", victim.lesson).isLessThanOrEqualTo(victim.mostTwice);
      assertThat(lab.committed(groups.get(i), topic)).isEqualTo(lab.ends(topic));
      Claims.proven(victim.lesson.getSimpleName(), "kill -9 in the middle of a batch: nothing is lost, read twice is"
          + " at most " + victim.prediction, "killed after " + processed + " records, restarted at " + committed
          + ": 0 lost, " + twice + " read twice (at most " + victim.mostTwice + ")");
    }
  }

  /** A member whose batch takes longer than it may: the group goes on without it, and it must not undo that. */
  @Test
  void aSlowConsumerLosesItsPartitionsAndCommitsNothingStale(TestLab lab) {
    Map<String, String> range = Map.of("heartbeat.interval.ms", "200");
    List<Map<String, String>> protocols = List.of(range,
        Map.of("heartbeat.interval.ms", "200", "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
        Map.of("group.protocol", "consumer"), range);
    List<String> names = List.of("classic range", "cooperative-sticky", "group.protocol=consumer", "classic range");
    List<Victim> lessons = List.of(VICTIMS.get(5), VICTIMS.get(5), VICTIMS.get(5), VICTIMS.get(4));
    List<String> topics = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<LessonRun> slowOnes = new ArrayList<>();
    List<LessonRun> others = new ArrayList<>();
    List<OffsetWatch> watches = new ArrayList<>();
    for (int i = 0; i < protocols.size(); i++) {
      boolean classic = i != 2;
      topics.add(lab.newTopic(1));
      groups.add(TestLab.newName("group"));
      watches.add(OffsetWatch.start(lab, groups.get(i), topics.get(i)));
      slowOnes.add(run(lab, lessons.get(i), topics.get(i), groups.get(i), classic).client("client.id", "a")
          .client("max.poll.interval.ms", 1_500).delayMs(600));
      others.add(run(lab, lessons.get(i), topics.get(i), groups.get(i), classic).client("client.id", "b"));
      for (LessonRun run : List.of(slowOnes.get(i), others.get(i))) {
        protocols.get(i).forEach(run::client);
      }
      slowOnes.get(i).start().await(OutputLine.Assigned.class);
      others.get(i).start();
    }
    for (int i = 0; i < protocols.size(); i++) {
      int index = i;
      TestLab.await().until(() -> lab.members(groups.get(index)).equals(Map.of("a", Set.of(0), "b", Set.of())));
      lab.feed(topics.get(i), 0, 10);
    }
    for (int i = 0; i < protocols.size(); i++) {
      LessonRun other = others.get(i);
      other.awaitRecords(10);
      lab.feed(topics.get(i), 10, 20);
    }
    for (int i = 0; i < protocols.size(); i++) {
      String topic = topics.get(i);
      String group = groups.get(i);
      LessonRun run = slowOnes.get(i);
      String lost = "Lost previously assigned partitions: [" + topic + "-0]";
      run.awaitLine(lost::equals, lost);
      Lessons.awaitAll(lab, topic, List.of(run, others.get(i)));
      TestLab.await().until(() -> lab.members(group).size() == 2);
      run.stop();
      others.get(i).stop();
      List<String> until = run.lines().subList(0, run.lines().indexOf(lost));
      assertThat(until).as("%s", names.get(i)).noneMatch(line -> line.startsWith("# Committed"));
      assertThat(run.output(OutputLine.CommitFailed.class)).as("%s", names.get(i)).isNotEmpty();
      String failed = run.output(OutputLine.CommitFailed.class).get(0).text();
      String watched = watches.get(i).neverBackwards();
      assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
      Claims.proven(lessons.get(i).lesson.getSimpleName(), "a batch longer than max.poll.interval.ms (" + names.get(i)
          + "): it is told Lost, commits nothing stale, joins again", "20 records, 0 lost, "
          + Lessons.duplicates(lab, topic, List.of(run, others.get(i))) + " twice; " + watched + "; "
          + failed.replaceAll("(Exception).*", "$1"));
    }
  }

  /** The other lessons survive it too: the failed commit is shown, they join again, and stop cleanly. */
  @Test
  void theOthersSurviveASlowBatch(TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 10);
    List<Victim> slow = VICTIMS.subList(0, 5);
    List<LessonRun> runs = new ArrayList<>();
    for (Victim victim : slow) {
      runs.add(run(lab, victim, topic, TestLab.newName("group")).client("max.poll.interval.ms", 1_000).delayMs(250)
          .start());
    }
    runs.add(run(lab, slow.get(1), topic, TestLab.newName("group"), false).client("max.poll.interval.ms", 1_000)
        .delayMs(250).client("group.protocol", "consumer").start());
    for (LessonRun run : runs) {
      run.awaitLine(line -> line.equals("Lost previously assigned partitions: [" + topic + "-0]"), "what it lost");
      run.awaitLines(line -> line.startsWith("Setting newly assigned partitions: [" + topic), 2, "it has it again");
    }
    runs.forEach(run -> run.program().stop()); // all at once: each of them ends its batch first
    for (int i = 0; i < runs.size(); i++) {
      LessonRun run = runs.get(i);
      Victim victim = i < slow.size() ? slow.get(i) : slow.get(1);
      assertThat(run.exitCode()).as("exit code of %s after SIGTERM", victim.lesson).isEqualTo(143);
      boolean classic = i < slow.size();
      if (classic && victim.lesson != Consumer02AutoCommit.class) {
        assertThat(run.output(OutputLine.CommitFailed.class)).as("%s", victim.lesson)
            .anyMatch(failed -> failed.reason().startsWith("CommitFailedException: "));
      }
      Claims.proven(victim.lesson.getSimpleName(), "a batch longer than max.poll.interval.ms"
          + (classic ? "" : " (group.protocol=consumer)") + ": it is told Lost, joins again and goes on",
          run.lines().stream().filter(line -> line.startsWith("# Failed")).count() + " failed commits shown, "
          + run.lines().stream().filter(line -> line.startsWith("Lost")).count() + " times Lost, exit code 143");
    }
  }

  private static LessonRun run(TestLab lab, Victim victim, String topic, String group) {
    return run(lab, victim, topic, group, true);
  }

  /** Under the consumer protocol the session timeout is the broker's. */
  private static LessonRun run(TestLab lab, Victim victim, String topic, String group, boolean classic) {
    LessonRun run = lab.lesson(victim.lesson).topic(topic).group(group);
    return classic ? run.client("session.timeout.ms", 3_000) : run;
  }
}
