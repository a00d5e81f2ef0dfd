package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer05CommitSyncAsyncIT {

  @Test
  void theStopCommitsAndWaits(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 200);
    var run = lab.lesson(Consumer05CommitSyncAsync.class).topic(topic).group(group).delayMs(10).start();
    run.awaitLine(line -> line.equals("# Committed offsets for: " + topic + "-0 {offset=10}"), "the loop's commits");
    run.stop();
    long processed = run.records().size();
    assertThat(processed).isLessThan(200);
    assertThat(run.printedCommits()).containsEntry(0, processed);
    assertThat(lab.committed(group, topic)).containsEntry(0, processed);
    Claims.proven("Consumer05CommitSyncAsync", "the stop commits what was processed, and waits for the answer",
        processed + " processed, " + processed + " committed");
  }
}
