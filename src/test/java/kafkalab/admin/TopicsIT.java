package kafkalab.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.cluster.Topics;
import kafkalab.cluster.WindowsBrokerCheck;
import kafkalab.common.LabTopics;
import kafkalab.harness.CommandResult;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code lab topics} on a broker of its own, as it makes the lab's topics. */
class TopicsIT {

  @AutoClose
  private static OwnBroker broker = OwnBroker.start();
  private static TestLab lab = broker.lab();

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void theLabsTopicsAreMadeWhereTheyAreMissing() throws InterruptedException {
    LabTopics.ALL.keySet().forEach(topic -> lab.admin().deleteTopics(List.of(topic)));
    TestLab.await().until(() -> TestLab.get(lab.admin().listTopics().names()).stream()
        .noneMatch(LabTopics.ALL::containsKey));
    CommandResult one = CommandResult.run(broker.address(), "topics", "ak03.json");
    assertThat(one.exitCode()).isZero();
    assertThat(one.lines()).containsExactly("ak03.json: 1 partition, 1 replica, 0 records, just created",
        "  PARTITION  LEADER  REPLICAS  IN SYNC  EARLIEST  END",
        "          0       1  1         1               0    0");
    assertThat(TestLab.get(lab.admin().listTopics().names())).filteredOn(LabTopics.ALL::containsKey)
        .containsExactly("ak03.json");
    CommandResult first = CommandResult.run(broker.address(), "topics");
    assertThat(first.exitCode()).isZero();
    assertThat(first.lines()).hasSize(2 + LabTopics.ALL.size())
        .startsWith("Topics at " + broker.address() + ":",
            "  TOPIC               PARTITIONS  REPLICAS  RECORDS",
            "  ak03.fourpartition           4         1        0  just created")
        .contains("  ak03.json                    1         1        0");
    CommandResult second = CommandResult.run(broker.address(), "topics");
    assertThat(second.exitCode()).isZero();
    assertThat(second.lines()).hasSameSizeAs(first.lines()).noneMatch(line -> line.contains("created"));
  }

  @Test
  void whereTheBrokerRunsIsKnown() {
    assertThat(WindowsBrokerCheck.isAmong(lab.admin())).isEqualTo(OS.WINDOWS.isCurrentOs());
  }

  @Test
  @EnabledOnOs(value = OS.WINDOWS, disabledReason = "a broker on Windows only")
  void onWindowsATopicIsNotRecreated() throws InterruptedException {
    assertThat(CommandResult.run(broker.address(), "topics").exitCode()).isZero();
    CommandResult refused = CommandResult.run(broker.address(), "topics", "--recreate", "ak03.json");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(refused.error()).contains("may crash a broker on Windows (KAFKA-1194). Nothing was changed.");
  }

