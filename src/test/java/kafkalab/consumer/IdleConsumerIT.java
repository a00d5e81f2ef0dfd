package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A consumer with nothing to read says after some seconds why that may be. */
@BrokerTest
class IdleConsumerIT {

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
        "- Nothing to read: it is at the end of the topic already, 0:3, and nobody is producing.");
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

  /** Offsets without a record lie before the end: record.offset() + 1, which this lesson commits, stays before them. */
  @Test
  void readToAMarkerAtTheEnd(TestLab lab) {
    String topic = lab.newTopic(1);
    try (KafkaProducer<String, String> producer = transactional(lab)) {
      send(producer, topic, 5);
      producer.commitTransaction();
    }
    TestLab.await().until(() -> lab.ends(topic).get(0) == 6);
    var run = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(TestLab.newName("group")).start();
    run.awaitLine("- Nothing to read: it is at the end of the topic already, 0:6, and nobody is producing."::equals,
        "why nothing comes");
    run.stop();
    assertThat(run.printedCommits()).isEqualTo(Map.of(0, 5L));
  }

  @Test
  void aTransactionThatIsStillOpen(TestLab lab) {
    String topic = lab.newTopic(1);
    try (KafkaProducer<String, String> producer = transactional(lab)) {
      send(producer, topic, 5);
      var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group"))
          .client("isolation.level", "read_committed").start();
      run.awaitLine(("- Nothing to read yet: what is on " + topic + " behind 0:0 is part of a transaction that is still"
          + " open.")::equals, "why nothing comes");
      run.awaitLine("  isolation.level=read_committed waits for its end."::equals, "what it waits for");
      producer.commitTransaction();
      run.awaitRecords(5).stop();
    }
  }

  /** A consumer whose fetches wait for more bytes than there are is silent, but not because nothing is there. */
  @Test
  void aConsumerThatWaitsForABatchIsNotToldThatTheTopicIsRead(TestLab lab) {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 3);
    var waiting = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group"))
        .client("fetch.min.bytes", 1_000_000).client("fetch.max.wait.ms", 9_000).start();
    var reading = lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")).start();
    reading.awaitLine(line -> line.startsWith("- Nothing to read"), "why nothing comes");
    waiting.awaitRecords(3);
    assertThat(waiting.lines()).noneMatch(line -> line.startsWith("- "));
    waiting.stop();
  }

  private static KafkaProducer<String, String> transactional(TestLab lab) {
    KafkaProducer<String, String> producer = new KafkaProducer<>(
        lab.properties(Map.of("transactional.id", TestLab.newName("tx"))), new StringSerializer(),
        new StringSerializer());
    producer.initTransactions();
    return producer;
  }

  private static void send(KafkaProducer<String, String> producer, String topic, int records) {
    producer.beginTransaction();
    for (int i = 0; i < records; i++) {
      producer.send(new ProducerRecord<>(topic, "key", "value " + i));
    }
    producer.flush();
  }
}
