package kafkalab.tour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.GroupWatch;
import kafkalab.common.LabTopics;
import kafkalab.process.LessonProcess;
import org.apache.kafka.common.TopicPartition;

/** How the tour plays each lesson, and what it then asks the cluster. */
public final class TourScenarios {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int PARTITIONS = 4;
  private static final int EACH = 40;
  /** A consumer is killed in the middle of its third batch of ten, and of a chunk of five. */
  private static final int KILLED_AFTER = 23;

  private final TourEnvironment stage;
  private final boolean quick;

  /** The cluster's figures, or the program's exit code, are not what the lesson promises. */
  public static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  public TourScenarios(TourEnvironment stage, boolean quick) {
    this.stage = stage;
    this.quick = quick;
  }

  /**
   * Plays a lesson.
   *
   * @return what the cluster says of it: a sentence
   * @throws Wrong if that is not what the lesson promises
   */
  public String play(Lesson lesson) throws InterruptedException {
    int many = quick ? 20_000 : 100_000;
    int few = quick ? 100 : 300;
    return switch (lesson.shortName()) {
      case "producer01", "producer03", "producer04" -> producer(lesson, many, 1, Map.of());
      case "producer02" -> producer(lesson, few, 1, Map.of());
      case "producer05" -> producer(lesson, 40, PARTITIONS, Map.of("LAB_DELAY_MS", quick ? "20" : "50"));
      case "consumer01" -> group(lesson);
      case "consumer02" -> consumer(lesson, 120, Map.of("LAB_DELAY_MS", "50")) + killed(lesson);
      case "consumer07" -> handOver(lesson) + killed(lesson);
      default -> consumer(lesson, EACH, Map.of()) + killed(lesson);
    };
  }

  private String producer(Lesson lesson, long records, int partitions, Map<String, String> more)
      throws InterruptedException {
    String topic = stage.newTopic(lesson, partitions);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("LAB_MESSAGES", String.valueOf(records));
    exitCodeZero(stage.start(lesson, topic, environment, Map.of(), true));
    Map<TopicPartition, Long> ends = LabTopics.ends(stage.admin(), topic);
    long there = sum(ends);
    expect(there == records, "the topic holds " + there + " records instead of " + records);
    return "the topic holds " + there + " records" + (partitions == 1 ? "" : ", in its partitions " + ends.values());
  }

  private String consumer(Lesson lesson, int records, Map<String, String> more) throws InterruptedException {
    String topic = stage.newTopic(lesson, PARTITIONS);
    feed(topic, records, 5);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("LAB_MESSAGES", String.valueOf(records));
    LessonProcess program = stage.start(lesson, topic, environment, Map.of(), true);
    exitCodeZero(program);
    long processed = records(program).size();
    long committed = committed(topic);
    expect(processed == records, processed + " records processed instead of " + records);
    expect(committed == processed, processed + " records processed, but offsets committed for " + committed);
    long commits = program.lines().stream().filter(line -> line.startsWith("# Committed")).count();
    return "processed " + processed + " records, committed offsets add up to " + committed + ", in " + commits
        + " lines";
  }

