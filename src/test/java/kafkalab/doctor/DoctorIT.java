package kafkalab.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab doctor} on brokers that are as they should be, and as they should not be. */
class DoctorIT {

  /** It gives up eight seconds after its start; on a machine that is busy with other tests that is too early. */
  private static final List<String> LONG_TIMEOUT = List.of("-Dkafkalab.doctor.seconds=60");

  /** The PATH of the doctor: with Maven, without Docker and without any other JDK. */
  @TempDir
  private Path tools;
  private int attempts;

  @BeforeEach
  void installTools() throws IOException {
    for (String name : List.of("mvn", "mvn.cmd")) {
      tool(name, "");
    }
  }

  private void tool(String name, String script) throws IOException {
    Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private ChildJvm start(String address, List<String> jvmOptions) {
    return Programs.launcher(List.of("doctor")).jvmOptions(jvmOptions).environment(Map.of("KAFKA_BOOTSTRAP_SERVERS",
        address, "PATH", tools.toString(), "MAVEN_OPTS", "-Dmaven.repo.local=" + tools)).start();
  }

  private List<String> lines(int exitCode, String address) throws InterruptedException {
    try (ChildJvm doctor = start(address, LONG_TIMEOUT)) {
      assertThat(doctor.awaitExit(TestLab.TIMEOUT)).as(String.join("\n", doctor.lines())).contains(exitCode);
      return checked(doctor.lines());
    }
  }

  /** Lines for a projector; only a path may be longer. */
  private List<String> checked(List<String> lines) {
    assertThat(lines).allMatch(line -> line.replace(tools.toString(), "").matches("\\p{ASCII}{0,80}"));
    return lines;
  }

  /** A machine that is too busy for an answer in time is not ready, and may be so a moment later. */
  private List<String> ready(String address) {
    return TestLab.await().until(() -> {
      attempts++;
      try (ChildJvm doctor = start(address, LONG_TIMEOUT)) {
        return doctor.awaitExit(TestLab.TIMEOUT).equals(Optional.of(0)) ? checked(doctor.lines()) : List.of("");
      }
    }, lines -> verdict(lines).equals("Ready for class."));
  }

  private static String verdict(List<String> lines) {
    return lines.get(lines.size() - 1);
  }

  /** It clears up what an earlier doctor that was cut off has left, too. */
  @Test
  void theLabsOwnBrokerIsReadyAndLeftAsItWas() throws InterruptedException {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      String old = "lab-doctor-1700000000-0a1b2c3d";
      TestLab.get(lab.admin().createTopics(List.of(new NewTopic(old, 1, (short) 1))).all());
      List<String> lines = ready(broker.address());
      assertThat(lines).noneMatch(line -> line.startsWith("warn") || line.startsWith("FAIL"))
          .contains("ok    settings        student tdea, cluster " + broker.address(),
              "ok    advertised      1 broker: " + broker.address(),
              "ok    auto-create     auto.create.topics.enable=false",
              "ok    rebalance       group.initial.rebalance.delay.ms=0",
              "ok    topics          0 of 6 there; the lessons create the others",
              "ok    internal        offsets: not created yet; transactions: not created yet",
              "ok    docker          not installed, not needed")
          .anyMatch(line -> line.matches("ok    version         Kafka 4\\.\\d .*, as in the lab"));
      if (!OS.WINDOWS.isCurrentOs()) {
        assertThat(lines).anyMatch(line -> line.matches(
                "ok    round trip      acknowledged after [\\d.]+ ms, read after [\\d.]+ ms"))
            .anyMatch(line -> line.matches("ok    clock           this machine's and the broker's agree, .*"));
      }
      // a doctor that was too late for its answers was too late to clear up as well
      TestLab.await().until(() -> TestLab.get(lab.admin().listTopics().names()).size() < attempts);
    }
  }

  @Test
  void brokerSettingsThatDoNotSuitAClass() throws InterruptedException {
    try (OwnBroker broker = OwnBroker.start("auto.create.topics.enable=true", "offsets.topic.replication.factor=3",
        "group.initial.rebalance.delay.ms=3000", "default.replication.factor=2")) {
      List<String> lines = lines(ExitCode.WRONG_TOPIC, broker.address());
      assertThat(verdict(lines)).isEqualTo("2 failures, 2 warnings.");
      assertThat(String.join("\n", lines)).contains(
          "warn  auto-create     auto.create.topics.enable=true",
          "warn  rebalance       group.initial.rebalance.delay.ms=3000",
          "FAIL  topics          default.replication.factor=2 with 1 broker: the lab's\n"
              + "                      topics cannot be created\n"
              + "      Set default.replication.factor=1 on the brokers",
          "FAIL  internal        offsets.topic.replication.factor=3 with 1 broker: consumer\n"
              + "                      groups and their commits hang\n"
              + "      Set offsets.topic.replication.factor=1 on the brokers",
          "-     round trip      not checked: no topic can be created for it",
          "-     clock           not checked: no round trip");
    }
  }

