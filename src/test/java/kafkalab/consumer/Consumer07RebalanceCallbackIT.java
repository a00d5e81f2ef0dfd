package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer07RebalanceCallbackIT {

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
}
