package kafkalab.tour;

import static kafkalab.tour.ScenarioSteps.TIMEOUT;
import static kafkalab.tour.ScenarioSteps.awaitExitCodeZero;
import static kafkalab.tour.ScenarioSteps.eventually;
import static kafkalab.tour.ScenarioSteps.expect;
import static kafkalab.tour.ScenarioSteps.places;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kafkalab.catalog.Lesson;
import kafkalab.process.LessonLaunch;
import kafkalab.process.LessonProcess;
import kafkalab.process.OutputLine;

/** How the tour runs each consumer beyond the slides, and what it then checks on the cluster. */
final class BeyondConsumerScenarios {

  private final LessonStage stage;
  private final boolean quick;

  BeyondConsumerScenarios(LessonStage stage, boolean quick) {
    this.stage = stage;
    this.quick = quick;
  }

  /** As {@link TourScenarios#play}. */
  String play(Lesson lesson) throws InterruptedException {
    return switch (lesson.shortName()) {
      case "consumer08" -> poisonPill(lesson);
      case "consumer09" -> seek(lesson);
      case "consumer10" -> protocols(lesson);
      case "consumer11" -> restart(lesson);
      case "consumer12" -> exactlyOnce(lesson);
      case "consumer13" -> queue(lesson);
      case "consumer14" -> slowWork(lesson);
      case "consumer15" -> lag(lesson);
      case "consumer16" -> retry(lesson);
      default -> throw new ScenarioFailure("the tour has no scenario for it");
    };
  }

