package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a consumer says of where it starts, and of what a restart reads, whatever auto.offset.reset is. */
@Tag("faults")
@BrokerTest
class OffsetResetIT {

  private static final String LATEST = " (auto.offset.reset=latest)";

  @Test
  void latestStartsAtTheEndAndSaysSo(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 5);
    var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).client("auto.offset.reset", "latest")
        .start();
    run.awaitLine("- Nothing to read: it is at the end of the topic already, 0:5, and nobody is producing."::equals,
        "why nothing comes");
    lab.feed(topic, 5, 8);
    run.awaitRecords(3).stop();
    assertThat(run.lines().get(1)).isEqualTo("Group " + group + " has committed nothing yet: it starts at the end, 0:5"
        + LATEST);
    assertThat(LessonRun.places(run.records())).containsExactly("0-5", "0-6", "0-7");
    assertThat(run.lastLine()).isEqualTo(
        "Verdict     : 3 messages processed, committed offsets 0:8, none will be read again");
    Claims.proven("all", "auto.offset.reset=latest: the lines before and after say where it starts and what a restart"
        + " reads", run.lines().get(1).replace(group, "g"));
  }

  /** The records are there, and are not for it: what it waits for are those of an open transaction. */
  @Test
  void latestUnderReadCommittedIsWhereAnOpenTransactionBegins(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 2);
    try (KafkaProducer<String, String> producer = producer(lab, Map.of("transactional.id", TestLab.newName("tx")))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(topic, "key", "value " + i));
      }
      producer.flush();
      var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).client("auto.offset.reset", "latest")
          .client("isolation.level", "read_committed").start();
      run.awaitLine(("- Nothing to read yet: what is on " + topic + " behind 0:2 is part of a transaction that is still"
          + " open.")::equals, "why nothing comes");
      producer.commitTransaction();
      run.awaitRecords(5).stop();
      assertThat(run.lines().get(1)).isEqualTo("Group " + group + " has committed nothing yet: it starts at the end,"
          + " 0:2" + LATEST);
      assertThat(run.lastLine()).startsWith("Verdict     : 5 messages processed, ").endsWith("none will be read again");
    }
    Claims.proven("all", "under read_committed the end is where an open transaction begins: the lines say so",
        "2 records, 5 in an open transaction: starts at 0:2, waits for them, reads 5");
  }

  @Test
  void noneFails(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 5);
    var run = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).client("auto.offset.reset", "none")
        .start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.lines().get(1)).isEqualTo(
        "Group " + group + " has committed nothing yet: it cannot start (auto.offset.reset=none)");
    assertThat(run.lastLine()).startsWith("Error: Kafka says: NoOffsetForPartitionException: ");
  }

  @Test
  void byDurationStartsAtTheFirstRecordOfThatTime(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    long twoHoursAgo = System.currentTimeMillis() - Duration.ofHours(2).toMillis();
    try (KafkaProducer<String, String> producer = producer(lab, Map.of())) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(topic, 0, twoHoursAgo, "key", "old"));
      }
    }
    lab.feed(topic, 5, 8);
    var run = lab.lesson(Consumer01CGroup.class).topic(topic).group(group).messages(3)
        .client("auto.offset.reset", "by_duration:PT1H").client("enable.auto.commit", false).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines().get(1)).isEqualTo("Group " + group + " has committed nothing yet: it starts at the first"
        + " record of the last PT1H, 0:5 (auto.offset.reset=by_duration:PT1H)");
    assertThat(LessonRun.places(run.records())).containsExactly("0-5", "0-6", "0-7");
    assertThat(run.lastLine()).isEqualTo(
        "Verdict     : 3 messages processed, committed offsets 0:-, 3 will be read again");
    Claims.proven("all", "auto.offset.reset=by_duration: the lines before and after say where it starts and what a"
        + " restart reads", "5 old records, 3 of the last hour: starts at 0:5; without a commit 3 will be read again");
  }

  @Test
  void withoutAnyCommitARestartBeginsWhereTheResetSays(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 5);
    for (int i = 0; i < 2; i++) {
      var earliest = uncommitted(lab, topic, group, "earliest").messages(5).start();
      assertThat(earliest.exitCode()).isZero();
      assertThat(LessonRun.places(earliest.records())).containsExactly("0-0", "0-1", "0-2", "0-3", "0-4");
      assertThat(earliest.lastLine()).isEqualTo(
          "Verdict     : 5 messages processed, committed offsets 0:-, 5 will be read again");
    }
    var latest = uncommitted(lab, topic, group, "latest").start();
    latest.awaitLine(line -> line.startsWith("- Nothing to read: it is at the end of the topic already, 0:5"),
        "why nothing comes");
    lab.feed(topic, 5, 8);
    latest.awaitRecords(3).stop();
    assertThat(latest.lastLine()).isEqualTo(
        "Verdict     : 3 messages processed, committed offsets 0:-, none will be read again");
    Claims.proven("Consumer01CGroup", "without any commits (enable.auto.commit=false) the verdict says what a restart"
        + " reads", "earliest: 5 of 5 again, and so it is; latest: none");
  }

  /** The records at the committed offset are deleted: latest leaves out those that are left. */
  @Test
  void outOfRangeIsResetAsTheSettingSays(TestLab lab) {
    String topic = lab.newTopic(2);
    String group = TestLab.newName("group");
    TopicPartition first = new TopicPartition(topic, 0);
    try (KafkaProducer<String, String> producer = producer(lab, Map.of())) {
      for (int i = 0; i < 35; i++) {
        producer.send(new ProducerRecord<>(topic, 0, "key", "value " + i));
      }
    }
    TestLab.get(lab.admin().alterConsumerGroupOffsets(group, Map.of(first, new OffsetAndMetadata(3))).all());
    TestLab.get(lab.admin().deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(32))).all());
    String resumes = "Group " + group + " resumes at its committed offsets 0:3 1:-; what was there is deleted, so ";
    var run = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(group)
        .client("auto.offset.reset", "latest").start();
    run.awaitLine(("- Nothing to read: it is at the end of the topic already, 0:35 1:0, and nobody is producing.")
        ::equals, "why nothing comes");
    assertThat(run.lines().get(1)).isEqualTo(resumes + "it starts at the end, 0:35" + LATEST
        + "; without a committed offset it starts at the end, 1:0" + LATEST);
    run.stop();
    assertThat(run.lastLine()).isEqualTo(
        "Verdict     : 0 messages processed, committed offsets 0:3 1:-, none will be read again");
    var none = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(group)
        .client("auto.offset.reset", "none").start();
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(none.lines().get(1)).isEqualTo(resumes + "it cannot start (auto.offset.reset=none); without a committed"
        + " offset it cannot start (auto.offset.reset=none)");
    Claims.proven("all", "a committed offset that is out of range: the lines say where auto.offset.reset leads",
        "committed 3, records 32 to 34 left: latest starts at 35, none fails");
  }

  private static LessonRun uncommitted(TestLab lab, String topic, String group, String reset) {
    return lab.lesson(Consumer01CGroup.class).topic(topic).group(group).client("enable.auto.commit", false)
        .client("auto.offset.reset", reset);
  }

  private static KafkaProducer<String, String> producer(TestLab lab, Map<String, String> settings) {
    return new KafkaProducer<>(lab.properties(settings), new StringSerializer(), new StringSerializer());
  }
}