  /** The group lesson: 1, 2, 4 and 5 instances, with who gets which partition each time. */
  private String group(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, PARTITIONS);
    feed(topic, 10_000, 20);
    Map<Integer, List<Set<Integer>>> expected = Map.of(
        1, List.of(Set.of(0, 1, 2, 3)),
        2, List.of(Set.of(0, 1), Set.of(2, 3)),
        4, List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3)),
        5, List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3), Set.of()));
    List<LessonProcess> members = new ArrayList<>();
    for (int size : new TreeSet<>(expected.keySet())) {
      while (members.size() < size) {
        // members are ordered by client id: without one, the idle fifth could be any of the five
        members.add(stage.start(lesson, topic, Map.of(), Map.of("client.id", "member-" + (members.size() + 1)), false));
      }
      AtomicReference<List<Set<Integer>>> seen = new AtomicReference<>();
      boolean settled = eventually(() -> {
        seen.set(assignments(topic));
        return seen.get().equals(expected.get(size));
      });
      expect(settled, size + " instances: the group shows " + seen.get() + " instead of " + expected.get(size));
      stage.show("  | %d %-10s %s".formatted(size, size == 1 ? "consumer" : "consumers",
          seen.get().stream().map(Object::toString).collect(Collectors.joining("  "))));
    }
    LessonProcess fifth = members.get(4);
    String idle = "Setting newly assigned partitions: []";
    expect(fifth.awaitLine(idle::equals, PATIENCE), "the fifth does not print " + idle);
    stage.show("  | the fifth prints: " + idle);
    long stop = System.nanoTime();
    members.forEach(LessonProcess::stop);
    expect(eventually(() -> assignments(topic).isEmpty()), "members remain in the group after a clean stop");
    return "assignments as expected for 1, 2, 4 and 5 consumers; all left within %.1f s of Ctrl-C"
        .formatted((System.nanoTime() - stop) / 1e9);
  }

  /** Two instances, the second joins while the first is busy: between them nothing is lost or processed twice. */
  private String handOver(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, PARTITIONS);
    feed(topic, 400, 10);
    LessonProcess first = stage.start(lesson, topic, Map.of("LAB_MESSAGES", "250", "LAB_DELAY_MS", "10"), Map.of(), true);
    expect(first.awaitLines(LessonProcess.RECORD.asMatchPredicate(), 20, PATIENCE), "the first instance reads nothing");
    LessonProcess second = stage.start(lesson, topic, Map.of("LAB_MESSAGES", "100", "LAB_DELAY_MS", "10"), Map.of(), false);
    exitCodeZero(first);
    exitCodeZero(second);
    List<String> all = new ArrayList<>(records(first));
    all.addAll(records(second));
    Set<String> distinct = new HashSet<>(all);
    long committed = committed(topic);
    expect(distinct.size() == all.size(), all.size() - distinct.size() + " records were processed twice");
    expect(committed == all.size(), all.size() + " records processed, but offsets committed for " + committed);
    return "two instances took over from each other: " + all.size() + " records processed, " + committed
        + " committed, 0 twice";
  }

  /** What this way of committing reads again, or loses, when its consumer dies: kill -9, and a second run. */
  private String killed(Lesson lesson) throws InterruptedException {
    if (quick) {
      return "";
    }
    String topic = stage.newTopic(lesson, PARTITIONS, "-killed");
    exitCodeZero(stage.start(Lesson.named("producer05"), topic,
        Map.of("LAB_MESSAGES", String.valueOf(EACH), "LAB_DELAY_MS", "0"), Map.of(), false));
    stage.show("  | again, with kill -9 after " + KILLED_AFTER + " of " + EACH + " records ...");
    LessonProcess first = stage.start(lesson, topic, Map.of("LAB_DELAY_MS", "50"), Map.of(), false);
    expect(first.awaitLines(LessonProcess.RECORD.asMatchPredicate(), KILLED_AFTER, PATIENCE),
        "it does not read " + KILLED_AFTER + " records");
    first.close();
    List<String> before = records(first);
    long committed = committed(topic);
    // the group waits for the dead member's session timeout before it gives its partitions away
    LessonProcess second = stage.start(lesson, topic, Map.of("LAB_MESSAGES", String.valueOf(EACH - committed)), Map.of(),
        false);
    exitCodeZero(second);
    List<String> after = records(second);
    Set<String> distinct = new HashSet<>(before);
    distinct.addAll(after);
    int lost = EACH - distinct.size();
    int twice = before.size() + after.size() - distinct.size();
    expect(lost == 0, lost + " records were lost when it was killed");
    expect(twice == before.size() - committed, twice + " records were processed twice after it was killed, instead of "
        + (before.size() - committed));
    return "; killed after " + before.size() + " records with " + committed + " committed, the next one read " + twice
        + " again and lost none";
  }

  /** Producer05CGroup in the background, at a pace of so many milliseconds. */
  private void feed(String topic, int records, int delayMs) {
    stage.start(Lesson.named("producer05"), topic,
        Map.of("LAB_MESSAGES", String.valueOf(records), "LAB_DELAY_MS", String.valueOf(delayMs)), Map.of(), false);
  }

  /** The partitions of each member, in the order of the members' client ids. */
  private List<Set<Integer>> assignments(String topic) {
    return GroupWatch.assignment(stage.admin(), TourEnvironment.group(topic)).stream()
        .<Set<Integer>>map(member -> member.owned().stream().map(TopicPartition::partition)
            .collect(Collectors.toCollection(TreeSet::new))).toList();
  }

  private long committed(String topic) {
    return sum(LabTopics.committed(stage.admin(), TourEnvironment.group(topic), topic));
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Waits for the end of a program, and expects that it went well. */
  private static void exitCodeZero(LessonProcess program) throws InterruptedException {
    Integer exitCode = program.awaitExit(PATIENCE).orElse(null);
    expect(exitCode != null, "it did not end within " + PATIENCE.toSeconds() + " s");
    expect(exitCode == 0, "it ended with exit code " + exitCode);
  }

  private static List<String> records(LessonProcess program) {
    return program.lines().stream().filter(LessonProcess.RECORD.asMatchPredicate()).toList();
  }

  private static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new Wrong(otherwise);
    }
  }

  private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }
}
