package kafkalab.tour;

import static kafkalab.tour.ScenarioSteps.TIMEOUT;
import static kafkalab.tour.ScenarioSteps.awaitExitCodeZero;
import static kafkalab.tour.ScenarioSteps.eventually;
import static kafkalab.tour.ScenarioSteps.expect;
import static kafkalab.tour.ScenarioSteps.places;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.catalog.Lesson;
import kafkalab.process.LessonLaunch;
import kafkalab.process.LessonProcess;
import kafkalab.process.OutputLine;
import org.apache.kafka.common.TopicPartition;

/** How the tour runs each lesson of the slides, and what it then checks on the cluster. */
final class TourScenarios {

  private static final int PARTITIONS = 4;
  private static final int FEW = 40;
  /** A consumer is killed in the middle of its third batch of ten, and of a chunk of five. */
  private static final int KILLED_AFTER = 23;

  /** The slide: who has which of four partitions, with 1, 2, 4 and 5 members. */
  private static final Map<Integer, List<Set<Integer>>> ASSIGNMENTS = new TreeMap<>(Map.of(
      1, List.of(Set.of(0, 1, 2, 3)),
      2, List.of(Set.of(0, 1), Set.of(2, 3)),
      4, List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3)),
      5, List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3), Set.of())));

  private final LessonStage stage;
  private final boolean quick;

  TourScenarios(LessonStage stage, boolean quick) {
    this.stage = stage;
    this.quick = quick;
  }

  /**
   * Runs a lesson's scenario.
   *
   * @return what the cluster says of it: a sentence
   * @throws ScenarioFailure if that is not what the lesson promises
   */
  String play(Lesson lesson) throws InterruptedException {
    if (!lesson.isOnSlides()) {
      return lesson.isConsumer() ? new BeyondConsumerScenarios(stage, quick).play(lesson)
          : new BeyondProducerScenarios(stage).play(lesson);
    }
    int records = quick ? 20_000 : 100_000;
    return switch (lesson.shortName()) {
      case "producer01", "producer03", "producer04" -> producer(lesson, records, 1);
      case "producer02" -> producer(lesson, quick ? 100 : 300, 1);
      case "producer05" -> producer(lesson, FEW, PARTITIONS);
      case "consumer01" -> group(lesson);
      case "consumer02" -> consumer(lesson, 120) + killed(lesson);
      case "consumer07" -> handOver(lesson) + killed(lesson);
      default -> consumer(lesson, FEW) + killed(lesson);
    };
  }

  private String producer(Lesson lesson, long records, int partitions) throws InterruptedException {
    String topic = stage.newTopic(lesson, partitions);
    LessonLaunch launch = stage.lesson(lesson, topic).messages(records);
    if (partitions > 1) {
      launch.delayMs(quick ? 20 : 50); // its own pace is a record every three seconds
    }
    awaitExitCodeZero(stage.startShown(launch));
    Map<TopicPartition, Long> ends = stage.endOffsets(topic);
    long there = ends.values().stream().mapToLong(Long::longValue).sum();
    expect(there == records, "the topic holds " + there + " records instead of " + records);
    return "the topic holds " + there + " records" + (partitions == 1 ? "" : ", in its partitions " + ends.values());
  }

  private String consumer(Lesson lesson, int records) throws InterruptedException {
    String topic = stage.newTopic(lesson, PARTITIONS);
    stage.feed(topic, records, 5);
    LessonLaunch launch = stage.lesson(lesson, topic).messages(records);
    if (lesson.shortName().equals("consumer02")) {
      launch.delayMs(50); // its commits come every five seconds
    }
    LessonProcess process = stage.startShown(launch);
    awaitExitCodeZero(process);
    long processed = process.records().size();
    long committed = stage.committed(topic);
    expect(processed == records, processed + " records processed instead of " + records);
    expect(committed == processed, processed + " records processed, but offsets committed for " + committed);
    long commits = process.output(OutputLine.Committed.class).size();
    return "processed " + processed + " records, committed offsets add up to " + committed + ", in " + commits
        + " lines";
  }

  /** The group lesson: 1, 2, 4 and 5 instances, with who gets which partition each time. */
  private String group(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, PARTITIONS);
    stage.feed(topic, 10_000, 20);
    List<LessonProcess> members = new ArrayList<>();
    for (Map.Entry<Integer, List<Set<Integer>>> slide : ASSIGNMENTS.entrySet()) {
      int size = slide.getKey();
      while (members.size() < size) {
        // members are ordered by client id: without one, the idle fifth could be any of the five
        members.add(stage.start(stage.lesson(lesson, topic)
            .clientSetting("client.id", "member-" + (members.size() + 1))));
      }
      awaitAssignments(topic, size, slide.getValue());
    }
    stage.show("  | the fifth prints: " + emptyAssignment(members.get(4)));
    long stop = System.nanoTime();
    members.forEach(LessonProcess::stop);
    expect(eventually(() -> stage.assignments(topic).isEmpty()),
        "members remain in the group after a clean stop");
    return String.format(Locale.ROOT, "assignments as expected for 1, 2, 4 and 5 consumers; all left within %.1f s of"
        + " Ctrl-C", (System.nanoTime() - stop) / 1e9);
  }

  /** The line by which a member says that it has no partition. */
  private static String emptyAssignment(LessonProcess member) throws InterruptedException {
    expect(eventually(() -> assignedNothing(member).findFirst().isPresent()), "the fifth does not print that it has"
        + " no partition");
    return assignedNothing(member).findFirst().orElseThrow().text();
  }

  private static Stream<OutputLine.Assigned> assignedNothing(LessonProcess member) {
    return member.output(OutputLine.Assigned.class).stream().filter(assigned -> assigned.partitions().isEmpty());
  }

  private void awaitAssignments(String topic, int size, List<Set<Integer>> expected) throws InterruptedException {
    AtomicReference<List<Set<Integer>>> seen = new AtomicReference<>();
    boolean settled = eventually(() -> {
      seen.set(stage.assignments(topic));
      return seen.get().equals(expected);
    });
    expect(settled, size + " instances: the group shows " + seen.get() + " instead of " + expected);
    stage.show(String.format(Locale.ROOT, "  | %d %-10s %s", size, size == 1 ? "consumer" : "consumers",
        expected.stream().map(partitions -> new TreeSet<>(partitions).toString()).collect(Collectors.joining("  "))));
  }

  /** Two instances, the second joins while the first is busy: between them nothing is lost or processed twice. */
  private String handOver(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, PARTITIONS);
    stage.feed(topic, 300, 10);
    LessonProcess first = stage.startShown(stage.lesson(lesson, topic).delayMs(10));
    expect(first.awaitRecords(20, TIMEOUT), "the first instance reads nothing");
    LessonProcess second = stage.start(stage.lesson(lesson, topic).delayMs(10));
    expect(eventually(() -> stage.assignments(topic).stream().map(Set::size).toList().equals(List.of(2, 2))),
        "two instances do not share the topic");
    awaitExitCodeZero(stage.feed(topic, 100, 0));
    expect(eventually(() -> places(first, second).size() == 400), "not all of 400 records are read");
    first.stop();
    second.stop();
    expect(first.awaitExit(TIMEOUT).isPresent() && second.awaitExit(TIMEOUT).isPresent(), "they do not stop");
    int processed = first.records().size() + second.records().size();
    int distinct = places(first, second).size();
    long committed = stage.committed(topic);
    expect(distinct == processed, processed - distinct + " records were processed twice");
    expect(committed == processed, processed + " records processed, but offsets committed for " + committed);
    return "two instances took over from each other: " + processed + " records processed, " + committed
        + " committed, 0 twice";
  }

  /** What this way of committing reads again, or loses, when its consumer dies: kill -9, and a second run. */
  private String killed(Lesson lesson) throws InterruptedException {
    if (quick) {
      return "";
    }
    String topic = stage.newTopic(lesson, PARTITIONS, "-killed");
    awaitExitCodeZero(stage.feed(topic, FEW, 0));
    stage.show("  | again, with kill -9 after " + KILLED_AFTER + " of " + FEW + " records ...");
    LessonProcess first = stage.start(stage.lesson(lesson, topic).delayMs(50));
    expect(first.awaitRecords(KILLED_AFTER, TIMEOUT), "it does not read " + KILLED_AFTER + " records");
    first.close();
    int before = first.records().size();
    // the group waits for the dead member's session timeout; a commit that was under way has arrived by then
    expect(eventually(() -> stage.assignments(topic).isEmpty()), "the dead member remains in the group");
    long committed = stage.committed(topic);
    LessonProcess second = stage.start(stage.lesson(lesson, topic).messages(FEW - committed));
    awaitExitCodeZero(second);
    int distinct = places(first, second).size();
    int lost = FEW - distinct;
    int twice = before + second.records().size() - distinct;
    expect(lost == 0, lost + " records were lost when it was killed");
    expect(twice == before - committed, twice + " records were processed twice after it was killed, instead of "
        + (before - committed));
    return "; killed after " + before + " records with " + committed + " committed, the next one read " + twice
        + " again and lost none";
  }
}
