package kafkalab.secured;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.consumer.Consumer13ShareGroup;
import kafkalab.harness.Broker;
import kafkalab.harness.Claims;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.LessonRun;
import kafkalab.harness.ProgramRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer08Transactions;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code lab broker --secure} as a user has it: what it prints, whom it lets in, and what each refusal says. */
@Tag("faults")
class SecuredBrokerIT {

  private static final Duration SECONDS = Duration.ofSeconds(60);

  private static SecuredBroker broker;
  private static TestLab lab;

  @BeforeAll
  static void startBroker() {
    broker = SecuredBroker.start();
    lab = new TestLab(broker.address());
  }

  @AfterAll
  static void stopBroker() {
    lab.close();
    broker.close();
  }

  @Test
  @Records(varying = "secured-start")
  void itPrintsWhatToExport() {
    // Kafka may warn later; a path with a space is quoted, which that of the page is not
    List<String> lines = Broker.linesOf(broker.program()).stream().limit(6)
        .map(line -> line.replaceAll("(LAB_CLIENT_PROPERTIES=)'([^']* [^']*)'$", "$1$2")).toList();
    assertThat(lines.get(0)).startsWith("Kafka ").contains(" serves " + broker.address() + "  (data: ");
    assertThat(lines.get(1)).startsWith("Secured: TLS (certificate valid until 20");
    assertThat(lines.get(3)).endsWith(" LAB_CLIENT_PROPERTIES=" + broker.student());
    assertThat(lines.get(5)).endsWith(" LAB_CLIENT_PROPERTIES=" + broker.teacher());
    Transcripts.record("secured-start", lines, Map.of(broker.data().toString(), "/home/alice/kafka-lab/.lab/broker"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void onlyTheirOwnerReadsKeysAndPasswords() throws IOException {
    try (Stream<Path> files = Files.list(broker.access())) {
      assertThat(files).extracting(file -> file.getFileName() + " "
          + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).containsExactlyInAnyOrder(
          "authority.pem rw-------", "broker.pem rw-------", "granted rw-------", "student.properties rw-------",
          "teacher.properties rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(broker.access()))).isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(broker.access().getParent())))
        .as("the data, with the passwords' hashes").isEqualTo("rwx------");
  }

  @Test
  void theStudentsFileIsEnoughForTheLessons() {
    String topic = "ak03." + TestLab.newName("secured");
    String group = "tdea-" + TestLab.newName("secured");
    LessonRun producer = student(Producer03Async.class).topic(topic).messages(20).start();
    assertThat(producer.exitCode()).as(String.join("\n", producer.lines())).isZero();
    assertThat(producer.lastLine()).isEqualTo("Verdict     : all 20 messages acknowledged, none failed");
    LessonRun consumer = student(Consumer07RebalanceCallback.class).topic(topic).group(group).messages(20).start();
    LessonRun share = student(Consumer13ShareGroup.class).topic(topic).group(group + "-share").messages(20).start();
    LessonRun transactions = student(Producer08Transactions.class).topic(topic + ".orders").delayMs(0).messages(6)
        .start();
    assertThat(consumer.exitCode()).as(String.join("\n", consumer.lines())).isZero();
    assertThat(LessonRun.places(consumer.records())).hasSize(20).doesNotHaveDuplicates();
    assertThat(transactions.exitCode()).as(String.join("\n", transactions.lines())).isZero();
    assertThat(transactions.lastLine()).isEqualTo("Verdict     : 4 transactions committed, 2 aborted");
    assertThat(share.exitCode()).as(String.join("\n", share.lines())).isZero();
    Claims.proven("all", "On scripts/lab broker --secure a lesson runs with the file of the user student",
        "20 of 20 records sent and read; a share group; 4 of 6 transactions committed, 2 aborted");
  }

  @Test
  void theCommandsWorkForTheStudent() {
    LauncherRun doctor = SecuredBroker.command(lab, broker.student(), "doctor")
        .env("JAVA_TOOL_OPTIONS", "-Dkafkalab.doctor.seconds=60").start();
    assertThat(doctor.exitCode()).as(String.join("\n", doctor.lines())).isZero();
    assertThat(doctor.lines()).contains("ok    broker          a Kafka broker for clients")
        .anyMatch(line -> line.startsWith("ok    round trip "));
    for (String[] words : new String[][] {{"topics"}, {"groups"}, {"kafka-topics", "--list"}}) {
      LauncherRun command = command(broker.student(), words);
      assertThat(command.exitCode(SECONDS)).as(String.join("\n", command.lines())).isZero();
    }
    LauncherRun acls = command(broker.teacher(), "kafka-acls", "--list");
    assertThat(acls.exitCode(SECONDS)).as(String.join("\n", acls.lines())).isZero();
    assertThat(acls.lines()).anyMatch(line -> line.contains("name=ak03., patternType=PREFIXED"))
        .noneMatch(line -> line.contains("User:teacher"));
  }

  @Test
  void theTourPassesForTheStudent() {
    LauncherRun tour = command(broker.student(), "tour", "--quick", "p7", "c3", "c12", "c13");
    assertThat(tour.exitCode(SECONDS.multipliedBy(3))).as(String.join("\n", tour.lines())).isZero();
    assertThat(tour.lines()).anyMatch(line -> line.startsWith("4 lessons, 4 ok, 0 failed, "))
        .as("its proxy cannot read what is encrypted").contains("  | Error: Producer07Idempotence needs a connection"
            + " without TLS: its proxy");
  }

  @Test
  @Records(varying = {"secured-password", "secured-not-trusted"})
  void theWrongCredentials() throws Exception {
    Path password = broker.studentWith("sasl.jaas.config", Users.LOGIN_MODULE
        + " required username=\"student\" password=\"guessed\";");
    Path other = newAuthority("-1H", "dns:localhost");
    Path trust = broker.studentWith("ssl.truststore.location", other.resolve("authority.pem").toString());
    LessonRun guessed = broker.lesson(lab, password, Producer02Sync.class).start();
    LessonRun untrusting = broker.lesson(lab, trust, Consumer07RebalanceCallback.class).start();
    LauncherRun tool = command(password, "kafka-topics", "--list");
    String wrong = "Error: the cluster refuses the user student: wrong user name or password"
        + " (SaslAuthenticationException: ";
    refused("secured-password", guessed, wrong, password);
    refused(tool, wrong, password);
    refused("secured-not-trusted", untrusting, "Error: the broker's certificate is not trusted (", trust);
    Claims.proven("all", "A certificate that is not trusted is told in one line, with the file of those that are",
        "exit code 6, one line");
  }

  @Test
  @Records(varying = {"secured-topic", "secured-group", "secured-transactional-id"})
  void whatNoAclAllows() {
    LessonRun topic = student(Producer02Sync.class).topic("payments").start();
    LessonRun readers = student(Consumer07RebalanceCallback.class).topic("ak03.refused").group("readers").start();
    LessonRun id = student(Producer08Transactions.class).env("LAB_STUDENT_ID", "alice").topic("ak03.refused.orders")
        .start();
    refused("secured-topic", topic, "Error: the user student may not use the topic payments"
        + " (TopicAuthorizationException: ", null);
    refused("secured-group", readers, "Error: the user student may not use the group readers"
        + " (GroupAuthorizationException: ", null);
    refused("secured-transactional-id", id, "Error: the user student may not do this"
        + " (TransactionalIdAuthorizationException: ", null);
    LauncherRun command = command(broker.student(), "topics", "payments");
    assertThat(command.exitCode(SECONDS)).isEqualTo(ExitCode.REFUSED);
    Claims.proven("Producer08Transactions", "A transactional id that one may not use is told in one line",
        "exit code 6");
  }

  @Test
  void aClusterOfThreeIsRefused() throws InterruptedException {
    CommandResult three = CommandResult.run(broker.address(), "broker", "--secure", "--nodes", "3");
    assertThat(three.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(three.error()).isEqualTo("Error: --secure is for one broker: leave out --nodes 3, or --secure.");
  }

  @Test
  @Records(varying = "secured-no-file")
  void withoutTheFile() {
    LessonRun lesson = lab.lesson(Producer02Sync.class).start();
    assertThat(lesson.exitCode(SECONDS)).isEqualTo(ExitCode.NO_BROKER);
    assertThat(lesson.lines()).singleElement().asString().startsWith("Error: something listens at " + broker.address())
        .endsWith("does it want TLS or SASL (LAB_CLIENT_PROPERTIES)?");
    Transcripts.record("secured-no-file", lesson.lines(), Map.of());
  }

  /** Those of the nodes among themselves let in who has the broker's key, and nobody else. */
  @Test
  void noListenerIsOpenToSomebodyUnknown() throws Exception {
    String listeners;
    try (Admin teacher = broker.admin(broker.teacher())) {
      ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
      listeners = TestLab.get(teacher.describeConfigs(List.of(node)).all()).get(node).get("listeners").value();
    }
    Matcher matcher = Pattern.compile("([A-Z_]+)://(localhost:\\d+)").matcher(listeners);
    Map<String, Object> trust = Map.of("security.protocol", "SSL", "ssl.truststore.type", "PEM",
        "ssl.truststore.location", broker.access().resolve("authority.pem").toString());
    int listenersTried = 0;
    while (matcher.find()) {
      listenersTried++;
      String address = matcher.group(2);
      assertThat(letsIn(address, Map.of())).as("without TLS at %s", matcher.group()).isFalse();
      assertThat(letsIn(address, trust)).as("without a certificate at %s", matcher.group()).isFalse();
      if (matcher.group(1).equals("BROKER")) {
        assertThat(letsIn(address, nodes())).as("as a node").isTrue();
      }
    }
    assertThat(listenersTried).isEqualTo(3);
    assertThat(listeners).doesNotContain("PLAINTEXT");
    Claims.proven("all", "No listener of scripts/lab broker --secure lets somebody in without a password or a key",
        "3 of 3 listeners refuse a client without TLS, and one with TLS alone");
  }

  private static Map<String, Object> nodes() {
    Map<String, Object> settings = new HashMap<>(new Certificates(broker.access()).settings());
    settings.put("security.protocol", "SSL");
    return settings;
  }

  private static boolean letsIn(String address, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("default.api.timeout.ms", 3_000);
    all.put("request.timeout.ms", 2_000);
    try (Admin admin = SecuredBroker.admin(address, all)) {
      TestLab.get(admin.describeCluster().nodes());
      return true;
    } catch (RuntimeException | AssertionError e) {
      return false;
    }
  }

  @Test
  @Records(varying = {"secured-expired", "secured-name"})
  void aCertificateThatHasExpiredOrIsForAnotherName() throws Exception {
    wrongCertificate("secured-expired", newAuthority("-40d", "dns:localhost"),
        "Error: the broker's certificate has expired (CertificateExpiredException: NotAfter: ");
    wrongCertificate("secured-name", newAuthority("-1H", "dns:broker.example.com"),
        "Error: the broker's certificate is for another host name (CertificateException: No subject alternative DNS"
            + " name matching localhost found.). ");
    Claims.proven("all", "A certificate that has expired, or is for another name, is told in one line",
        "exit code 6, one line each");
  }

  /** The clients' listener shows another certificate; the nodes go on with theirs. */
  private static void wrongCertificate(String scene, Path authority, String error) {
    try (SecuredBroker wrong = SecuredBroker.start("--set",
            "listener.name.sasl_ssl.ssl.keystore.location=" + authority.resolve("broker.pem"));
        TestLab itsLab = new TestLab(wrong.address())) {
      Path file = wrong.studentWith("ssl.truststore.location", authority.resolve("authority.pem").toString());
      refused(scene, wrong.lesson(itsLab, file, Producer02Sync.class).start(), error, null);
    }
  }

  @Test
  void aSecondStartKeepsWhatIsValid() throws Exception {
    try (SecuredBroker own = SecuredBroker.start(); TestLab itsLab = new TestLab(own.address())) {
      String topic = "ak03.kept";
      assertThat(own.lesson(itsLab, own.student(), Producer02Sync.class).topic(topic).messages(3).start().exitCode())
          .isZero();
      String authority = Files.readString(own.access().resolve("authority.pem"));
      String student = Files.readString(own.student());
      own.program().kill();
      assertThat(own.program().awaitExit(SECONDS)).isPresent();
      own.begin();
      assertThat(own.access().resolve("authority.pem")).hasContent(authority);
      assertThat(own.student()).hasContent(student);
      own.program().kill();
      assertThat(own.program().awaitExit(SECONDS)).isPresent();
      new Certificates(own.access()).make("-40d", 30, "dns:localhost");
      own.begin("-Duser.language=tr"); // where the capital of i is not I
      LessonRun again = own.lesson(itsLab, own.student(), Producer02Sync.class).topic(topic).messages(3).start();
      assertThat(again.exitCode()).as(String.join("\n", again.lines())).isZero();
      assertThat(again.lines()).anyMatch(line -> line.startsWith("ak03.kept-0-5 : "));
      Claims.proven("all", "scripts/lab broker --secure keeps passwords and records over kill -9, and renews a"
          + " certificate that has expired", "6 of 6 records there, the same file of the user student");
    }
  }

  private static LessonRun student(Class<?> lesson) {
    return broker.lesson(lab, broker.student(), lesson);
  }

  private static LauncherRun command(Path file, String... arguments) {
    return SecuredBroker.command(lab, file, arguments).start();
  }

  private static Path newAuthority(String start, String names) throws Exception {
    Path folder = Broker.newFolder().toAbsolutePath();
    new Certificates(folder).make(start, 30, names);
    return folder;
  }

  private static void refused(String scene, ProgramRun<?> run, String error, Path file) {
    refused(run, error, file);
    Transcripts.record(scene, List.of(run.lastLine()),
        file == null ? Map.of() : Map.of(file.getParent().toString(), "/home/alice"));
  }

  /** The last line is the error, and nothing is a trace or a log. */
  private static void refused(ProgramRun<?> run, String error, Path file) {
    assertThat(run.exitCode(SECONDS)).as(String.join("\n", run.lines())).isEqualTo(ExitCode.REFUSED);
    assertThat(run.lastLine()).startsWith(error);
    assertThat(run.lines()).filteredOn(line -> line.startsWith("\tat ") || line.startsWith("[")).isEmpty();
    assertThat(run.lines()).hasSizeLessThanOrEqualTo(3);
    if (file != null) {
      assertThat(run.lastLine()).contains(file + " (LAB_CLIENT_PROPERTIES)");
    }
  }
}
