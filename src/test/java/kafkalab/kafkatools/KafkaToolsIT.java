package kafkalab.kafkatools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own tools by the launcher, on a broker that nobody else uses. */
class KafkaToolsIT {

  private static OwnBroker broker;
  private static TestLab lab;

  @TempDir
  private Path folder;

  @BeforeAll
  static void startBroker() {
    broker = OwnBroker.start();
    lab = broker.lab();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static LauncherRun start(String... command) {
    return lab.launcher(command).start();
  }

  /** Runs a tool to its end. */
  private static List<String> lines(int exitCode, String... command) {
    LauncherRun tool = start(command);
    assertThat(tool.exitCode()).as(String.join("\n", tool.lines())).isEqualTo(exitCode);
    return tool.lines();
  }

  private static void type(String text, String... command) {
    LauncherRun producer = start(command);
    producer.program().type(text);
    producer.program().endInput();
    assertThat(producer.exitCode()).as(String.join("\n", producer.lines())).isZero();
  }

  /** What the slides do first, and what a class does next. */
  @Test
  @Records({"kafka-topics-create", "kafka-topics-describe", "kafka-topics-zookeeper", "kafka-console-consumer",
      "kafka-consumer-groups", "kafka-get-offsets"})
  void aTopicIsMadeAndFilledAndReadAndItsGroupDescribed() {
    Transcripts.record("kafka-topics-zookeeper", lines(1, "kafka-topics", "--create", "--zookeeper", "localhost:2181",
        "--replication-factor", "1", "--partitions", "4", "--topic", "slides"), Map.of());
    List<String> created = lines(0, "kafka-topics", "--create", "--topic", "slides", "--partitions", "4",
        "--replication-factor", "1");
    assertThat(created).containsExactly("Created topic slides.");
    assertThat(lab.ends("slides")).hasSize(4);
    Transcripts.record("kafka-topics-create", created, Map.of());
    Transcripts.record("kafka-topics-describe", lines(0, "kafka-topics", "--describe", "--topic", "slides"), Map.of());

    type("k1:hello\nk2:Kafka\n", "kafka-console-producer", "--topic", "slides", "--reader-property", "parse.key=true",
        "--reader-property", "key.separator=:");
    assertThat(lab.read("slides")).extracting(record -> record.key() + "=" + new String(record.value()))
        .containsExactlyInAnyOrder("k1=hello", "k2=Kafka");
    List<String> read = lines(0, "kafka-console-consumer", "--topic", "slides", "--group", "readers",
        "--from-beginning", "--max-messages", "2", "--formatter-property", "print.key=true", "--formatter-property",
        "print.partition=true");
    assertThat(read).anyMatch(line -> line.matches("Partition:\\d\tk1\thello")).contains(
        "Processed a total of 2 messages");
    Transcripts.record("kafka-console-consumer", read, Map.of());
    Transcripts.record("kafka-get-offsets", lines(0, "kafka-get-offsets", "--topic", "slides"), Map.of());

    List<String> group = lines(0, "kafka-consumer-groups", "--describe", "--group", "readers");
    assertThat(group).contains("Consumer group 'readers' has no active members.")
        .filteredOn(line -> line.matches("readers +slides +\\d .* 0 +- +- +-")).hasSize(4);
    Transcripts.record("kafka-consumer-groups", group, Map.of());
  }

  @Test
  void aFailureHasTheToolsOwnExitCodeAndWords() {
    assertThat(lines(1, "kafka-topics", "--describe", "--topic", "no-such-topic"))
        .contains("Error while executing topic command : Topic 'no-such-topic' does not exist as expected");
    assertThat(lines(1, "kafka-topics", "--help")).as("Kafka takes it for a wrong call")
        .contains("This tool helps to create, delete, describe, or change a topic.");
  }

  @Test
  void theFileOfClientSettingsReachesTheTool() throws IOException {
    String topic = lab.newTopic(1);
    Path file = Files.writeString(folder.resolve("my.properties"), "client.id=from-the-file\n");
    LauncherRun consumer = lab.launcher("kafka-console-consumer", "--topic", topic, "--group", topic + ".group")
        .env("LAB_CLIENT_PROPERTIES", file.toString()).start();
    TestLab.await().until(() -> lab.members(topic + ".group").equals(Map.of("from-the-file", Set.of(0))));
    consumer.kill();
    LauncherRun cluster = lab.launcher("kafka-cluster", "cluster-id").env("LAB_CLIENT_PROPERTIES", file.toString())
        .start();
    assertThat(cluster.exitCode()).as(String.join("\n", cluster.lines())).isZero();
    assertThat(cluster.lines()).anyMatch(line -> line.startsWith("Cluster ID: "));
  }

  /** SIGTERM: Windows has none. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aConsoleConsumerStopsCleanly() {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 3);
    LauncherRun consumer = start("kafka-console-consumer", "--topic", topic, "--group", topic + ".group",
        "--from-beginning").awaitLines(line -> line.startsWith("msg_"), 3, "three records");
    consumer.stop();
    assertThat(consumer.lines()).contains("Processed a total of 3 messages");
    assertThat(lab.committed(topic + ".group", topic)).isEqualTo(Map.of(0, 3L));
    assertThat(lab.memberCount(topic + ".group")).isZero();
  }

  /** Their own words would take a minute; a file needs no broker. */
  @Test
  void withoutABrokerTheLabSaysSoWithinSeconds() throws InterruptedException {
    String nobody = "localhost:" + OwnBroker.freePort();
    for (String[] command : new String[][] {{"kafka-topics", "--list"}, {"kafka-console-producer", "--topic", "t"},
        {"kafka-metadata-quorum", "describe", "--status"}, {"kafka-cluster", "cluster-id"},
        {"kafka-topics", "--list", "--bootstrap-server", nobody}}) {
      LauncherRun tool = lab.launcher(command).env("KAFKA_BOOTSTRAP_SERVERS", nobody).start();
      assertThat(tool.exitCode(Duration.ofSeconds(30))).isEqualTo(ExitCode.NO_BROKER);
      assertThat(tool.lines()).singleElement().asString().startsWith("Error: no broker at " + nobody + " ");
    }
    assertThat(CommandResult.run(nobody, "kafka-tools").lines()).hasSize(KafkaTool.ALL.size());
  }

  @Test
  void aNameThatIsNearlyRightIsSuggested() throws InterruptedException {
    CommandResult unknown = CommandResult.run(broker.address(), "kafka-consumer-group", "--list");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(unknown.error()).contains("no such command or option: kafka-consumer-group."
        + " Did you mean kafka-consumer-groups?");
  }
}
