package kafkalab.secured;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, users and rights, as they are made for a broker. */
class AccessTest {

  @TempDir
  Path folder;

  private Access prepared() throws Exception {
    Access access = new Access(folder.resolve("a b").resolve("access"));
    access.prepare();
    return access;
  }

  private static String text(Path file) throws Exception {
    return Files.readString(file);
  }

  @Test
  void whatIsThereAndValidStaysAndWhatIsDamagedIsMadeAnew() throws Exception {
    Access first = prepared();
    assertThat(Duration.between(Instant.now(), first.end())).isBetween(Duration.ofDays(29), Duration.ofDays(30));
    Path authority = first.student().resolveSibling("authority.pem");
    Path broker = first.student().resolveSibling("broker.pem");
    String made = text(authority);
    String student = text(first.student());
    assertThat(prepared().end()).isEqualTo(first.end());
    assertThat(text(authority)).isEqualTo(made);
    assertThat(text(first.student())).isEqualTo(student);
    Files.writeString(broker, text(broker).substring(0, 700));
    prepared();
    assertThat(text(authority)).as("a new pair").isNotEqualTo(made);
    assertThat(text(first.student())).as("the same password").isEqualTo(student);
    try (Stream<Path> files = Files.list(authority.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString())).as("no private key of the authority")
          .containsExactlyInAnyOrder("authority.pem", "broker.pem", "student.properties", "teacher.properties");
    }
  }

  @Test
  void aPairThatDoesNotFitIsMadeAnew() throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.ensure();
    String other = text(certificates.authority());
    certificates.make("-1H", 30, "dns:localhost");
    Files.writeString(certificates.authority(), other);
    certificates.ensure();
    assertThat(text(certificates.authority())).isNotEqualTo(other);
  }

  @Test
  void aCertificateThatEndsWithinAWeekIsRenewed() throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.make("-1H", 7, "dns:localhost");
    assertThat(certificates.ensure()).isAfter(Instant.now().plus(Duration.ofDays(29)));
  }

  @Test
  void everyBrokerHasPasswordsOfItsOwn() {
    assertThat(Stream.generate(Users::newPassword).limit(100)).doesNotHaveDuplicates()
        .allSatisfy(password -> assertThat(password).matches("[A-Za-z0-9]{24}"));
  }

  @Test
  void aPathIsReadBackAsItIs() throws Exception {
    for (String path : new String[] {"/home/a b/\u03b1=#!", "C:\\Users\\\u5b78\u751f\\lab"}) {
      Properties read = new Properties();
      read.load(new StringReader("f=" + Users.escaped(path)));
      assertThat(read.getProperty("f")).isEqualTo(path);
      assertThat(Users.escaped(path)).matches("[ -~]*");
    }
  }

  /** Nothing by a name alone, nothing for all names, and nothing of the cluster. */
  @Test
  void theStudentsRightsEndAtTheLessonsNames() {
    assertThat(StudentRules.of("ann")).extracting(AclBinding::toString).allMatch(rule ->
        rule.contains("principal=User:student,") && rule.contains("patternType=PREFIXED")
            && !rule.contains("CLUSTER") && !rule.contains("operation=ALL"))
        .anyMatch(rule -> rule.contains("resourceType=GROUP, name=ann-,"))
        .anyMatch(rule -> rule.contains("resourceType=TRANSACTIONAL_ID, name=ann-,"))
        .noneMatch(rule -> rule.contains("name=tdea-"));
  }
}
