package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer05CGroup;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A topic that changes under running programs: it grows, or it goes. */
@Tag("faults")
@BrokerTest
class ChangingTopicIT {

  private static final int EVERY_PARTITION = 5;

  /** Records to each of a topic's partitions, also to those that the consumers do not know yet. */
  private static void feedEachPartition(TestLab lab, String topic, int partitions) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(lab.properties(Map.of()), new StringSerializer(), new StringSerializer())) {
      for (int partition = 0; partition < partitions; partition++) {
        for (int i = 0; i < EVERY_PARTITION; i++) {
          producer.send(new ProducerRecord<>(topic, partition, "k", "v"));
        }
      }
    }
  }

  private static void grow(TestLab lab, String topic, int partitions) {
    TestLab.get(lab.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
    TestLab.await().ignoreExceptions().until(() -> lab.ends(topic).size() == partitions);
  }

  /** The records are there before a consumer knows of the partition: auto.offset.reset=earliest finds them. */
  @Test
  void partitionsAddedWhileConsumersRunAreReadFromTheirBeginning(TestLab lab) {
    String topic = lab.newTopic(1);
    List<LessonRun> runs = List.of(
        lab.lesson(Consumer01CGroup.class).topic(topic).group(TestLab.newName("group")),
        lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")),
        lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(TestLab.newName("group"))
            .client("group.protocol", "consumer"));
    runs.forEach(run -> run.client("metadata.max.age.ms", 1000).start());
    int expected = 0;
    long slowest = 0;
    for (int partitions : new int[] {1, 4, 6}) {
      if (partitions > 1) {
        grow(lab, topic, partitions);
      }
      long start = System.nanoTime();
      feedEachPartition(lab, topic, partitions);
      expected += partitions * EVERY_PARTITION;
      for (LessonRun run : runs) {
        run.awaitRecords(expected);
        slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
        assertThat(run.lines()).as("the new assignment is shown")
            .anyMatch(line -> line.contains("ssign") && line.contains(topic + "-" + (partitions - 1) + "]"));
      }
    }
    for (LessonRun run : runs) {
      assertThat(run.stop()).isLessThan(10);
      assertThat(LessonRun.places(run.records())).as("1, 4, then 6 partitions").hasSize(55).doesNotHaveDuplicates();
      assertThat(run.lastLine()).startsWith("Verdict     : 55 messages processed, committed offsets "
          + "0:15 1:10 2:10 3:10 4:5 5:5, none will be read again");
    }
    Claims.proven("all", "Partitions added while consumers run (1 to 4 to 6) are read, from their first record",
        "55 of 55 records in Consumer01, 03 and 07 (group.protocol=consumer), at the latest " + slowest
            + " ms after they were sent, at metadata.max.age.ms=1000");
  }

  @Test
  void aRunningProducerUsesPartitionsThatAreAdded(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer05CGroup.class).topic(topic).delayMs(20).client("metadata.max.age.ms", 1000).start();
    run.awaitRecords(5);
    grow(lab, topic, 4);
    TestLab.await().until(() -> lab.ends(topic).values().stream().allMatch(end -> end > 0));
    run.stop();
    assertThat(lab.read(topic)).hasSize(run.records().size());
    assertThat(run.lastLine()).isEqualTo("Verdict     : all " + run.records().size()
        + " messages acknowledged, none failed");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void aTopicDeletedUnderRunningProgramsIsToldInOneLine(TestLab lab) {
    String topic = lab.newTopic(4);
    String gone = "! Topic " + topic + " is gone: somebody has deleted it."
        + " The client waits for it to be created again.";
    var producer = lab.lesson(Producer05CGroup.class).topic(topic);
    var sync = lab.lesson(Producer02Sync.class).topic(topic).messages(100_000);
    for (LessonRun run : List.of(producer, sync)) {
      // records are given up after 5 s, not after the lab's 30
      run.delayMs(50).client("request.timeout.ms", 3000).client("delivery.timeout.ms", 5000).start();
    }
    List<LessonRun> consumers = List.of(
        lab.lesson(Consumer01CGroup.class).topic(topic).group(TestLab.newName("group")).start(),
        lab.lesson(Consumer03CommitSync.class).topic(topic).group(TestLab.newName("group")).start(),
        lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(TestLab.newName("group")).start(),
        lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(TestLab.newName("group"))
            .client("group.protocol", "consumer").start());
    consumers.forEach(run -> run.awaitRecords(20));
    TestLab.get(lab.admin().deleteTopics(List.of(topic)).all());
    List<LessonRun> all = new java.util.ArrayList<>(consumers);
    all.add(producer);
    all.add(sync);
    for (LessonRun run : all) {
      run.awaitLine(gone::equals, gone);
    }
    // until then the clients' logs would have repeated themselves many times
    producer.awaitLine(line -> line.startsWith("# Failed to send key"), "a record that has no topic");
    sync.awaitLine(line -> line.startsWith("# Failed to send key"), "a record that has no topic");

    int most = 0;
    double slowest = 0;
    for (LessonRun run : all) {
      slowest = Math.max(slowest, run.stop());
      List<String> trouble = run.lines().stream().filter(line -> line.matches("(! |\\[WARN|\\[ERR|Error|- |\\s+at ).*")
          || line.matches("\\S*Exception.*")).toList();
      assertThat(trouble).as("lines about what is wrong").contains(gone).hasSizeLessThanOrEqualTo(5)
          .noneMatch(line -> line.matches("(\\s+at |Error|\\S*Exception).*"));
      assertThat(run.lastLine()).startsWith("Verdict     : ");
      most = Math.max(most, trouble.size());
    }
    assertThat(consumers).allSatisfy(run -> assertThat(run.lastLine())
        .isEqualTo("Verdict     : " + run.records().size() + " messages processed; topic " + topic
            + " is gone, and what was committed for it"));
    assertThat(slowest).as("seconds that a stop takes").isLessThan(20);
    Claims.proven("all", "A topic deleted under running programs is told in one line, without a flood of the log or a"
        + " stack trace, and Ctrl-C ends them", "4 consumers, 2 producers: at most " + most
            + " lines of trouble each; the slowest stop took " + String.format(java.util.Locale.ROOT, "%.1f", slowest)
            + " s");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void aRecreatedTopicIsReadFromItsBeginning(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).client("metadata.max.age.ms", 1000)
        .start();
    run.awaitRecords(10);
    TestLab.get(lab.admin().deleteTopics(List.of(topic)).all());
    run.awaitLine(line -> line.startsWith("! Topic " + topic + " is gone"), "that the topic is gone");
    TestLab.get(lab.admin().createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()))).all());
    run.awaitLine(line -> line.startsWith("! Topic " + topic + " is there again, after "), "that it is back");
    lab.feed(topic, 100, 105);
    run.awaitRecords(15);
    run.stop();
    assertThat(run.records().subList(10, 15)).extracting(OutputLine.Record::key)
        .containsExactly("100", "101", "102", "103", "104");
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 5L));
    Claims.proven("Consumer03CommitSync", "A topic that is deleted and created again is read from its first record,"
        + " without a restart", "10 records of the old topic, 5 of 5 of the new; committed 0:5");
  }
}
