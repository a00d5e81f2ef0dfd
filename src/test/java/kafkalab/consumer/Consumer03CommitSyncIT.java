package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.harness.TestLab.LessonRun;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer03CommitSyncIT {

  @Test
  void processedOffsetsAreCommittedAndNothingIsReadAgain(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    var first = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).messages(100).start();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines().subList(0, 2)).containsExactly(
        "Consumer03CommitSync: " + topic + " (4 partitions) at " + lab.bootstrapServers(),
        "Group " + group + " has committed nothing yet: it starts at the earliest record");
    assertThat(LessonRun.places(first.records())).hasSize(100).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(first.lastLine()).isEqualTo("Verdict     : 100 messages processed, committed offsets "
        + positions(lab, topic) + ", none will be read again");

    String resumesAt = positions(lab, topic);
    lab.feed(topic, 100, 130);
    var second = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).messages(30).start();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines().get(1)).isEqualTo(
        "Group " + group + " resumes at its committed offsets " + resumesAt);
    List<String> read = LessonRun.places(second.records());
    assertThat(read).hasSize(30).doesNotContainAnyElementsOf(LessonRun.places(first.records()));
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
  }

  @Test
  void aCommitAfterEachBatch(TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 30);
    var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")).messages(30).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines().stream().filter(line -> line.startsWith("# Committed"))).containsExactly(
        "# Committed offsets for: " + topic + "-0 {offset=10}",
        "# Committed offsets for: " + topic + "-0 {offset=20}",
        "# Committed offsets for: " + topic + "-0 {offset=30}");
    int tenth = run.lines().indexOf(topic + "-0-9 : (9 , msg_9)");
    assertThat(run.lines().get(tenth + 1)).isEqualTo("# Committed offsets for: " + topic + "-0 {offset=10}");
    Claims.proven("Consumer03CommitSync", "a commit after each batch, at once", "30 records, 3 commits: 10, 20, 30");
  }

  private static String positions(TestLab lab, String topic) {
    StringBuilder line = new StringBuilder();
    lab.ends(topic).forEach((partition, end) -> line.append(' ').append(partition).append(':').append(end));
    return line.toString().strip();
  }
}
