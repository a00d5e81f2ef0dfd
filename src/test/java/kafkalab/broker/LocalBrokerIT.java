package kafkalab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.harness.Broker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.support.ExitCode;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The broker as a process: what it keeps, and how it refuses to start. */
class LocalBrokerIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final Path data = Broker.newFolder();
  private final List<ChildJvm> programs = new ArrayList<>();

  @AfterEach
  void stopAll() {
    programs.forEach(ChildJvm::close);
  }

  @Test
  void servesOnLoopbackAndSaysSoInOneLine() {
    ChildJvm broker = start();
    String address = Broker.addressOf(broker);
    assertThat(Broker.linesOf(broker)).singleElement().asString().isEqualTo("Kafka "
        + System.getProperty("lab.test.kafka.version") + " serves " + address + "  (data: " + data.toAbsolutePath()
        + "; stop: Ctrl-C)");
    try (TestLab lab = new TestLab(address)) {
      ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
      String listeners = TestLab.get(lab.admin().describeConfigs(List.of(node)).all()).get(node).get("listeners")
          .value();
      // it asks nobody for a password
      assertThat(listeners.split(",")).hasSize(2).contains("PLAINTEXT://" + address)
          .allMatch(listener -> listener.matches("[A-Z]+://localhost:\\d+"));
    }
  }

  @Test
  @Tag("faults")
  void recordsAndCommittedOffsetsSurviveSigtermAndSigkill() throws InterruptedException {
    String topic = "kept";
    String group = "kept-group";
    ChildJvm broker = start();
    try (TestLab lab = new TestLab(Broker.addressOf(broker))) {
      var run = lab.lesson(kafkalab.producer.Producer05CGroup.class).topic(topic).messages(100).delayMs(0).start();
      assertThat(run.exitCode()).isZero();
      var reader = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).messages(100).start();
      assertThat(reader.exitCode()).isZero();
    }
    for (boolean kill : new boolean[] {false, true}) {
      if (kill) {
        broker.kill();
      } else {
        broker.stop();
      }
      assertThat(broker.awaitExit(Duration.ofSeconds(20))).isPresent();
      broker = start();
      try (TestLab lab = new TestLab(Broker.addressOf(broker))) {
        assertThat(lab.read(topic)).hasSize(100);
        assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
      }
    }
  }

  @Test
  void freshForgetsAll() throws InterruptedException {
    ChildJvm broker = start();
    try (TestLab lab = new TestLab(Broker.addressOf(broker))) {
      lab.newTopic(1);
    }
    broker.stop();
    assertThat(broker.awaitExit(Duration.ofSeconds(20))).isPresent();
    broker = start("--fresh");
    try (TestLab lab = new TestLab(Broker.addressOf(broker))) {
      assertThat(TestLab.get(lab.admin().listTopics().names())).isEmpty();
    }
  }

  @Test
  void portTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      refuses("port " + taken.getLocalPort() + " is taken (", "--port", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void aPortOutOfRange() throws Exception {
    refuses(ExitCode.WRONG_SETTING, "--port 70000 is not a port; give one from 1 to 65535", "--port", "70000");
  }

  /** As of a variable that is not set: it would be the current folder. */
  @Test
  void anEmptyFolder() throws Exception {
    ChildJvm broker = Programs.start(LocalBroker.class.getName(), List.of("--port", "0", "--data="), Map.of());
    programs.add(broker);
    assertThat(broker.awaitExit(SOON)).contains(ExitCode.WRONG_SETTING);
    assertThat(broker.lines()).singleElement().asString().startsWith("Broker cannot start: --data is empty: ");
  }

  @Test
  void dataInUse() throws Exception {
    Broker.addressOf(start());
    refuses("another broker uses the data in " + data.toAbsolutePath(), "--port", "0");
  }

  @Test
  void dataOfANewerKafka() throws Exception {
    Path node = Files.createDirectories(data.resolve("nodes-1"));
    Files.writeString(node.resolve("kafka.version"), "99.1.0\n");
    refuses("was written by Kafka 99.1.0, this is Kafka ", "--port", "0");
  }

  @Test
  void dataThatIsNotABrokers() throws Exception {
    Path metadata = Files.createDirectories(data.resolve("nodes-1").resolve("metadata"));
    Files.writeString(metadata.resolve("meta.properties"), "nothing=here\n");
    refuses("names no cluster.id, so this is not the data of a broker", "--port", "0");
  }

  /** Kafka takes it for two folders; from the folder above it the path may have none. */
  @Test
  void aFolderWithAComma() throws Exception {
    Path folder = data.resolve("Kafka, Java");
    ChildJvm broker = Programs.start(LocalBroker.class.getName(), List.of("--port", "0", "--data", folder.toString()),
        Map.of());
    programs.add(broker);
    assertThat(broker.awaitExit(TestLab.TIMEOUT)).contains(BrokerStartException.EXIT_CODE);
    assertThat(broker.lines()).singleElement().asString().startsWith("Broker cannot start: Kafka cannot keep topics in"
        + " a folder with a comma in its path, as in ").endsWith("Choose another folder: --data DIR.");
    assertThat(data.resolve("Kafka")).doesNotExist();
  }

  @Test
  void whatKafkaLogsOfAFailedStartIsOneLine() throws Exception {
    ChildJvm broker = start("--set", "authorizer.class.name=no.such.Authorizer");
    assertThat(broker.awaitExit(TestLab.TIMEOUT)).contains(ExitCode.WRONG_SETTING);
    assertThat(broker.lines()).containsExactly("Broker cannot start: Kafka refuses the settings of --set:"
        + " ClassNotFoundException: no.such.Authorizer");
  }

  @Test
  void aFolderThatCannotBeWritten() throws Exception {
    Path file = Files.writeString(data.resolve("a-file"), "");
    ChildJvm broker = Programs.start(LocalBroker.class.getName(), List.of("--data", file.toString()), Map.of());
    programs.add(broker);
    assertThat(broker.awaitExit(SOON)).contains(BrokerStartException.EXIT_CODE);
    assertThat(broker.lines()).singleElement().asString()
        .startsWith("Broker cannot start: cannot write to " + file.toAbsolutePath());
  }

  @Test
  void anUnknownSetting() throws Exception {
    refuses(ExitCode.WRONG_SETTING, "--set message.max.byte is not a setting of a Kafka broker. Did you mean"
        + " message.max.bytes?", "--port", "0", "--set", "message.max.byte=1");
  }

  /** Neither is the data damaged, nor is it given up. */
  @Test
  void aSettingThatKafkaRefuses() throws Exception {
    Path kept = Files.writeString(Files.createDirectories(data.resolve("nodes-1")).resolve("kept"), "");
    refuses(ExitCode.WRONG_SETTING, "Kafka refuses the settings of --set: ConfigException: Invalid value many",
        "--port", "0", "--set", "num.partitions=many", "--fresh");
    assertThat(kept).exists();
  }

  @Test
  void anUnknownOption() throws Exception {
    ChildJvm broker = start("--prot", "1");
    assertThat(broker.awaitExit(SOON)).contains(2);
    assertThat(broker.lines().get(0)).contains("--prot");
  }

  private ChildJvm start(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--data", data.toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--port")) {
      arguments.addAll(List.of("--port", "0"));
    }
    ChildJvm program = Programs.start(LocalBroker.class.getName(), arguments, Map.of());
    programs.add(program);
    return program;
  }

  private void refuses(String why, String... options) throws InterruptedException, IOException {
    refuses(BrokerStartException.EXIT_CODE, why, options);
  }

  private void refuses(int exitCode, String why, String... options) throws InterruptedException, IOException {
    ChildJvm broker = start(options);
    assertThat(broker.awaitExit(SOON)).as("it ends within 5 s").contains(exitCode);
    assertThat(broker.lines()).singleElement().asString().startsWith("Broker cannot start: ").contains(why);
  }
}
