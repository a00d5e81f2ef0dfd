package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.harness.TestLab.LessonRun;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer02AutoCommitIT {

  @Test
  void processedOffsetsAreCommittedAndNothingIsReadAgain(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    var first = lab.lesson(Consumer02AutoCommit.class).topic(topic).group(group).messages(100).start();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines().subList(0, 2)).containsExactly(
        "Consumer02AutoCommit: " + topic + " (4 partitions) at " + lab.bootstrapServers(),
        "Group " + group + " has committed nothing yet: it starts at the earliest record");
    assertThat(LessonRun.places(first.records())).hasSize(100).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(first.lastLine()).isEqualTo("Verdict     : 100 messages processed, committed offsets "
        + positions(lab, topic) + ", none will be read again");

    String resumesAt = positions(lab, topic);
    lab.feed(topic, 100, 130);
    var second = lab.lesson(Consumer02AutoCommit.class).topic(topic).group(group).messages(30).start();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines().get(1)).isEqualTo(
        "Group " + group + " resumes at its committed offsets " + resumesAt);
    List<String> read = LessonRun.places(second.records());
    assertThat(read).hasSize(30).doesNotContainAnyElementsOf(LessonRun.places(first.records()));
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
  }

  @Test
  void commitsEveryFiveSecondsAndAtTheStop(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 400);
    var run = lab.lesson(Consumer02AutoCommit.class).topic(topic).group(group).delayMs(20).start();
    run.awaitRecords(1);
    long start = System.nanoTime();
    run.awaitLine(line -> line.startsWith("# Committed offsets"), "the first automatic commit");
    assertThat((System.nanoTime() - start) / 1e9).isBetween(3.0, 7.0);
    long committed = lab.committed(group, topic).get(0);
    assertThat(run.printedCommits()).containsEntry(0, committed);
    assertThat(committed).as("a batch is committed once the next poll begins")
        .isLessThanOrEqualTo(run.records().size());

    run.awaitRecords((int) committed + 5);
    run.stop();
    // what slides leave out: a clean stop commits too
    assertThat(lab.committed(group, topic)).containsEntry(0, (long) run.records().size());
    assertThat(run.printedCommits()).containsEntry(0, (long) run.records().size());
    Claims.proven("Consumer02AutoCommit", "commits come every five seconds, and at a clean stop, not after each batch",
        "first commit covers " + committed + " records, the stop all " + run.records().size());
  }

  private static String positions(TestLab lab, String topic) {
    StringBuilder line = new StringBuilder();
    lab.ends(topic).forEach((partition, end) -> line.append(' ').append(partition).append(':').append(end));
    return line.toString().strip();
  }
}
