package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer03CommitSyncIT {

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
}
