package kafkalab.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.cluster.Topics;
import kafkalab.consumer.Consumer01CGroup;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.harness.CommandResult;
import kafkalab.harness.ForeignMember;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code lab groups} on a broker of its own, as it shows all groups. */
class GroupsIT {

  private static final String HEADER = "TOPIC-PARTITION .* COMMITTED +END +LAG +MEMBER +HOST";

  @AutoClose
  private final OwnBroker broker = OwnBroker.start();
  private final TestLab lab = broker.lab();

  @Test
  void committedEndAndLagOfGroupsWithoutMembers() throws Exception {
    assertThat(CommandResult.run(broker.address(), "groups")).isEqualTo(new CommandResult(0, List.of(
        "Consumer groups at " + broker.address() + ":",
        "There is none. Start a consumer: scripts/lab run consumer01")));
    Topics.create(lab.admin(), "ak03.fourpartition", 4);
    lab.feed("ak03.fourpartition", 0, 40);
    Map<Integer, Long> ends = lab.ends("ak03.fourpartition");
    commit("tdea-consumer01", "ak03.fourpartition", 0, 1);
    commit("tdea-consumer01", "ak03.fourpartition", 2, ends.get(2));
    commit("another", "ak03.fourpartition", 0, ends.get(0));

    CommandResult one = CommandResult.run(broker.address(), "groups", "tdea-consumer01");
    assertThat(one.exitCode()).isZero();
    assertThat(one.lines()).containsExactly(
        "Consumer groups at " + broker.address() + ":",
        "tdea-consumer01: Empty, classic, no members, coordinator " + broker.address(),
        "TOPIC-PARTITION       COMMITTED  END  LAG  MEMBER  HOST",
        String.format("ak03.fourpartition-0          1  %3d  %3d  -", ends.get(0), ends.get(0) - 1),
        String.format("ak03.fourpartition-1          -  %3d    -  -", ends.get(1)),
        String.format("ak03.fourpartition-2  %9d  %3d    0  -", ends.get(2), ends.get(2)),
        String.format("ak03.fourpartition-3          -  %3d    -  -", ends.get(3)),
        "  Total lag: " + (ends.get(0) - 1) + " (without 2 partitions where nothing is committed yet)");
    assertThat(CommandResult.run(broker.address(), "groups").lines()).filteredOn(line -> line.contains("coordinator"))
        .extracting(line -> line.split(":")[0]).containsExactly("another", "tdea-consumer01");

    CommandResult unknown = CommandResult.run(broker.address(), "groups", "tdea-consumer1");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(unknown.lines()).containsExactly("Error: no consumer group 'tdea-consumer1' at "
        + broker.address() + ". Did you mean tdea-consumer01? See: scripts/lab groups");

    // one group that only its own clients can read does not hide the others
    ForeignMember.join(broker.address(), "odd");
    CommandResult withOdd = CommandResult.run(broker.address(), "groups");
    assertThat(withOdd.exitCode()).isZero();
    assertThat(withOdd.lines()).contains("odd: Stable, classic, members unknown, coordinator none",
        "  Its members are not shown: their assignments are in a format of their own.")
        .filteredOn(line -> line.contains("coordinator")).extracting(line -> line.split(":")[0])
        .containsExactly("another", "odd", "tdea-consumer01");
    CommandResult reset = CommandResult.run(broker.address(), "reset", "--yes");
    assertThat(reset.exitCode()).as(String.join("\n", reset.lines())).isZero();
    assertThat(String.join("\n", reset.lines())).contains("Group odd is left alone: its members' assignments")
        .endsWith("2 consumer groups deleted.");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void membersOfBothProtocolsAndTheNamesOfShareGroups() throws Exception {
    String topic = lab.newTopic(2);
    lab.feed(topic, 0, 20);
    for (int i = 0; i < 3; i++) {
      lab.lesson(Consumer03CommitSync.class).topic(topic).group("classics").start();
    }
    lab.lesson(Consumer03CommitSync.class).topic(topic).group("moderns").client("group.protocol", "consumer")
        .client("client.id", "member-1").start();
    TestLab.await().until(() -> lab.memberCount("classics") == 3 && !lab.members("classics").isEmpty()
        && lab.members("moderns").size() == 1 && lab.committed("classics", topic).equals(lab.ends(topic))
        && lab.committed("moderns", topic).equals(lab.ends(topic)));
    try (KafkaShareConsumer<String, String> sharing = new KafkaShareConsumer<>(
        lab.properties(Map.of("group.id", "sharers")), new StringDeserializer(), new StringDeserializer())) {
      sharing.subscribe(List.of(topic));
      TestLab.await().until(() -> {
        sharing.poll(Duration.ofMillis(100));
        return TestLab.get(lab.admin().listGroups().all()).stream()
            .anyMatch(group -> group.groupId().equals("sharers"));
      });
      CommandResult all = CommandResult.run(broker.address(), "groups");
      assertThat(all.exitCode()).isZero();
      assertThat(all.lines()).contains("classics: Stable, classic range, 3 members, coordinator " + broker.address(),
          "moderns: Stable, consumer uniform, 1 member, coordinator " + broker.address(), "  Total lag: 0",
          "Share groups:", "  sharers", "  See: scripts/lab kafka-share-groups --describe --offsets --group NAME");
      List<String> rows = all.lines().stream().filter(line -> line.matches(".*#[0-9a-f]{4}  127\\.0\\.0\\.1")).toList();
      assertThat(rows).hasSize(3).extracting(row -> row.replaceFirst(".*#", "")).doesNotHaveDuplicates();
      assertThat(rows.get(0)).startsWith(topic + "-0 ");
      assertThat(rows.get(1)).startsWith(topic + "-1 ");
      assertThat(rows.get(2)).startsWith("[] ");
      assertThat(all.lines()).filteredOn(line -> line.endsWith("member-1  127.0.0.1")).hasSize(2);

      CommandResult sharer = CommandResult.run(broker.address(), "groups", "sharers");
      assertThat(sharer.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
      assertThat(sharer.error()).contains("no consumer group 'sharers' at ", ": it is a share group.");
    }
    // the members' topic goes: what is still assigned has no end any more
    TestLab.get(lab.admin().deleteTopics(List.of(topic)).all());
    assertThat(CommandResult.run(broker.address(), "groups", "classics", "moderns").exitCode()).isZero();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is stopped by a signal")
  @Tag("faults")
  void watchedEachRebalanceIsSeenAndAnOutageIsSaidOnce() throws Exception {
    String topic = lab.newTopic(2);
    try (ChildJvm watch = Programs.start("kafkalab.cli.Lab", List.of("groups", "--watch"),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address()))) {
      await(watch, "There is none\\. .*");
      LessonRun first = lab.lesson(Consumer01CGroup.class).topic(topic).group("g").client("client.id", "ann").start();
      await(watch, topic + "-1 .* ann  .*");
      lab.lesson(Consumer01CGroup.class).topic(topic).group("g").client("client.id", "bob").start();
      await(watch, "g: Stable, classic range, 2 members, .*");
      await(watch, topic + "-1 .* bob  .*");
      first.stop();
      await(watch, topic + "-0 .* bob  .*");
      lab.close();
      long before = count(watch, HEADER);
      broker.kill();
      await(watch, "No answer from the cluster since [0-9:]{8}. Waiting for it ...");
      broker.begin();
      broker.awaitServing();
      assertThat(watch.awaitLines(line -> line.matches(HEADER), (int) before + 1, TestLab.TIMEOUT)).isTrue();
      assertThat(count(watch, "No answer .*")).isEqualTo(1);
      String[] pictures = String.join("\n", watch.lines()).split("Consumer groups at .*:\n");
      for (int i = 1; i < pictures.length; i++) {
        assertThat(pictures[i].strip()).as("shown again only if it is another").isNotEqualTo(pictures[i - 1].strip());
      }
      watch.stop();
      assertThat(watch.awaitExit(TestLab.TIMEOUT)).contains(143);
    }
  }

  @Test
  void aKeyEndsIt() throws IOException, InterruptedException {
    assertThat(CommandResult.typed(broker.address(), "q", "groups", "--watch").exitCode()).isZero();
    assertThat(CommandResult.run(broker.address(), "groups", "--watch", "nobody").exitCode())
        .isEqualTo(ExitCode.WRONG_SETTING);
  }

  private void commit(String group, String topic, int partition, long offset) {
    TestLab.get(lab.admin().alterConsumerGroupOffsets(group,
        Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset))).all());
  }

  private static void await(ChildJvm watch, String line) throws InterruptedException {
    assertThat(watch.awaitLine(printed -> printed.matches(line), TestLab.TIMEOUT))
        .as(line + " in:\n" + String.join("\n", watch.lines())).isTrue();
  }

  private static long count(ChildJvm watch, String line) {
    return watch.lines().stream().filter(printed -> printed.matches(line)).count();
  }
}
