package kafkalab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.harness.Broker;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.producer.Producer01FireAndForget;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer05CGroup;
import kafkalab.support.ExitCode;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A broker with users and access control lists. The programs get their credentials by LAB_CLIENT_PROPERTIES; each
 * refusal is one line and exit code 6.
 */
@Tag("faults")
class SecuredIT {

  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

  private static ChildJvm broker;
  private static TestLab lab;
  private static String secured;

  /** Three listeners: the test's own, which needs no password and may do all; the programs'; the controller's. */
  @BeforeAll
  static void startBroker() {
    List<Integer> ports = Stream.generate(OwnBroker::freePort).distinct().limit(3).toList();
    secured = "localhost:" + ports.get(1);
    String open = "localhost:" + ports.get(0);
    String controller = "localhost:" + ports.get(2);
    List<String> arguments = new ArrayList<>(List.of("--port", ports.get(0).toString(),
        "--data", Broker.newFolder().toString()));
    Stream.of(
        "listeners=PLAINTEXT://" + open + ",CLASS://" + secured + ",CONTROLLER://" + controller,
        "advertised.listeners=PLAINTEXT://" + open + ",CLASS://" + secured,
        "controller.quorum.voters=1@" + controller,
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CLASS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "listener.name.class.sasl.enabled.mechanisms=PLAIN",
        "listener.name.class.plain.sasl.jaas.config=" + PLAIN
            // without quotes: they would not reach a program on Windows
            + " user_ann=ann-secret user_bob=bob-secret user_eve=eve-secret;",
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS").forEach(setting -> arguments.addAll(List.of("--set", setting)));
    broker = Programs.start("kafkalab.broker.LocalBroker", arguments, Map.of());
    lab = new TestLab(Broker.addressOf(broker));
  }

  @AfterAll
  static void stopBroker() {
    if (lab != null) {
      lab.close();
    }
    broker.close();
  }

  private static void allow(String user, ResourceType type, String name, AclOperation operation) {
    AclBinding acl = new AclBinding(new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    TestLab.get(lab.admin().createAcls(List.of(acl)).all());
    // the broker learns of it a moment after the controller
    TestLab.await().until(() -> TestLab.get(lab.admin().describeAcls(acl.toFilter()).values()).contains(acl));
  }

  /** A run with a user's name and password. */
  private static LessonRun as(String user, String password, Class<?> lesson, String topic, String group) {
    return lab.lesson(lesson).env("KAFKA_BOOTSTRAP_SERVERS", secured).topic(topic).group(group).messages(10).delayMs(0)
        .env("LAB_CLIENT_PROPERTIES", credentials(user, password)).start();
  }

  /** The path of a file with a user's name and password. */
  private static String credentials(String user, String password) {
    try {
      return Files.write(Broker.newFolder().resolve("client.properties"), List.of(
          "security.protocol=SASL_PLAINTEXT", "sasl.mechanism=PLAIN",
          "sasl.jaas.config=" + PLAIN + " username=\"" + user + "\" password=\"" + password + "\";"))
          .toAbsolutePath().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refused(LessonRun run, int opening, String error) {
    assertThat(run.exitCode(SECONDS)).as(String.join("\n", run.lines())).isEqualTo(ExitCode.REFUSED);
    assertThat(run.lines()).as("the opening lines and the error").hasSize(opening + 1);
    assertThat(run.lastLine()).startsWith("Error: " + error);
  }

  @Test
  void aWrongPassword() {
    String topic = lab.newTopic(1);
    Stream.of(Producer01FireAndForget.class, Producer02Sync.class, Consumer03CommitSync.class)
        .map(lesson -> as("ann", "wrong", lesson, topic, "g")).toList()
        .forEach(run -> refused(run, 0,
            "the cluster refuses the user ann: wrong user name or password (SaslAuthenticationException: Authentication"
                + " failed: Invalid username or password). Correct sasl.jaas.config in "));
    Claims.proven("all", "A wrong password is told in one line", "exit code 6, one line: 2 producers, 1 consumer");
  }

  @Test
  void aMissingPassword() {
    var run = lab.lesson(Producer02Sync.class).env("KAFKA_BOOTSTRAP_SERVERS", secured).start();
    assertThat(run.exitCode(SECONDS)).isEqualTo(ExitCode.NO_BROKER);
    assertThat(run.lines()).singleElement().asString().startsWith("Error: something listens at " + secured)
        .endsWith("does it want TLS or SASL (LAB_CLIENT_PROPERTIES)?");
  }

  @Test
  void credentialsThatTheListenerDoesNotAskFor() {
    String file = credentials("ann", "ann-secret");
    var run = lab.lesson(Producer02Sync.class).env("LAB_CLIENT_PROPERTIES", file).start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.NO_BROKER);
    assertThat(run.lines()).singleElement().asString().isEqualTo("Error: the broker at " + lab.bootstrapServers()
        + " speaks without TLS and SASL, but security.protocol=SASL_PLAINTEXT was set by LAB_CLIENT_PROPERTIES="
        + file + " (environment variable). Leave it out for this broker, or take the port that has TLS.");
  }

  @Test
  void noAclForTheTopic() {
    String topic = lab.newTopic(1);
    Stream.of(Producer02Sync.class, Producer03Async.class, Consumer07RebalanceCallback.class)
        .map(lesson -> as("bob", "bob-secret", lesson, topic, "g")).toList()
        .forEach(run -> refused(run, 0, "the user bob may not use the topic " + topic
            + " (TopicAuthorizationException: Topic authorization failed.). No ACL of the cluster allows it"));
    Claims.proven("all", "A topic that one may not see is told in one line that names it",
        "exit code 6, one line: 2 producers, 1 consumer");
  }

  /** Eve may write to no topic at all, so her producer gets no id; ann may write, but not to this one. */
  @Test
  void aTopicThatMayBeSeenButNotWritten() {
    String topic = lab.newTopic(1);
    String other = lab.newTopic(1);
    allow("eve", ResourceType.TOPIC, topic, AclOperation.DESCRIBE);
    allow("ann", ResourceType.TOPIC, topic, AclOperation.DESCRIBE);
    allow("ann", ResourceType.TOPIC, other, AclOperation.WRITE);
    List<Class<?>> asking = List.of(Producer02Sync.class, Producer03Async.class, Producer05CGroup.class);
    var eves = asking.stream().map(lesson -> as("eve", "eve-secret", lesson, topic, "g")).toList();
    var anns = asking.stream().map(lesson -> as("ann", "ann-secret", lesson, topic, "g")).toList();
    var forgetting = as("ann", "ann-secret", Producer01FireAndForget.class, topic, "g");
    // her producer may know before the first send(), which then throws, or only with the first acknowledgement
    String noId = "ClusterAuthorizationException: Cluster authorization failed.";
    eves.forEach(run -> notWritten(run, "(# Failed to send key 0: " + noId
        + "|Error: the user eve may not do this \\(" + noId + "\\). An idempotent producer needs an ACL .*)"));
    anns.forEach(run -> {
      notWritten(run, "# Failed to send key 0: TopicAuthorizationException: Not authorized to access topics: \\["
          + topic + "]");
      assertThat(run.lastLine()).isEqualTo("Verdict     : 0 messages acknowledged, 10 failed");
    });
    assertThat(forgetting.exitCode(SECONDS)).as("who does not ask is not told").isZero();
    assertThat(forgetting.lastLine())
        .isEqualTo("Verdict     : 10 messages handed over; delivery was not checked");
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 0L));
    Claims.proven("all", "A topic that one may see but not write: each producer that asks for acknowledgements says so",
        "exit code 6 in Producer02, 03 and 05, 0 of 10 records arrived");
    Claims.proven("Producer01FireAndForget", "Fire and forget does not notice that the cluster refuses every record",
        "exit code 0, 10 messages handed over, 0 of 10 arrived");
  }

  private static void notWritten(LessonRun run, String line) {
    assertThat(run.exitCode(SECONDS)).as(String.join("\n", run.lines())).isEqualTo(ExitCode.REFUSED);
    assertThat(run.lines()).anyMatch(printed -> printed.matches(line))
        .noneMatch(printed -> printed.startsWith("\tat "))
        .filteredOn(printed -> printed.startsWith("# ")).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void noAclForTheGroup() {
    String topic = lab.newTopic(1);
    allow("bob", ResourceType.TOPIC, topic, AclOperation.READ);
    var run = as("bob", "bob-secret", Consumer03CommitSync.class, topic, "not-bobs");
    assertThat(run.exitCode(SECONDS)).as(String.join("\n", run.lines())).isEqualTo(ExitCode.REFUSED);
    assertThat(run.lines()).as("the first line and the error").hasSize(2);
    assertThat(run.lastLine()).endsWith("or take another group (LAB_GROUP).").startsWith(
        "Error: the user bob may not use the group not-bobs (GroupAuthorizationException: ");
    Claims.proven("Consumer03CommitSync", "A group that one may not join is told in one line that names it",
        "exit code 6");
  }

  @Test
  void aTopicThatMayBeSeenButNotRead() {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    allow("bob", ResourceType.TOPIC, topic, AclOperation.DESCRIBE);
    allow("bob", ResourceType.GROUP, group + "Consumer03CommitSync", AclOperation.READ);
    allow("bob", ResourceType.GROUP, group + "Consumer07RebalanceCallback", AclOperation.READ);
    Stream.of(Consumer03CommitSync.class, Consumer07RebalanceCallback.class)
        .map(lesson -> as("bob", "bob-secret", lesson, topic, group + lesson.getSimpleName())).toList()
        .forEach(run -> {
          assertThat(run.exitCode(SECONDS)).as(String.join("\n", run.lines())).isEqualTo(ExitCode.REFUSED);
          assertThat(run.records()).isEmpty();
          assertThat(run.lines()).as("no trace, no log: opening, rebalance, error").hasSizeLessThanOrEqualTo(5);
          assertThat(run.lastLine()).startsWith("Error: the user bob may not do this (TopicAuthorizationException:"
              + " Not authorized to access topics: [" + topic + "]). No ACL of the cluster allows it");
        });
    Claims.proven("all", "A topic that one may see but not read is told in one line that names it",
        "exit code 6, 0 of 10 records read: Consumer03, Consumer07");
  }

  @Test
  void credentialsAndAclsThatAreEnough() {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    allow("ann", ResourceType.TOPIC, topic, AclOperation.WRITE);
    allow("bob", ResourceType.TOPIC, topic, AclOperation.READ);
    allow("bob", ResourceType.GROUP, group, AclOperation.READ);
    var producer = as("ann", "ann-secret", Producer03Async.class, topic, group);
    assertThat(producer.exitCode()).isZero();
    assertThat(producer.lastLine()).isEqualTo("Verdict     : all 10 messages acknowledged, none failed");
    var consumer = as("bob", "bob-secret", Consumer07RebalanceCallback.class, topic, group);
    assertThat(consumer.exitCode()).isZero();
    assertThat(LessonRun.places(consumer.records())).hasSize(10).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    Claims.proven("all", "With credentials in LAB_CLIENT_PROPERTIES and WRITE, or READ on topic and group, a lesson"
        + " runs on a secured broker", "10 of 10 records sent as ann and read as bob");
  }

  /** Bob may see no topic and no setting of the broker: what the doctor may not ask is no failure of the cluster. */
  @Test
  void theDoctorSaysWhatItMayNotAsk() throws Exception {
    assertThat(doctor("bob-secret", 0)).contains("ok    broker          a Kafka broker for clients",
        "-     auto-create     not checked: not permitted by the cluster",
        "-     round trip      not checked: no topic can be created for it",
        "-     clock           not checked: no round trip");
    assertThat(doctor("wrong", ExitCode.REFUSED)).contains(
        "-     topics          not checked: the cluster refuses access")
        .anyMatch(line -> line.startsWith("FAIL  broker          the cluster refuses the user bob: wrong"));
  }

  private static List<String> doctor(String password, int exitCode) throws InterruptedException {
    String file = credentials("bob", password);
    try (ChildJvm doctor = Programs.start("kafkalab.cli.Lab", List.of("doctor"), Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", secured, "LAB_CLIENT_PROPERTIES", file,
        "MAVEN_OPTS", "-Dmaven.repo.local=" + Path.of(file).getParent()))) {
      assertThat(doctor.awaitExit(SECONDS)).as(String.join("\n", doctor.lines())).contains(exitCode);
      return doctor.lines();
    }
  }
}
