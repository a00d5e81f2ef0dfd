package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.TestLab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All consumers that commit: a run commits what it has processed, and the next one goes on there. */
@BrokerTest
class CommittedOffsetsIT {

  @ParameterizedTest
  @ValueSource(classes = {Consumer02AutoCommit.class, Consumer03CommitSync.class, Consumer04CommitAsync.class,
      Consumer05CommitSyncAsync.class, Consumer06CommitSpecified.class, Consumer07RebalanceCallback.class})
  void processedOffsetsAreCommittedAndNothingIsReadAgain(Class<?> lesson, TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    LessonRun first = lab.lesson(lesson).topic(topic).group(group).messages(100).start();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines().subList(0, 2)).containsExactly(
        lesson.getSimpleName() + ": " + topic + " (4 partitions) at " + lab.bootstrapServers(),
        "Group " + group + " has committed nothing yet: it starts at the earliest record");
    assertThat(LessonRun.places(first.records())).hasSize(100).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(lab.memberCount(group)).as("members, once it has ended").isZero();
    assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
    String end = positions(lab, topic);
    assertThat(first.lastLine()).isEqualTo("Verdict     : 100 messages processed, committed offsets " + end
        + ", none will be read again");

    lab.feed(topic, 100, 130);
    LessonRun second = lab.lesson(lesson).topic(topic).group(group).messages(7).start();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines().get(1)).isEqualTo("Group " + group + " resumes at its committed offsets " + end);
    assertThat(LessonRun.places(second.records())).as("no more than it is asked for").hasSize(7)
        .doesNotContainAnyElementsOf(LessonRun.places(first.records()));
    assertThat(lab.committed(group, topic)).containsAllEntriesOf(Lessons.next(second));
    assertThat(lab.committed(group, topic).values().stream().mapToLong(offset -> offset).sum()).isEqualTo(107);
  }

  /** The ends of a topic's partitions, as a lesson prints them: {@code 0:25 1:23 2:30 3:22}. */
  private static String positions(TestLab lab, String topic) {
    return lab.ends(topic).entrySet().stream().map(end -> end.getKey() + ":" + end.getValue())
        .collect(Collectors.joining(" "));
  }
}
