package kafkalab.tour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.GroupOffsets;
import kafkalab.cluster.GroupWatch;
import kafkalab.cluster.Offsets;
import kafkalab.cluster.ShareGroupOffsets;
import kafkalab.cluster.Topics;
import kafkalab.process.LessonLaunch;
import kafkalab.process.LessonProcess;
import org.apache.kafka.common.TopicPartition;

/** What a scenario needs: topics of its own, lessons that are started and stopped, and what the cluster says of them. */
final class LessonStage implements AutoCloseable {

  private final TourEnvironment environment;
  private final TourOutput output;
  private final List<LessonProcess> started = new ArrayList<>();
  private final List<LessonProcess> feeders = new ArrayList<>();

  LessonStage(TourEnvironment environment, TourOutput output) {
    this.environment = environment;
    this.output = output;
  }

  /** A line for the person who watches. */
  void show(String line) {
    output.show(line);
  }

  /** Whether nobody between a client and the cluster can read what they say. */
  boolean isEncrypted() {
    return environment.cluster().isEncrypted();
  }

  String newTopic(Lesson lesson, int partitions) {
    return newTopic(lesson, partitions, "");
  }

  /** A topic for a lesson, with a name of this tour's own. */
  String newTopic(Lesson lesson, int partitions, String suffix) {
    return environment.newTopic(lesson, partitions, suffix);
  }

  /** A topic that a lesson creates: it is deleted at the end too. */
  String topicOfLesson(String topic) {
    return environment.topicOfLesson(topic);
  }

  /** A lesson on a topic of this tour, to be configured and {@link #start}ed. */
  LessonLaunch lesson(Lesson lesson, String topic) {
    return environment.lesson(lesson, topic);
  }

  /** Starts a lesson, which is stopped at the latest when the scenario ends. */
  LessonProcess start(LessonLaunch launch) {
    LessonProcess process = environment.start(launch);
    started.add(process);
    return process;
  }

  /** Likewise a lesson of whose output some lines are shown. */
  LessonProcess startShown(LessonLaunch launch) {
    return start(launch.onLine(output.excerpt()));
  }

  /** Producer05CGroup in the background, with a pause in milliseconds after each record. */
  LessonProcess feed(String topic, int records, int delayMs) {
    LessonProcess feeder = start(lesson(Lesson.named("producer05"), topic).messages(records).delayMs(delayMs));
    feeders.add(feeder);
    return feeder;
  }

  /** What has gone wrong with a feeder, whose output is not shown; empty if nothing has. */
  String failuresOfFeeders() throws InterruptedException {
    String failures = "";
    for (LessonProcess feeder : feeders) {
      int exitCode = feeder.awaitExit(Duration.ZERO).orElse(0);
      if (exitCode != 0) {
        List<String> lines = feeder.lines();
        failures += "; Producer05CGroup, which sends its records, ended with exit code " + exitCode + ": "
            + (lines.isEmpty() ? "" : lines.get(lines.size() - 1));
      }
    }
    return failures;
  }

  /** The end offset of each partition. */
  Map<TopicPartition, Long> endOffsets(String topic) {
    return environment.ask(admin -> Offsets.endOffsets(admin, Topics.partitions(admin, topic)));
  }

  /** The sum of the offsets that a topic's group has committed. */
  long committed(String topic) {
    return environment.ask(admin -> GroupOffsets.of(admin, TourEnvironment.group(topic), topic)).committed().values()
        .stream().mapToLong(Long::longValue).sum();
  }

  /** How many records of a topic its share group is not done with; all, as long as no member has begun. */
  long recordsLeft(String topic) {
    ShareGroupOffsets offsets =
        environment.ask(admin -> ShareGroupOffsets.of(admin, TourEnvironment.group(topic), topic));
    return offsets.isNew() ? Long.MAX_VALUE : offsets.lag().orElse(Long.MAX_VALUE);
  }

  /** The partitions of each member of a topic's group, in the order of the members' client ids. */
  List<Set<Integer>> assignments(String topic) {
    return environment.ask(admin -> GroupWatch.assignment(admin, TourEnvironment.group(topic))).stream()
        .<Set<Integer>>map(member -> member.owned().stream().map(TopicPartition::partition)
            .collect(Collectors.toCollection(TreeSet::new)))
        .toList();
  }

  /** Kills what the scenario has left running. */
  @Override
  public void close() {
    environment.stop(started);
  }
}
