package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.Test;

/** A consumer with nothing to read says after some seconds why that may be. */
@BrokerTest
class SilenceIT {

  @Test
  void anEmptyTopic(TestLab lab) {
    String topic = lab.newTopic(4);
    var run = lab.lesson(Consumer01CGroup.class).topic(topic).group(TestLab.newName("group")).start();
    run.awaitLine(line -> line.startsWith("- Nothing to read"), "why nothing comes");
    run.awaitLine(("  Run Producer05CGroup with LAB_TOPIC=" + topic + ", and records appear here.")::equals,
        "what to do");
    assertThat(run.lines()).contains("- Nothing to read: " + topic + " is empty.");
    run.stop();
  }

  @Test
  void readToTheEndAlready(TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 3);
    var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")).start();
    run.awaitLine(line -> line.startsWith("- Nothing to read"), "why nothing comes");
    assertThat(run.lines()).contains(
        "- Nothing to read: already read up to 0:3, the end of the topic, and nobody is producing.");
    run.stop();
  }

  @Test
  void noPartitionForThisMember(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.lesson(Consumer01CGroup.class).topic(topic).group(group).client("client.id", "a").start()
        .await(OutputLine.Assigned.class);
    var idle = lab.lesson(Consumer01CGroup.class).topic(topic).group(group).client("client.id", "b").start();
    idle.awaitLine(line -> line.startsWith("- No partition is assigned"), "why nothing comes");
    assertThat(idle.lines()).contains("Setting newly assigned partitions: []");
    idle.stop();
  }
}
