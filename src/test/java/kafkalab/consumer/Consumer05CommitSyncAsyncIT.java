package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.harness.TestLab.LessonRun;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer05CommitSyncAsyncIT {

  @Test
  void processedOffsetsAreCommittedAndNothingIsReadAgain(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    var first = lab.lesson(Consumer05CommitSyncAsync.class).topic(topic).group(group).messages(100).start();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines().subList(0, 2)).containsExactly(
        "Consumer05CommitSyncAsync: " + topic + " (4 partitions) at " + lab.bootstrapServers(),
        "Group " + group + " has committed nothing yet: it starts at the earliest record");
    assertThat(LessonRun.places(first.records())).hasSize(100).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(first.lastLine()).isEqualTo("Verdict     : 100 messages processed, committed offsets "
        + positions(lab, topic) + ", none will be read again");

    String resumesAt = positions(lab, topic);
    lab.feed(topic, 100, 130);
    var second = lab.lesson(Consumer05CommitSyncAsync.class).topic(topic).group(group).messages(30).start();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines().get(1)).isEqualTo(
        "Group " + group + " resumes at its committed offsets " + resumesAt);
    List<String> read = LessonRun.places(second.records());
    assertThat(read).hasSize(30).doesNotContainAnyElementsOf(LessonRun.places(first.records()));
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
  }

  @Test
  void theStopCommitsAndWaits(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 200);
    var run = lab.lesson(Consumer05CommitSyncAsync.class).topic(topic).group(group).delayMs(10).start();
    run.awaitRecords(15);
    run.stop();
    long processed = run.records().size();
    assertThat(processed).isLessThan(200);
    assertThat(run.printedCommits()).containsEntry(0, processed);
    assertThat(lab.committed(group, topic)).containsEntry(0, processed);
    Claims.proven("Consumer05CommitSyncAsync", "the stop commits what was processed, and waits for the answer",
        processed + " processed, " + processed + " committed");
  }

  private static String positions(TestLab lab, String topic) {
    StringBuilder line = new StringBuilder();
    lab.ends(topic).forEach((partition, end) -> line.append(' ').append(partition).append(':').append(end));
    return line.toString().strip();
  }
}
