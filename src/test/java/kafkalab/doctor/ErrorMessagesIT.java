package kafkalab.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.consumer.Consumer01CGroup;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.harness.Broker;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.ChildJvm;
import kafkalab.producer.Producer01FireAndForget;
import kafkalab.producer.Producer02Sync;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in a classroom: one line that says what, where and what to do; an exit code; within 10 s. */
@BrokerTest
class ErrorMessagesIT {

  private static Duration atMost;

  /** Ten seconds; a busy machine gets what it takes to start a JVM. A wrong setting is found before anything else. */
  @BeforeAll
  static void measureAStart() throws InterruptedException {
    long start = System.nanoTime();
    try (ChildJvm program = Programs.start(Producer02Sync.class.getName(), List.of(), Map.of("LAB_MESSAGES", "many"))) {
      assertThat(program.awaitExit(TestLab.TIMEOUT)).contains(ExitCode.WRONG_SETTING);
    }
    atMost = Duration.ofSeconds(8).plusNanos(3 * (System.nanoTime() - start));
  }

  @ParameterizedTest
  @ValueSource(classes = {Producer01FireAndForget.class, Consumer07RebalanceCallback.class})
  void noBroker(Class<?> lesson, TestLab lab) {
    int port = OwnBroker.freePort();
    var run = lab.lesson(lesson).env("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + port).start();
    fails(run, ExitCode.NO_BROKER, "Error: no broker at localhost:" + port + " (connection refused). Start one:"
        + " scripts/lab broker, or docker compose up -d; or set KAFKA_BOOTSTRAP_SERVERS to where yours is.");
  }

  @Test
  void unknownHost(TestLab lab) {
    var run = lab.lesson(Producer02Sync.class).env("KAFKA_BOOTSTRAP_SERVERS", "no-such-host.invalid:9092").start();
    fails(run, ExitCode.NO_BROKER,
        "Error: no broker at no-such-host.invalid:9092 (unknown host no-such-host.invalid).");
  }

  @Test
  void aPortWhereNoBrokerListens(TestLab lab) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
      String address = "localhost:" + silent.getLocalPort();
      var run = lab.lesson(Producer02Sync.class).env("KAFKA_BOOTSTRAP_SERVERS", address).start();
      fails(run, ExitCode.NO_BROKER,
          "Error: something listens at " + address + ", but does not answer as a Kafka broker for clients");
    }
  }

  @Test
  void anAdvertisedAddressThatCannotBeReached(TestLab lab) {
    int port = OwnBroker.freePort();
    try (ChildJvm broker = Programs.start("kafkalab.broker.LocalBroker", List.of("--port", String.valueOf(port),
        "--data", Broker.newFolder().toString(),
        "--set", "advertised.listeners=PLAINTEXT://no-such-host.invalid:9092"), Map.of())) {
      Broker.addressOf(broker);
      var run = lab.lesson(Consumer01CGroup.class).env("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + port).start();
      fails(run, ExitCode.UNREACHABLE_ADDRESS, "Error: the broker at localhost:" + port + " answers, but tells its"
          + " clients to connect to no-such-host.invalid:9092, which cannot be reached from here"
          + " (unknown host no-such-host.invalid).");
    }
  }

  @Test
  void aWrongSetting(TestLab lab) {
    fails(lab.lesson(Producer02Sync.class).env("LAB_MESSAGES", "many").start(), ExitCode.WRONG_SETTING,
        "Error: wrong setting: LAB_MESSAGES=many (environment variable) is not a whole number; write 1 or more.");
  }

  @Test
  @Records({"settings-unknown", "settings-not-kafkas"})
  void anUnknownSetting(TestLab lab) {
    var run = lab.lesson(Consumer01CGroup.class).env("LAB_MESAGES", "5").start();
    fails(run, ExitCode.WRONG_SETTING, "Error: wrong setting: LAB_MESAGES (environment variable) is not a setting of"
        + " the lab. Did you mean LAB_MESSAGES?");
    Transcripts.record("settings-unknown", run.lines(), Map.of());

    var slide = lab.launcher("run", "consumer02", "--set", "auto.commit.offset=true").start();
    assertThat(slide.exitCode(atMost)).isEqualTo(ExitCode.WRONG_SETTING);
    Transcripts.record("settings-not-kafkas", slide.lines(), Map.of());
  }

  @Test
  void aClientSettingThatKafkaRefuses(TestLab lab) {
    var run = lab.lesson(Consumer01CGroup.class).topic(lab.newTopic(1)).client("session.timeout.ms", "soon").start();
    assertThat(run.exitCode(atMost)).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(run.lastLine()).startsWith("Error: Kafka refuses the settings: ConfigException:"
        + " Invalid value soon for configuration session.timeout.ms");
  }

  /** The lab's own defaults give way to it, but not what a person sets. */
  @Test
  @Records("consumer01-session-timeout")
  void aClientSettingThatIsTheBrokersUnderTheConsumerProtocol(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.launcher("run", "consumer01", "--topic", topic, "--set", "group.protocol=consumer", "--set",
        "session.timeout.ms=9000").start();
    assertThat(run.exitCode(atMost)).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(run.lastLine()).isEqualTo("Error: Kafka refuses the settings: ConfigException: session.timeout.ms"
        + " cannot be set when group.protocol=CONSUMER. Set by --set: group.protocol, session.timeout.ms.");
    Transcripts.record("consumer01-session-timeout", run.lines(), Map.of(topic, "ak03.fourpartition"));
    Claims.proven("all", "what a person sets takes effect or is refused: session.timeout.ms with"
        + " group.protocol=consumer", "exit code 2, one line that names both");
  }

  /** On a broker of its own: the lab's own topic names are shared by all tests of the common one. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "deleting a topic may crash a broker on Windows (KAFKA-1194)")
  void aTopicOfTheLabWithAnotherPartitionCount() throws InterruptedException {
    try (ChildJvm broker = Programs.start("kafkalab.broker.LocalBroker",
            List.of("--port", "0", "--data", Broker.newFolder().toString()), Map.of());
        TestLab lab = new TestLab(Broker.addressOf(broker))) {
      // the program makes the topic that is missing
      var first = lab.lesson(kafkalab.producer.Producer05CGroup.class).topic("ak03.fourpartition")
          .messages(1).start();
      assertThat(first.exitCode()).isZero();
      assertThat(first.lines().get(0)).isEqualTo("Producer05CGroup: ak03.fourpartition (4 partitions, just created)"
          + " at " + lab.bootstrapServers());

      TestLab.get(lab.admin().createPartitions(Map.of("ak03.fourpartition", NewPartitions.increaseTo(6))).all());
      TestLab.await().until(() -> lab.ends("ak03.fourpartition").size() == 6);
      String remedy = "Error: topic ak03.fourpartition has 6 partitions, the lesson needs 4. Recreate it (this"
          + " deletes its records): scripts/lab topics --recreate ak03.fourpartition; or use another topic:"
          + " LAB_TOPIC=name.";
      fails(lab.lesson(Consumer01CGroup.class).start(), ExitCode.WRONG_TOPIC, remedy);

      Map<String, String> environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers());
      try (ChildJvm topics = Programs.start("kafkalab.cli.Lab", List.of("topics"), environment)) {
        assertThat(topics.awaitExit(TestLab.TIMEOUT)).contains(ExitCode.WRONG_TOPIC);
        assertThat(topics.lines()).contains(remedy);
      }
      for (int i = 0; i < 2; i++) {
        List<String> command = i == 0 ? List.of("topics", "--recreate", "ak03.fourpartition", "--yes")
            : List.of("topics");
        try (ChildJvm topics = Programs.start("kafkalab.cli.Lab", command, environment)) {
          assertThat(topics.awaitExit(TestLab.TIMEOUT)).as(String.join("\n", topics.lines())).contains(0);
        }
      }
      assertThat(lab.ends("ak03.fourpartition")).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L));
      assertThat(lab.ends("ak03.json")).hasSize(1);
    }
  }

  @Test
  void theUsersOwnTopicIsTakenAsItIs(TestLab lab) {
    String topic = lab.newTopic(2);
    lab.feed(topic, 0, 10);
    var run = lab.lesson(Consumer01CGroup.class).topic(topic).group(TestLab.newName("group")).messages(10).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines().get(0)).contains(topic + " (2 partitions)");
  }

  @Test
  void anUnknownProgram() throws InterruptedException {
    try (ChildJvm lab = Programs.start("kafkalab.cli.Lab", List.of("run", "producer5"), Map.of())) {
      assertThat(lab.awaitLine(line -> line.startsWith("Producer05CGroup:") || line.startsWith("Error"), atMost))
          .as("a number without its zero is understood").isTrue();
    }
    try (ChildJvm lab = Programs.start("kafkalab.cli.Lab", List.of("run", "producer99"), Map.of())) {
      assertThat(lab.awaitExit(atMost)).contains(ExitCode.WRONG_SETTING);
      assertThat(lab.lines()).singleElement().asString()
          .startsWith("Error: no program 'producer99'. Did you mean producer0")
          .endsWith("See: scripts/lab list");
    }
  }

  private static void fails(LessonRun run, int exitCode, String line) {
    assertThat(run.exitCode(atMost)).isEqualTo(exitCode);
    assertThat(run.lines()).singleElement().asString().startsWith(line);
  }
}
