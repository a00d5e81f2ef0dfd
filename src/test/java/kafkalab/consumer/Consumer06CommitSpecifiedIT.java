package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.harness.TestLab.LessonRun;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer06CommitSpecifiedIT {

  @Test
  void processedOffsetsAreCommittedAndNothingIsReadAgain(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    var first = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(group).messages(100).start();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines().subList(0, 2)).containsExactly(
        "Consumer06CommitSpecified: " + topic + " (4 partitions) at " + lab.bootstrapServers(),
        "Group " + group + " has committed nothing yet: it starts at the earliest record");
    assertThat(LessonRun.places(first.records())).hasSize(100).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(first.lastLine()).isEqualTo("Verdict     : 100 messages processed, committed offsets "
        + positions(lab, topic) + ", none will be read again");

    String resumesAt = positions(lab, topic);
    lab.feed(topic, 100, 130);
    var second = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(group).messages(30).start();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines().get(1)).isEqualTo(
        "Group " + group + " resumes at its committed offsets " + resumesAt);
    List<String> read = LessonRun.places(second.records());
    assertThat(read).hasSize(30).doesNotContainAnyElementsOf(LessonRun.places(first.records()));
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
  }

  @Test
  void everyFiveRecordsInTheMiddleOfABatch(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    var run = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(group).delayMs(400).start();
    run.awaitRecords(6);
    TestLab.await().untilAsserted(() -> assertThat(lab.committed(group, topic)).containsEntry(0, 5L));
    assertThat(run.records()).as("still in the first batch of ten").hasSizeLessThan(10);
    run.stop();
    assertThat(lab.committed(group, topic)).containsEntry(0, (long) run.records().size());
    Claims.proven("Consumer06CommitSpecified", "a commit after every fifth record, in the middle of a batch too",
        "offset 5 committed while the batch of 10 was at work");
  }

  private static String positions(TestLab lab, String topic) {
    StringBuilder line = new StringBuilder();
    lab.ends(topic).forEach((partition, end) -> line.append(' ').append(partition).append(':').append(end));
    return line.toString().strip();
  }
}
