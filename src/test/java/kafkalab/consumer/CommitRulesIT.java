package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.WakeupTrigger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the comments of the lessons say of Kafka's commits, tried with Kafka's consumer itself. */
@BrokerTest
class CommitRulesIT {

  /** Why Consumer06 and 07 forget a partition that goes: a commit of theirs would be accepted later. */
  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void aMemberMayCommitWhatIsNotItsOwn(String protocol, TestLab lab) {
    String topic = lab.newTopic(2);
    String group = TestLab.newName("group");
    try (KafkaConsumer<String, String> first = consumer(lab, group, protocol);
        KafkaConsumer<String, String> second = consumer(lab, group, protocol)) {
      first.subscribe(List.of(topic));
      second.subscribe(List.of(topic));
      TestLab.await().until(() -> {
        first.poll(Duration.ofMillis(100));
        second.poll(Duration.ofMillis(100));
        return first.assignment().size() == 1 && second.assignment().size() == 1;
      });
      TopicPartition own = first.assignment().iterator().next();
      TopicPartition other = second.assignment().iterator().next();
      assertThat(new TreeSet<>(Set.of(own.partition(), other.partition()))).containsExactly(0, 1);
      second.commitSync(Map.of(other, new OffsetAndMetadata(20)));
      first.commitSync(Map.of(other, new OffsetAndMetadata(10)));
      assertThat(lab.committed(group, topic)).containsEntry(other.partition(), 10L);
      Claims.proven("Consumer06CommitSpecified", "the broker does not check whose partition a member commits (group"
          + ".protocol=" + protocol + "): a later commit sets the new owner back", "20 committed by the owner, then 10"
          + " by another member: 10");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void aWakeupLeavesCommitSyncAndNotCommitAsync(String protocol, TestLab lab) {
    String topic = lab.newTopic(1);
    try (KafkaConsumer<String, String> consumer = consumer(lab, TestLab.newName("group"), protocol)) {
      consumer.subscribe(List.of(topic));
      TestLab.await().until(() -> {
        consumer.poll(Duration.ofMillis(100));
        return !consumer.assignment().isEmpty();
      });
      Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(5));
      consumer.wakeup();
      consumer.commitAsync(offsets, null);
      assertThatThrownBy(() -> consumer.commitSync(offsets)).isInstanceOf(WakeupException.class);
      consumer.commitSync(offsets); // once
      Claims.proven("Consumer03CommitSync", "wakeup() also leaves commitSync(), not commitAsync() (group.protocol="
          + protocol + ")", "WakeupException, once");
    }
  }

  /**
   * Why a lesson that commits at its end does not wait for a commit in its loop: if the thread that waits is as quick
   * as here, the wakeup that it has seen is kept for the next call too, which would be the last commit.
   */
  @Test
  void oneWakeupCanLeaveTwoCallsUnderTheConsumerProtocol() {
    WakeupTrigger wakeups = new WakeupTrigger();
    wakeups.setActiveTask(new CompletableFuture<>() {
      @Override
      public boolean completeExceptionally(Throwable wakeup) {
        boolean woken = super.completeExceptionally(wakeup);
        wakeups.clearTask(); // by the thread that waits: commitSync() has thrown
        return woken;
      }
    });
    wakeups.wakeup();
    assertThatThrownBy(wakeups::maybeTriggerWakeup).isInstanceOf(WakeupException.class);
    wakeups.maybeTriggerWakeup(); // not a third time
    Claims.proven("Consumer06CommitSpecified", "group.protocol=consumer: one wakeup() can leave two calls, commitSync()"
        + " and the one after it; so the loop does not wait for its commits", "WakeupException, twice");
  }

  private static KafkaConsumer<String, String> consumer(TestLab lab, String group, String protocol) {
    return new KafkaConsumer<>(lab.properties(Map.of("group.id", group, "group.protocol", protocol,
        "auto.offset.reset", "earliest", "enable.auto.commit", "false")), new StringDeserializer(),
        new StringDeserializer());
  }
}