  /** Among fifteen employees, of whom three are managers, stands a record that is no employee. */
  private String poisonPill(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 4);
    stage.newTopic(lesson, 1, ".dead");
    awaitExitCodeZero(employees(topic, 12));
    awaitExitCodeZero(stage.feed(topic, 1, 0));
    awaitExitCodeZero(employees(topic, 3));
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic));
    expect(eventually(() -> stage.committed(topic) == 16), "it does not get past the bad records");
    process.stop();
    expect(process.awaitExit(TIMEOUT).isPresent(), "it does not stop");
    stage.show("  | the dead letters:");
    LessonProcess reader =
        stage.startShown(stage.lesson(Lesson.named("consumer01"), topic + ".dead").messages(4));
    awaitExitCodeZero(reader);
    List<String> letters = reader.records().stream().map(OutputLine.Record::key).toList();
    expect(process.records().size() == 12, process.records().size() + " records processed instead of 12");
    expect(letters.stream().sorted().toList().equals(List.of("0", "0", "0", "10")),
        "the keys of the dead letters are " + letters);
    return "of 16 records 12 are processed and 4 put aside: 1 that is no employee, and 3 managers";
  }

  private LessonProcess employees(String topic, int records) {
    return stage.start(stage.lesson(Lesson.named("producer04"), topic).messages(records));
  }

  /** All of it is read from the beginning again, by a program that is in no group. */
  private String seek(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 1);
    awaitExitCodeZero(stage.feed(topic, 4, 0));
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic));
    awaitExitCodeZero(process);
    List<Long> offsets = process.records().stream().map(OutputLine.Record::offset).toList();
    // all are young: the reset, the beginning, the last two, the last minute
    expect(offsets.equals(List.of(0L, 1L, 2L, 3L, 0L, 1L, 2L, 3L, 2L, 3L, 0L, 1L, 2L, 3L)),
        "the offsets read are " + offsets);
    expect(stage.committed(topic) == 0, "something was committed");
    return "4 records read again and again, from four places; nothing committed";
  }

  /** A third member joins, by each of the protocols: how many of four partitions nobody reads for a time. */
  private String protocols(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 4);
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic).delayMs(0));
    awaitExitCodeZero(process);
    List<String> lines = process.lines();
    String verdict = lines.get(lines.size() - 1);
    expect(verdict.endsWith("range 4 of 4, cooperative 1 of 4, consumer 1 of 4"), "it ends with: " + verdict);
    return "a third member joins: by range nobody reads four partitions for a time, by the others one";
  }

  /** Two static members; one is stopped and started again, and the other one notices nothing. */
  private String restart(Lesson lesson) throws InterruptedException {
    int records = quick ? 40 : 200;
    String topic = stage.newTopic(lesson, 4);
    LessonProcess stays = stage.startShown(member(lesson, topic, 1));
    LessonProcess stopped = stage.start(member(lesson, topic, 2));
    List<Set<Integer>> shared = List.of(Set.of(0, 1), Set.of(2, 3));
    expect(eventually(() -> stage.assignments(topic).equals(shared)), "two instances do not share the topic");
    expect(eventually(() -> callbacks(stays) > 0), "the first instance does not say what it was given");
    int before = callbacks(stays);
    stopped.stop();
    expect(stopped.awaitExit(TIMEOUT).isPresent(), "the second instance does not stop");
    stage.show("  | the second one is stopped, and started again ...");
    LessonProcess again = stage.start(member(lesson, topic, 2));
    awaitExitCodeZero(stage.feed(topic, records, 0));
    expect(eventually(() -> places(stays, again).size() == records), "not all records are read after the restart");
    expect(callbacks(stays) == before, "the first instance had " + (callbacks(stays) - before) + " callbacks");
    return "a restart without a rebalance: the other instance had no callback; " + records + " records read, 0 lost";
  }

  /** Killed in the middle of a batch, and started again: each result is there once. */
  private String exactlyOnce(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 1);
    stage.newTopic(lesson, 1, ".results");
    awaitExitCodeZero(stage.feed(topic, 30, 0));
    LessonLaunch launch = stage.lesson(lesson, topic).environment("LAB_INSTANCE", topic).delayMs(5);
    LessonProcess killed = stage.startShown(launch.clientSetting("session.timeout.ms", "1000")
        .clientSetting("heartbeat.interval.ms", "300"));
    expect(killed.awaitRecords(14, TIMEOUT), "it does not read 14 records");
    killed.close();
    stage.show("  | killed in the middle of a batch, and started again ...");
    // it may have been killed while its commit was under way, so that nobody knows how many are left
    LessonProcess next = stage.start(stage.lesson(lesson, topic).environment("LAB_INSTANCE", topic));
    expect(eventually(() -> stage.committed(topic) == 30), "it does not read the rest");
    next.stop();
    expect(next.awaitExit(TIMEOUT).isPresent(), "it does not stop");
    LessonProcess reader = stage.start(stage.lesson(Lesson.named("consumer01"), topic + ".results")
        .messages(30).clientSetting("isolation.level", "read_committed"));
    awaitExitCodeZero(reader);
    long distinct = reader.records().stream().map(OutputLine.Record::key).distinct().count();
    expect(reader.records().size() == 30 && distinct == 30, reader.records().size() + " results of 30 records, "
        + distinct + " different ones");
    return "killed after " + killed.records().size() + " records and started again: 30 records, 30 results";
  }

  /** A busy machine may need longer for a restart than the lesson's 30 s. */
  private LessonLaunch member(Lesson lesson, String topic, int instance) {
    return stage.lesson(lesson, topic).environment("LAB_INSTANCE", Integer.toString(instance))
        .clientSetting("client.id", "member-" + instance).clientSetting("session.timeout.ms", "300000");
  }

  private static int callbacks(LessonProcess process) {
    return process.output(OutputLine.Assigned.class).size() + process.output(OutputLine.Revoked.class).size();
  }

  /** A share group: five members on four partitions, and all of them work; of ten records two become dead letters. */
  private String queue(Lesson lesson) throws InterruptedException {
    int records = quick ? 200 : 400;
    String topic = stage.newTopic(lesson, 4);
    String deadLetters = stage.topicOfLesson("dlq." + topic);
    List<LessonProcess> members = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      LessonLaunch launch = stage.lesson(lesson, topic).delayMs(20).clientSetting("client.id", "member-" + i);
      members.add(i == 1 ? stage.startShown(launch) : stage.start(launch));
    }
    expect(eventually(() -> stage.assignments(topic).stream().filter(owned -> !owned.isEmpty()).count() == 5),
        "not each of five members has a partition");
    stage.show("  | 5 members    " + stage.assignments(topic));
    awaitExitCodeZero(stage.feed(topic, records, 0));
    expect(eventually(() -> stage.recordsLeft(topic) == 0), "the group does not finish");
    members.forEach(LessonProcess::stop);
    for (LessonProcess member : members) {
      expect(member.awaitExit(TIMEOUT).isPresent(), "a member does not stop");
      expect(!member.records().isEmpty(), "one of the five members has not worked");
    }
    long dead = stage.endOffsets(deadLetters).values().stream().mapToLong(Long::longValue).sum();
    expect(dead == records / 5, dead + " dead letters instead of " + records / 5);
    return records + " records, shared by five members of four partitions as "
        + members.stream().map(member -> member.records().size()).toList() + "; " + dead
        + " are dead letters, none left";
  }

  /** Batches that take longer than max.poll.interval.ms, and a stop in the middle: what is done is committed. */
  private String slowWork(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 4);
    awaitExitCodeZero(stage.feed(topic, 100, 0));
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic).delayMs(quick ? 100 : 300)
        .clientSetting("max.poll.interval.ms", quick ? "800" : "2000"));
    expect(process.awaitRecords(32, TIMEOUT), "it does not read 32 records");
    process.stop();
    expect(process.awaitExit(TIMEOUT).isPresent(), "it does not stop");
    expect(process.output(OutputLine.Lost.class).isEmpty(), "it has lost its partitions");
    int processed = process.records().size();
    long committed = stage.committed(topic);
    expect(committed == processed, processed + " records processed, but offsets committed for " + committed);
    return "batches longer than max.poll.interval.ms, and never Lost; stopped after " + processed
        + " records, committed " + committed;
  }

  /** It catches up, and both lags of each partition end at nothing. */
  private String lag(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 2);
    awaitExitCodeZero(stage.feed(topic, 200, 0));
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic).delayMs(quick ? 3 : 10));
    for (int i = 0; i < 2; i++) {
      String done = "Lag of " + topic + "-" + i + ": 0 records, ";
      expect(process.awaitLine(line -> line.startsWith(done) && line.endsWith("by its commits 0"), TIMEOUT),
          "the lag of partition " + i + " does not become 0");
    }
    process.stop();
    expect(process.awaitExit(TIMEOUT).isPresent(), "it does not stop");
    expect(stage.committed(topic) == 200, "committed " + stage.committed(topic) + " instead of 200");
    return "200 records behind, and then none: its own lag and the one by its commits are 0";
  }

  /** Of twelve records two fail three times, and one fails once. */
  private String retry(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 4);
    String deadLetters = stage.newTopic(lesson, 1, ".dead");
    awaitExitCodeZero(stage.feed(topic, 12, 0));
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic));
    expect(eventually(() -> stage.committed(topic) == 12), "it does not get past the records that fail");
    process.stop();
    expect(process.awaitExit(TIMEOUT).isPresent(), "it does not stop");
    List<String> keys = process.records().stream().map(OutputLine.Record::key).toList();
    expect(keys.size() == 10 && keys.contains("5"), "the keys processed are " + keys);
    long dead = stage.endOffsets(deadLetters).values().stream().mapToLong(Long::longValue).sum();
    expect(dead == 2, dead + " dead letters instead of 2");
    return "of 12 records 10 are processed, one of them at its second try; 2 failed three times and are put aside";
  }
}