  /** Nor does it matter what the broker has as defaults for topics. */
  @Test
  void topicsOfTheLabWithTheWrongPartitions() throws InterruptedException {
    try (OwnBroker broker = OwnBroker.start("log.cleanup.policy=compact", "message.max.bytes=50")) {
      TestLab lab = broker.lab();
      TestLab.get(lab.admin().createTopics(List.of(new NewTopic("ak03.fourpartition", 6, (short) 1),
          new NewTopic("ak03.json", 1, (short) 1), new NewTopic("ak03.test", 2, (short) 1))).all());
      TestLab.await().ignoreExceptions().until(() -> lab.ends("ak03.test").size() == 2);
      List<String> lines = lines(ExitCode.WRONG_TOPIC, broker.address());
      assertThat(verdict(lines)).isEqualTo("1 failure.");
      assertThat(String.join("\n", lines)).contains(
          "FAIL  topics          ak03.fourpartition has 6 partitions instead of 4;\n"
              + "                      ak03.test has 2 partitions instead of 1\n"
              + "      Recreate it (this deletes its records):\n"
              + "      scripts/lab topics --recreate ak03.fourpartition\n"
              + "      Recreate it (this deletes its records):\n"
              + "      scripts/lab topics --recreate ak03.test\n");
      for (String topic : List.of("ak03.fourpartition", "ak03.test")) {
        try (ChildJvm topics = Programs.start("kafkalab.cli.Lab", List.of("topics", "--recreate", topic, "--yes"),
            Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address()))) {
          assertThat(topics.awaitExit(TestLab.TIMEOUT)).isPresent();
        }
      }
      assertThat(ready(broker.address())).contains(
          "ok    topics          6 of 6 there, each with the right partitions");
    }
  }

  @Test
  void anAdvertisedAddressThatCannotBeReached() throws InterruptedException {
    try (OwnBroker broker = OwnBroker.start("advertised.listeners=PLAINTEXT://no-such-host.invalid:9092")) {
      List<String> lines = lines(ExitCode.UNREACHABLE_ADDRESS, broker.address());
      assertThat(verdict(lines)).isEqualTo("1 failure.");
      assertThat(lines).contains("FAIL  broker          the broker at " + broker.address()
              + " answers, but tells its", "-     advertised      not checked: the broker is out of reach",
          "-     clock           not checked: the broker is out of reach",
          "      Set its advertised.listeners to an address that this machine can reach.");
    }
  }

  @Test
  void noBroker() throws InterruptedException {
    int port = OwnBroker.freePort();
    List<String> lines = lines(ExitCode.NO_BROKER, "localhost:" + port);
    assertThat(verdict(lines)).isEqualTo("1 failure.");
    assertThat(lines).contains("FAIL  address         nothing listens at localhost:" + port + " (connection refused)",
        "      To do: start the broker, in a terminal of its own:", "      scripts/lab broker --port " + port,
        "-     broker          not checked: no broker", "-     topics          not checked: no broker");
  }

  /** The slowest of all: something listens and never answers, Docker's engine likewise. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tool that hangs is a shell script")
  void whatDoesNotAnswerIsGivenUp() throws Exception {
    tool("docker", "exec /bin/sleep 60");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
      String address = "localhost:" + silent.getLocalPort();
      List<String> lines = lines(ExitCode.NO_BROKER, address);
      assertThat(verdict(lines)).isEqualTo("1 failure, 1 warning.");
      assertThat(lines).contains("ok    address         something listens at " + address,
          "FAIL  broker          something listens at " + address + ", but does not answer",
          "warn  docker          installed, but its engine does not answer within 5 s");
    }
  }

  /** From its first line on; a busy machine takes its time to start a JVM. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tool that hangs is a shell script")
  void nothingIsWaitedForLongerThanTenSeconds() throws Exception {
    tool("docker", "exec /bin/sleep 60");
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        ChildJvm doctor = start("localhost:" + silent.getLocalPort(), List.of())) {
      assertThat(doctor.awaitLine(line -> true, TestLab.TIMEOUT)).isTrue();
      long start = System.nanoTime();
      assertThat(doctor.awaitExit(TestLab.TIMEOUT)).contains(ExitCode.NO_BROKER);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tools are shell scripts")
  void dockerIsAskedWhetherItAnswers() throws Exception {
    tool("docker", "echo 28.1.0");
    String nobody = "localhost:" + OwnBroker.freePort();
    assertThat(lines(ExitCode.NO_BROKER, nobody)).contains("ok    docker          28.1.0, answers; not needed");
    tool("docker", "echo Cannot connect to the Docker daemon >&2; exit 1");
    assertThat(lines(ExitCode.NO_BROKER, nobody))
        .contains("warn  docker          installed, but its engine does not answer");
  }

  @Test
  void aWrongSetting() throws InterruptedException {
    List<String> lines = lines(ExitCode.WRONG_SETTING, "localhost");
    assertThat(String.join("\n", lines)).contains(
        "FAIL  settings        wrong setting: KAFKA_BOOTSTRAP_SERVERS=localhost",
        "-     address         not checked: wrong setting", "-     clock           not checked: wrong setting");
    assertThat(verdict(lines)).isEqualTo("1 failure.");
  }
}
