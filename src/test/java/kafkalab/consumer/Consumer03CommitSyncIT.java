package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
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

  /** In a cooperative rebalance a member goes on with what it keeps; here it is held up by one that does not poll. */
  @Test
  void aCommitThatARebalanceRefusesIsMadeUpFor(TestLab lab) {
    String topic = lab.newTopic(2);
    String group = TestLab.newName("group");
    String cooperative = CooperativeStickyAssignor.class.getName();
    try (KafkaConsumer<String, String> slow = member(lab, group, cooperative);
        KafkaConsumer<String, String> late = member(lab, group, cooperative)) {
      slow.subscribe(List.of(topic));
      var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).client("client.id", "lesson")
          .client("partition.assignment.strategy", cooperative).client("heartbeat.interval.ms", 200).start();
      int own = lab.awaitMembers(group, members -> {
        slow.poll(Duration.ofMillis(100));
        return slow.assignment().size() == 1 && members.getOrDefault("lesson", Set.of()).size() == 1;
      }).get("lesson").iterator().next();

      late.subscribe(List.of(topic));
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(lab.properties(Map.of()), new StringSerializer(), new StringSerializer())) {
        TestLab.await().until(() -> {
          late.poll(Duration.ofMillis(100)); // it needs several to join, on a busy machine many
          producer.send(new ProducerRecord<>(topic, own, "key", "value")).get();
          return run.output(OutputLine.CommitFailed.class).stream()
              .anyMatch(failed -> failed.reason().startsWith("RebalanceInProgressException: "));
        });
      }
      TestLab.await().until(() -> {
        slow.poll(Duration.ofMillis(100));
        late.poll(Duration.ofMillis(100));
        return lab.committed(group, topic).equals(Map.of(own, lab.ends(topic).get(own)));
      });
      int processed = run.records().size();
      run.stop();
      Claims.proven("Consumer03CommitSync", "a commit that is refused while a rebalance is running is made up for when"
          + " it is over, also if no further record comes", processed + " of " + processed + " committed while idle");
    }
  }

  private static KafkaConsumer<String, String> member(TestLab lab, String group, String assignor) {
    return new KafkaConsumer<>(lab.properties(Map.of("group.id", group, "partition.assignment.strategy", assignor,
        "enable.auto.commit", "false")), new StringDeserializer(), new StringDeserializer());
  }
}
