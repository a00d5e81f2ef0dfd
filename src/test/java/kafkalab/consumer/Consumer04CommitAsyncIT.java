package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer04CommitAsyncIT {

  @Test
  void aLaterPollReportsTheCommit(TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 50);
    var run = lab.lesson(Consumer04CommitAsync.class).topic(topic).group(TestLab.newName("group")).start();
    run.awaitLine(line -> line.equals("# Committed offsets for: " + topic + "-0 {offset=50}"), "the last commit");
    run.stop();
    int tenth = run.lines().indexOf(topic + "-0-9 : (9 , msg_9)");
    int commit = run.lines().indexOf("# Committed offsets for: " + topic + "-0 {offset=10}");
    assertThat(commit).isGreaterThan(tenth);
    Claims.proven("Consumer04CommitAsync", "a later poll reports the commit of a batch",
        (commit - tenth - 1) + " lines after the batch");
  }
}