  @Test
  void recordsAreThoseThatAreThereNow() throws InterruptedException {
    String topic = lab.newTopic(2);
    lab.feed(topic, 0, 30);
    Map<Integer, Long> ends = lab.ends(topic);
    TestLab.get(lab.admin().deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(4))).all());
    CommandResult topics = CommandResult.run(broker.address(), "topics", topic);
    assertThat(topics.exitCode()).isZero();
    assertThat(topics.lines()).containsExactly(topic + ": 2 partitions, 1 replica, 26 records",
        "  PARTITION  LEADER  REPLICAS  IN SYNC  EARLIEST  END",
        "          0       1  1         1               4  " + String.format("%3d", ends.get(0)),
        "          1       1  1         1               0  " + String.format("%3d", ends.get(1)));
  }

  @Test
  void anUnknownTopicIsRefusedAndNotCreated() throws InterruptedException {
    String topic = lab.newTopic(1);
    CommandResult near = CommandResult.run(broker.address(), "topics", topic, topic + "x");
    assertThat(near.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(near.lines()).containsExactly("Error: no topic '" + topic + "x' at " + broker.address()
        + ". Did you mean " + topic + "? The lab's own: scripts/lab topics");
    CommandResult malformed = CommandResult.run(broker.address(), "topics", "no topic at all!");
    assertThat(malformed.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(malformed.error()).startsWith("Error: no topic 'no topic at all!' at ");
    assertThat(TestLab.get(lab.admin().listTopics().names())).doesNotContain(topic + "x");
  }

  /** Kafka takes a dot and an underscore for the same; the doctor knows it before a lesson fails. */
  @Test
  void aTopicThatCollidesWithOneOfTheLabs() throws InterruptedException {
    try (OwnBroker own = OwnBroker.start()) {
      TestLab.get(own.lab().admin().createTopics(List.of(new NewTopic("ak03_json", 1, (short) 1))).all());
      String why = "ak03.json cannot be created: it collides with topic ak03_json, as Kafka takes a dot and an"
          + " underscore";
      CommandResult topics = CommandResult.run(own.address(), "topics");
      assertThat(topics.error()).startsWith("Error: topic " + why)
          .endsWith("Delete ak03_json, or use another topic: LAB_TOPIC=name.");
      assertThat(topics.exitCode()).isEqualTo(ExitCode.WRONG_TOPIC);
      assertThat(topics.lines()).hasSize(2 + LabTopics.ALL.size()).startsWith("Topics at " + own.address() + ":")
          .anyMatch(line -> line.matches("  ak03\\.test +1 +1 +0  just created"));
      CommandResult doctor = CommandResult.run(own.address(), "doctor");
      assertThat(String.join(" ", doctor.lines()).replaceAll(" +", " ")).contains("FAIL topics " + why);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void anotherPartitionCountThanTheLabs() throws InterruptedException {
    assertThat(CommandResult.run(broker.address(), "topics").exitCode()).isZero();
    TestLab.get(lab.admin().createPartitions(Map.of("ak03.test", NewPartitions.increaseTo(3))).all());
    TestLab.await().until(() -> lab.ends("ak03.test").size() == 3);
    CommandResult all = CommandResult.run(broker.address(), "topics");
    assertThat(all.exitCode()).isEqualTo(ExitCode.WRONG_TOPIC);
    assertThat(all.lines()).contains("  ak03.test                    3         1        0  needs 1 partition");
    CommandResult one = CommandResult.run(broker.address(), "topics", "ak03.test");
    assertThat(one.exitCode()).isEqualTo(ExitCode.WRONG_TOPIC);
    assertThat(one.error()).isEqualTo(all.error()).endsWith("scripts/lab topics --recreate ak03.test; or use another"
        + " topic: LAB_TOPIC=name.");
    CommandResult recreated = CommandResult.run(broker.address(), "topics", "ak03.test", "--recreate", "ak03.test",
        "--yes");
    assertThat(recreated.exitCode()).isZero();
    assertThat(lab.ends("ak03.test")).isEqualTo(Map.of(0, 0L));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void recordsAreDeletedOnlyHereByAYesAndWhileNobodyReads() throws InterruptedException {
    String topic = "ak03.asyncsending";
    Topics.create(lab.admin(), topic, 1);
    lab.feed(topic, 0, 7);
    CommandResult nobody = CommandResult.run(broker.address(), "topics", "--recreate", topic);
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(nobody.lines()).contains("  ak03.asyncsending        7  will be deleted and created again");
    assertThat(nobody.error()).isEqualTo("Error: cannot ask: standard input is not a terminal. Nothing was"
        + " changed. To do it without asking: scripts/lab topics --recreate " + topic + " --yes");
    CommandResult no = CommandResult.typed(broker.address(), "n\n", "topics", "--recreate", topic);
    assertThat(no.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(no.lines()).endsWith("Nothing was changed.");

    String elsewhere = broker.address().replace("localhost", "127.1");
    CommandResult refused = CommandResult.run(elsewhere, "topics", "--recreate", topic, "--yes");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(refused.lines()).containsExactly("Error: the cluster is at " + elsewhere + ", not on this machine."
        + " Nothing was changed. If you mean it: scripts/lab topics --recreate " + topic + " --cluster " + elsewhere);

    try (KafkaConsumer<String, String> reader = new KafkaConsumer<>(lab.properties(Map.of("group.id", "readers",
        "client.id", "ann")), new StringDeserializer(), new StringDeserializer())) {
      reader.subscribe(List.of(topic));
      TestLab.await().until(() -> {
        reader.poll(Duration.ofMillis(100));
        return lab.members("readers").containsKey("ann");
      });
      CommandResult used = CommandResult.run(broker.address(), "topics", "--recreate", topic, "--yes");
      assertThat(used.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(used.error()).isEqualTo("Error: consumers are running in readers. Nothing was changed. Stop them"
          + " (Ctrl-C in their terminals), then repeat: scripts/lab topics --recreate " + topic);
    }
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 7L));
    CommandResult yes = CommandResult.typed(broker.address(), "y\n", "topics", "--recreate", topic);
    assertThat(yes.exitCode()).as(String.join("\n", yes.lines())).isZero();
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 0L));
  }
}
