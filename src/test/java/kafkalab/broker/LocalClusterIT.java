package kafkalab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.harness.Broker;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.ChildJvm;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer05CGroup;
import kafkalab.support.ExitCode;
import kafkalab.support.ShellSyntax;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lab broker --nodes 3} as a user runs it: keys on standard input, outcomes on the cluster. */
@Tag("faults")
class LocalClusterIT {

  /** Five seconds, and as much again for a busy machine: there are two JVMs to start, one after the other. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Path data = Broker.newFolder();
  private final List<ChildJvm> programs = new ArrayList<>();

  @AfterEach
  void stopAll() {
    for (ChildJvm program : programs) {
      List<ProcessHandle> nodes = nodes(program);
      program.close();
      nodes.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  @Records(varying = "cluster-leader-killed")
  void aKilledLeaderCostsNoRecordThatWasAcknowledged() {
    ChildJvm cluster = start();
    String servers = Broker.addressOf(cluster);
    assertThat(servers.split(",")).hasSize(3);
    TestLab.await().until(() -> cluster.lines().contains(ShellSyntax.variable("KAFKA_BOOTSTRAP_SERVERS", servers)));
    try (TestLab lab = new TestLab(servers)) {
      String topic = lab.newTopic(1);
      assertThat(partition(lab, topic).replicas()).hasSize(3);
      assertThat(setting(lab, topic, "min.insync.replicas")).isEqualTo("2");

      LessonRun producer = lab.lesson(Producer05CGroup.class).topic(topic).messages(300).delayMs(40).start();
      LessonRun consumer = lab.lesson(Consumer03CommitSync.class).topic(topic).group("reader").messages(300).start();
      consumer.awaitRecords(20);
      final int leader = leader(lab, topic);
      cluster.type(leader + "\n");
      TestLab.await().until(() -> leader(lab, topic) != leader && partition(lab, topic).isr().size() == 2);
      awaitLine(cluster, "- After .* s: " + topic + "-0 is led by " + leader(lab, topic)
          + " now, in-sync replicas 2 of 3");
      producer.awaitRecords(producer.records().size() + 10);

      cluster.type(leader + "\n");
      awaitLine(cluster, "- Node " + leader + " \\(.*\\) serves again after .* s");
      awaitLine(cluster, "- Node " + leader + " \\(.*\\) is in sync again after .* s");
      assertThat(partition(lab, topic).isr()).hasSize(3);
      assertThat(setting(lab, "__consumer_offsets", "min.insync.replicas")).isEqualTo("2");
      assertThat(partition(lab, "__consumer_offsets").replicas()).hasSize(3);

      assertThat(producer.exitCode()).isZero();
      assertThat(producer.lastLine()).isEqualTo("Verdict     : all 300 messages acknowledged, none failed");
      assertThat(lab.read(topic).stream().map(record -> record.key())).as("each key once")
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 300).mapToObj(Integer::toString).toList());
      assertThat(consumer.exitCode()).isZero();
      Lessons.duplicates(lab, topic, List.of(consumer)); // fails if one is missing
      assertThat(lab.committed("reader", topic)).isEqualTo(lab.ends(topic));
      record("cluster-leader-killed", cluster.lines(), servers, topic, "ak03.fourpartition");
    }
  }

  @Test
  @Records(varying = "cluster-no-majority")
  void withTwoOfThreeDeadNothingIsAcknowledgedAndTheTableSaysWhy() {
    ChildJvm cluster = start();
    try (TestLab lab = new TestLab(Broker.addressOf(cluster))) {
      String topic = lab.newTopic(1);
      LessonRun producer = lab.lesson(Producer05CGroup.class).topic(topic).delayMs(50)
          .client("delivery.timeout.ms", 4_000).client("request.timeout.ms", 2_000).client("linger.ms", 0).start();
      producer.awaitRecords(5);
      List<Integer> followers = IntStream.rangeClosed(1, 3).filter(id -> id != leader(lab, topic)).boxed().toList();
      cluster.type(followers.get(0) + "\n" + followers.get(1) + "\n");
      awaitLine(cluster, "- Node " + followers.get(1)
          + " .* killed; 1 of 3 is not a majority: no new leader can be elected");
      producer.awaitLine(line -> line.startsWith("# Failed to send key "), "what failed");

      final long asked = System.nanoTime();
      cluster.type("t\n");
      awaitLine(cluster, "No active controller: .*");
      assertThat((System.nanoTime() - asked) / 1e9).as("seconds until the table").isLessThan(10);

      // an idempotent producer that begins now gets no producer id; Ctrl-C ends it all the same
      LessonRun waits = lab.lesson(Producer02Sync.class).topic(topic)
          .env("JAVA_TOOL_OPTIONS", "-Dkafkalab.stop.seconds=2"
              + " -Dorg.slf4j.simpleLogger.log.org.apache.kafka.clients.producer.KafkaProducer=trace").start();
      waits.awaitLine(line -> line.contains("Attempting to append record"), "that it sends");
      waits.stop();
      assertThat(waits.lines()).contains(
          "Stopping: waiting for the records that are still under way, at most 2 s ...",
          "Stopped without them: the cluster does not answer; whether they arrived is not known.");

      cluster.type(followers.get(0) + "\n");
      int acknowledged = producer.records().size();
      producer.awaitRecords(acknowledged + 5);
      cluster.type("t\n");
      awaitLine(cluster, followers.get(1) + " +localhost:\\d+ +killed");
      producer.stop();
      cluster.type("q\n");
      assertThat(exitCode(cluster, Duration.ofSeconds(15))).isZero();
      record("cluster-no-majority", cluster.lines(), lab.bootstrapServers(), topic, "ak03.fourpartition");
    }
  }

  /** One of three is dead: the quorum goes on, and the leader refuses at once what wants all three. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is stopped by a signal")
  @Records(varying = "cluster-too-few-replicas")
  void tooFewReplicasAreRefusedAndTheClusterKeepsItsDataAndItsId() throws Exception {
    List<String> ports = List.of("--port", String.valueOf(OwnBroker.freePort()));
    ChildJvm cluster = start(ports);
    String id;
    try (TestLab lab = new TestLab(Broker.addressOf(cluster))) {
      id = TestLab.get(lab.admin().describeCluster().clusterId());
      TestLab.get(lab.admin().createTopics(List.of(new NewTopic("kept", 1, (short) 3)
          .configs(Map.of("min.insync.replicas", "3")))).all());
      TestLab.await().ignoreExceptions().until(() -> partition(lab, "kept").isr().size() == 3);
      lab.feed("kept", 0, 10);
      cluster.type("2");
      cluster.type("\n");
      TestLab.await().until(() -> partition(lab, "kept").isr().size() == 2);
      LessonRun refused = lab.lesson(Producer02Sync.class).topic("kept").messages(1)
          .client("delivery.timeout.ms", 2_000).client("request.timeout.ms", 1_000).client("linger.ms", 0).start();
      assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(refused.lines()).anyMatch(line -> line.endsWith("Error: NOT_ENOUGH_REPLICAS"));
      record("cluster-too-few-replicas", refused.lines(), lab.bootstrapServers(), "kept", "strict");
    }

    // SIGTERM: nothing is left, and nothing is lost
    List<ProcessHandle> nodes = nodes(cluster);
    assertThat(nodes).hasSize(2);
    cluster.stop();
    assertThat(exitCode(cluster, Duration.ofSeconds(15))).isEqualTo(143);
    assertThat(nodes).noneMatch(ProcessHandle::isAlive);

    cluster = start(ports);
    try (TestLab lab = new TestLab(Broker.addressOf(cluster))) {
      assertThat(TestLab.get(lab.admin().describeCluster().clusterId())).isEqualTo(id);
      assertThat(lab.read("kept")).hasSize(10);
    }
    List<ProcessHandle> orphans = nodes(cluster);
    assertThat(orphans).hasSize(3);
    assertThat(Files.isDirectory(data.resolve("nodes-1"))).as("data of a single broker").isFalse();

    // SIGKILL of the launcher: the nodes notice that it has gone
    cluster.kill();
    TestLab.await().until(() -> orphans.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aPortThatIsTakenAndDataInUse() throws Exception {
    int first = OwnBroker.freePort();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first + 1));
      refuses(ExitCode.FAILED, "Broker cannot start: port " + (first + 1) + " is taken (",
          "--port", String.valueOf(first));
      try (Socket it = new Socket(InetAddress.getLoopbackAddress(), first + 1)) {
        assertThat(it.isConnected()).as("the port's owner is left alone").isTrue();
      }
    }
    Path node = Files.createDirectories(data.resolve("nodes-3").resolve("node-2"));
    Files.writeString(node.resolve("kafka.version"), "99.1.0\n");
    refuses(BrokerStartException.EXIT_CODE, "Broker cannot start: the data in " + node.toAbsolutePath()
        + " was written by Kafka 99.1.0");
    try (var channel = FileChannel.open(node.resolveSibling("node-3.lock"),
        StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(channel.lock().isValid()).isTrue();
      Files.delete(node.resolve("kafka.version"));
      refuses(BrokerStartException.EXIT_CODE, "Broker cannot start: another broker uses the data in "
          + node.getParent().toAbsolutePath());
    }
    refuses(ExitCode.WRONG_SETTING,
        "Broker cannot start: --set message.max.byte is not a setting of a Kafka broker.",
        "--set", "message.max.byte=1");
  }

  @Test
  void dataOfTwoClusters() throws Exception {
    for (int i = 1; i <= 2; i++) {
      Path metadata = Files.createDirectories(data.resolve("nodes-3").resolve("node-" + i).resolve("metadata"));
      Files.writeString(metadata.resolve("meta.properties"), "cluster.id=cluster-" + i + "\n");
    }
    refuses(BrokerStartException.EXIT_CODE, "Broker cannot start: the nodes in "
        + data.resolve("nodes-3").toAbsolutePath() + " are of several clusters (cluster-1, cluster-2).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "4"})
  void anInvalidNumberOfNodes(String nodes) throws Exception {
    ChildJvm broker = Programs.start("kafkalab.cli.Lab", List.of("broker", "--nodes", nodes), Map.of());
    programs.add(broker);
    assertThat(broker.awaitExit(SOON)).contains(ExitCode.WRONG_SETTING);
    assertThat(broker.lines()).singleElement().asString().startsWith("Error: --nodes " + nodes + ": write 1, or 3");
  }

  /** As a user sees it: the nodes at localhost:9092, 9093 and 9094. */
  private static void record(String scene, List<String> lines, String servers, String topic, String shownAs) {
    String[] nodes = servers.split(",");
    Transcripts.record(scene, lines, Map.of(nodes[0], "localhost:9092", nodes[1], "localhost:9093",
        nodes[2], "localhost:9094", topic, shownAs));
  }

