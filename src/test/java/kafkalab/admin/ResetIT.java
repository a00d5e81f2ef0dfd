package kafkalab.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kafkalab.cluster.Topics;
import kafkalab.common.LabTopics;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code lab reset} on a broker of its own: what it deletes, what it leaves alone, and when it refuses. */
class ResetIT {

  private static final String FOUR = "ak03.fourpartition";
  private static final String DONE = "Done: 6 topics are empty and begin at offset 0, ";

  @AutoClose
  private static OwnBroker broker = OwnBroker.start();
  private static TestLab lab = broker.lab();
  private String foreign;

  /** A class was here: records and groups of the lab, and a topic and a group that have nothing to do with it. */
  @BeforeEach
  void used() {
    Topics.create(lab.admin(), FOUR, 4);
    lab.feed(FOUR, 0, 40);
    foreign = lab.newTopic(1);
    lab.feed(foreign, 0, 5);
    commit("tdea-consumer03", foreign, 3);
    commit("tdea-payments-prod", foreign, 4);
    commit("readers", FOUR, 1);
    commit("tdeas", foreign, 2);
  }

  private static void commit(String group, String topic, long offset) {
    TestLab.get(lab.admin().alterConsumerGroupOffsets(group,
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset))).all());
  }

  private static Set<String> groups() {
    return TestLab.get(lab.admin().listGroups().all()).stream().map(GroupListing::groupId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void nothingHasChanged() {
    assertThat(lab.ends(FOUR).values().stream().mapToLong(Long::longValue).sum()).isGreaterThanOrEqualTo(40);
    assertThat(groups()).contains("tdea-consumer03", "readers", "tdea-payments-prod", "tdeas");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the records are deleted, not the topics")
  void topicsBeginAtOffsetZeroAndTheLabsGroupsAreGone() throws InterruptedException {
    long records = lab.ends(FOUR).values().stream().mapToLong(Long::longValue).sum();
    TestLab.get(lab.admin().createPartitions(Map.of(FOUR, NewPartitions.increaseTo(5))).all());
    CommandResult reset = CommandResult.run(broker.address(), "reset", "--yes");
    assertThat(reset.exitCode()).as(String.join("\n", reset.lines())).isZero();
    assertThat(reset.lines()).startsWith("Back to the start of class:").contains(
        String.format("  ak03.fourpartition  %7d  will be deleted and created again", records),
        "  readers          will be deleted with its offsets",
        "  tdea-consumer03  will be deleted with its offsets")
        .endsWith(DONE + "2 consumer groups deleted.");
    LabTopics.ALL.forEach((topic, count) ->
        assertThat(lab.ends(topic)).as(topic).hasSize(count).allSatisfy((partition, end) -> assertThat(end).isZero()));
    assertThat(groups()).containsExactly("tdea-payments-prod", "tdeas");
    assertThat(lab.committed("tdeas", foreign)).isEqualTo(Map.of(0, 2L));
    assertThat(lab.ends(foreign)).isEqualTo(Map.of(0, 5L));

    CommandResult again = CommandResult.run(broker.address(), "reset", "--yes");
    assertThat(again.exitCode()).isZero();
    assertThat(again.lines()).contains("  No consumer group to delete.").endsWith(DONE + "0 consumer groups deleted.");
  }

  @Test
  void onlyYesConfirms() throws Exception {
    CommandResult nobody = CommandResult.run(broker.address(), "reset");
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(nobody.error()).isEqualTo("Error: cannot ask: standard input is not a terminal."
        + " Nothing was changed. To do it without asking: scripts/lab reset --yes");
    nothingHasChanged();
    for (String answer : List.of("n\n", "\n", "yes please\n")) {
      CommandResult no = CommandResult.typed(broker.address(), answer, "reset");
      assertThat(no.exitCode()).as(answer).isEqualTo(ExitCode.FAILED);
      assertThat(no.lines()).contains("Do this at " + broker.address() + "? [y/N] ").endsWith("Nothing was changed.");
      nothingHasChanged();
    }
    CommandResult yes = CommandResult.typed(broker.address(), "Y\n", "reset");
    assertThat(yes.exitCode()).isZero();
    assertThat(groups()).containsExactly("tdea-payments-prod", "tdeas");
  }

  @Test
  void notWhileAConsumerIsRunning() throws InterruptedException {
    // it has not committed anything: its assignment alone gives it away
    LessonRun consumer = lab.lesson(Consumer03CommitSync.class).topic(FOUR).group("others").delayMs(60_000)
        .client("client.id", "ann").start();
    TestLab.await().until(() -> lab.members("others").containsKey("ann"));
    CommandResult reset = CommandResult.run(broker.address(), "reset", "--yes");
    assertThat(reset.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(reset.lines()).contains("Consumers are running:", "  CONSUMER GROUP  MEMBER  HOST",
        "  others          ann     127.0.0.1");
    assertThat(reset.error()).isEqualTo("Error: consumers are running in others. Nothing was"
        + " changed. Stop them (Ctrl-C in their terminals), then repeat: scripts/lab reset");
    nothingHasChanged();
    consumer.kill();
    // noticed after its session's timeout
    TestLab.await().until(() -> lab.memberCount("others") == 0);
    assertThat(CommandResult.run(broker.address(), "reset", "--yes").exitCode()).isZero();
    // without members and offsets nothing says any more what it read: it stays, an empty shell
    TestLab.get(lab.admin().deleteConsumerGroups(List.of("others")).all());
  }

  /** A share group commits nothing that a consumer group's offsets would show: its member's assignment alone tells. */
  @Test
  void notWhileAMemberOfAShareGroupReads() throws InterruptedException {
    try (KafkaShareConsumer<String, String> reader = joinShareGroup("sharers", FOUR)) {
      CommandResult reset = CommandResult.run(broker.address(), "reset", "--yes");
      assertThat(reset.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(reset.lines()).contains("  sharers         ann     127.0.0.1");
      assertThat(reset.error()).startsWith("Error: consumers are running in sharers. Nothing was changed.");
      nothingHasChanged();
      assertThat(reader.subscription()).containsExactly(FOUR);
    }
    TestLab.get(lab.admin().deleteShareGroups(List.of("sharers")).all());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the records are deleted, not the topics")
  void whatTheLessonsLeaveBesideTheLabsTopicsIsGoneToo() throws InterruptedException {
    for (String topic : List.of(FOUR + ".dead", "dlq." + FOUR, "payments.dead", "dlq.payments")) {
      Topics.create(lab.admin(), topic, 1);
      lab.feed(topic, 0, 3);
    }
    commit("tdea-consumer10-range", foreign, 1);
    for (String group : List.of("tdea-consumer13", "tdea-sharers")) {
      joinShareGroup(group, foreign).close();
    }
    TestLab.await().until(() -> TestLab.get(lab.admin().describeShareGroups(List.of("tdea-consumer13", "tdea-sharers"))
        .all()).values().stream().allMatch(group -> group.members().isEmpty()));
    CommandResult reset = CommandResult.run(broker.address(), "reset", "--yes");
    assertThat(reset.exitCode()).as(String.join("\n", reset.lines())).isZero();
    assertThat(reset.lines()).contains("  ak03.fourpartition.dead        3  will be deleted",
        "  dlq.ak03.fourpartition         3  will be deleted", "  tdea-consumer13  will be deleted")
        .endsWith(DONE + "3 consumer groups deleted.", "Deleted, too: 1 share group, 2 further topics.");
    assertThat(groups()).containsExactly("tdea-payments-prod", "tdea-sharers", "tdeas");
    TestLab.await().untilAsserted(() -> assertThat(TestLab.get(lab.admin().listTopics().names()))
        .contains(FOUR, "payments.dead", "dlq.payments", foreign)
        .doesNotContain(FOUR + ".dead", "dlq." + FOUR));
    TestLab.get(lab.admin().deleteShareGroups(List.of("tdea-sharers")).all());
  }

  /** A lesson with LAB_TOPIC, so that it reads none of the lab's topics. */
  @Test
  void notWhileAMemberOfALessonsShareGroupReadsAnotherTopic() throws InterruptedException {
    try (KafkaShareConsumer<String, String> member = joinShareGroup("tdea-consumer13", foreign)) {
      CommandResult reset = CommandResult.run(broker.address(), "reset", "--yes");
      assertThat(reset.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(reset.error()).startsWith("Error: consumers are running in tdea-consumer13. Nothing was changed.");
      nothingHasChanged();
      assertThat(member.subscription()).containsExactly(foreign);
    }
    TestLab.get(lab.admin().deleteShareGroups(List.of("tdea-consumer13")).all());
  }

  private static KafkaShareConsumer<String, String> joinShareGroup(String group, String topic) {
    KafkaShareConsumer<String, String> member = new KafkaShareConsumer<>(lab.properties(Map.of("group.id", group,
        "client.id", "ann")), new StringDeserializer(), new StringDeserializer());
    member.subscribe(List.of(topic));
    TestLab.await().ignoreExceptions().until(() -> {
      member.poll(Duration.ofMillis(100));
      return TestLab.get(lab.admin().describeShareGroups(List.of(group)).all()).get(group).members().stream()
          .anyMatch(joined -> !joined.assignment().topicPartitions().isEmpty());
    });
    return member;
  }

  /** 127.1 leads to this machine too, but does not say so: it stands for any address that is elsewhere. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the records are deleted, not the topics")
  void elsewhereOnlyIfTheClusterIsNamed() throws InterruptedException {
    String elsewhere = broker.address().replace("localhost", "127.1");
    CommandResult refused = CommandResult.run(elsewhere, "reset", "--yes");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(refused.lines()).containsExactly("Error: the cluster is at " + elsewhere + ", not on this machine."
        + " Nothing was changed. If you mean it: scripts/lab reset --cluster " + elsewhere);
    CommandResult oneOfTwo = CommandResult.run(broker.address() + "," + elsewhere, "reset", "--yes");
    assertThat(oneOfTwo.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(oneOfTwo.error()).contains(", not on this machine. Nothing was changed.");
    CommandResult other = CommandResult.run(elsewhere, "reset", "--yes", "--cluster", broker.address());
    assertThat(other.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(other.lines()).containsExactly("Error: --cluster " + broker.address() + " is not the configured"
        + " cluster, " + elsewhere + " (KAFKA_BOOTSTRAP_SERVERS). Nothing was changed.");
    nothingHasChanged();
    CommandResult named = CommandResult.run(elsewhere, "reset", "--yes", "--cluster", elsewhere);
    assertThat(named.exitCode()).isZero();
    assertThat(lab.ends(FOUR)).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L));
  }

  @Test
  void elsewhereByWhatTheBrokersSayOfThemselves() throws InterruptedException {
    int port = OwnBroker.freePort();
    try (OwnBroker tunnelled = OwnBroker.start(port, "advertised.listeners=PLAINTEXT://127.1:" + port)) {
      CommandResult refused = CommandResult.run(tunnelled.address(), "reset", "--yes");
      assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
      assertThat(refused.lines()).containsExactly("Error: the brokers at localhost:" + port + " say that"
          + " they are at 127.1:" + port + ", not on this machine. Nothing was changed. If you mean it:"
          + " scripts/lab reset --cluster localhost:" + port);
      CommandResult named = CommandResult.run(tunnelled.address(), "reset", "--yes", "--cluster", tunnelled.address());
      assertThat(named.exitCode()).isZero();
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the records are deleted, not the topics")
  void whatWasDoneAndWhatWasNot() throws InterruptedException {
    try (OwnBroker strict = OwnBroker.start("delete.topic.enable=false")) {
      TestLab there = strict.lab();
      Topics.create(there.admin(), FOUR, 4);
      there.feed(FOUR, 0, 10);
      TestLab.get(there.admin().alterConsumerGroupOffsets("readers",
          Map.of(new TopicPartition(FOUR, 0), new OffsetAndMetadata(1))).all());
      CommandResult reset = CommandResult.run(strict.address(), "reset", "--yes");
      assertThat(reset.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(reset.lines()).contains("  readers             done", "  ak03.fourpartition  NOT DONE",
          "  ak03.test           NOT DONE");
      assertThat(reset.error()).startsWith("Error: the reset is not complete: topic ak03.fourpartition:"
          + " TopicDeletionDisabledException: ").endsWith("When that is put right, repeat: scripts/lab reset");
      assertThat(there.ends(FOUR).values().stream().mapToLong(Long::longValue).sum()).isEqualTo(10);
      assertThat(there.memberCount("readers")).isZero();
    }
  }

  /** What is done where deleting a topic may crash the broker. */
  @Test
  void onWindowsTheRecordsAreDeletedAndOffsetsGoOn() throws InterruptedException {
    Map<Integer, Long> ends = lab.ends(FOUR);
    ResetPlan plan = ResetPlan.of(lab.admin(), "tdea", true);
    assertThat(plan.lines()).contains("  (Deleting a topic may crash a broker on Windows: KAFKA-1194. So offsets")
        .filteredOn(line -> line.contains(FOUR)).singleElement().asString()
        .endsWith("records will be deleted, offsets go on");
    assertThat(plan.carryOut()).isNull();
    assertThat(plan.summary()).isEqualTo("Done: 6 topics are empty, 2 consumer groups deleted.");
    assertThat(lab.ends(FOUR)).isEqualTo(ends);
    ends.forEach((partition, end) -> assertThat(TestLab.get(lab.admin().listOffsets(
        Map.of(new TopicPartition(FOUR, partition), OffsetSpec.earliest())).all()).values())
        .singleElement().satisfies(earliest -> assertThat(earliest.offset()).isEqualTo(end)));
    assertThat(groups()).containsExactly("tdea-payments-prod", "tdeas");
  }

  @Test
  void onWindowsATopicWithAnotherPartitionCountIsLeftAlone() {
    try (OwnBroker own = OwnBroker.start()) {
      TestLab there = own.lab();
      Topics.create(there.admin(), "ak03.json", 2);
      assertThatThrownBy(() -> ResetPlan.of(there.admin(), "tdea", true)).isInstanceOf(LabException.class).hasMessage(
          "topic ak03.json has 2 partitions instead of 1, and deleting it may crash a broker on Windows (KAFKA-1194)."
          + " Nothing was changed. Stop the broker, and start it with: scripts/lab broker --fresh");
    }
  }
}
