package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.harness.TestLab.LessonRun;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer07RebalanceCallbackIT {

  @Test
  void processedOffsetsAreCommittedAndNothingIsReadAgain(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    var first = lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group).messages(100).start();
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines().subList(0, 2)).containsExactly(
        "Consumer07RebalanceCallback: " + topic + " (4 partitions) at " + lab.bootstrapServers(),
        "Group " + group + " has committed nothing yet: it starts at the earliest record");
    assertThat(LessonRun.places(first.records())).hasSize(100).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(first.lines()).contains("Closed      : consumer closed, group " + group + " left");
    assertThat(first.lastLine()).isEqualTo("Verdict     : 100 messages processed, committed offsets "
        + positions(lab, topic) + ", none will be read again");

    String resumesAt = positions(lab, topic);
    lab.feed(topic, 100, 130);
    var second = lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group).messages(30).start();
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines().get(1)).isEqualTo(
        "Group " + group + " resumes at its committed offsets " + resumesAt);
    List<String> read = LessonRun.places(second.records());
    assertThat(read).hasSize(30).doesNotContainAnyElementsOf(LessonRun.places(first.records()));
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
  }

  @Test
  void theRevokedPartitionsAreCommittedBeforeTheyAreGiven(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 13);
    var first = lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group)
        .client("client.id", "a").start();
    first.awaitRecords(13); // ten are committed, three are not yet
    var second = lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group)
        .client("client.id", "b").start();
    TestLab.await().until(() -> lab.members(group).size() == 2);
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    lab.feed(topic, 13, 40);
    TestLab.await().until(() -> first.records().size() + second.records().size() >= 40);
    first.stop();
    second.stop();

    List<String> all = new java.util.ArrayList<>(LessonRun.places(first.records()));
    all.addAll(LessonRun.places(second.records()));
    assertThat(all).hasSize(40).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    List<String> lines = first.lines();
    int revoking = lines.indexOf("Revoking previously assigned partitions: [" + topic + "-0, " + topic + "-1, "
        + topic + "-2, " + topic + "-3]");
    assertThat(lines.get(revoking + 1)).startsWith("# Committed offsets for: " + topic);
    Claims.proven("Consumer07RebalanceCallback", "what is processed is committed before another member takes over",
        "13 of 13 committed at the revocation; 40 records, 0 twice");
  }

  private static String positions(TestLab lab, String topic) {
    StringBuilder line = new StringBuilder();
    lab.ends(topic).forEach((partition, end) -> line.append(' ').append(partition).append(':').append(end));
    return line.toString().strip();
  }
}