  private ChildJvm start(String... options) {
    return start(List.of(options));
  }

  private ChildJvm start(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("broker", "--nodes", "3", "--data", data.toString()));
    arguments.addAll(options);
    if (!arguments.contains("--port")) {
      arguments.addAll(List.of("--port", "0"));
    }
    ChildJvm program = Programs.start("kafkalab.cli.Lab", arguments, Map.of());
    programs.add(program);
    return program;
  }

  private void refuses(int exitCode, String why, String... options) throws IOException, InterruptedException {
    ChildJvm broker = start(options);
    assertThat(broker.awaitExit(SOON)).as("it ends soon").contains(exitCode);
    assertThat(broker.lines()).singleElement().asString().startsWith(why);
    assertThat(nodes(broker)).isEmpty();
  }

  private static List<ProcessHandle> nodes(ChildJvm cluster) {
    return ProcessHandle.of(cluster.pid()).stream().flatMap(ProcessHandle::descendants).toList();
  }

  private static int exitCode(ChildJvm program, Duration atMost) {
    try {
      return program.awaitExit(atMost).orElseThrow(() -> new AssertionError("it does not end within " + atMost));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitLine(ChildJvm cluster, String pattern) {
    try {
      assertThat(cluster.awaitLine(line -> line.matches(pattern), TestLab.TIMEOUT))
          .as("%s in%n%s", pattern, String.join("\n", cluster.lines())).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TopicPartitionInfo partition(TestLab lab, String topic) {
    return TestLab.get(lab.admin().describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().get(0);
  }

  /** 0 while there is none. */
  private static int leader(TestLab lab, String topic) {
    Node leader = partition(lab, topic).leader();
    return leader == null ? 0 : leader.id();
  }

  private static String setting(TestLab lab, String topic, String name) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return TestLab.get(lab.admin().describeConfigs(List.of(resource)).all()).get(resource).get(name).value();
  }
}
