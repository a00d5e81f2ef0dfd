package kafkalab.doctor;

import static kafkalab.doctor.Finding.State.FAIL;
import static kafkalab.doctor.Finding.State.NOT_CHECKED;
import static kafkalab.doctor.Finding.State.OK;
import static kafkalab.doctor.Finding.State.WARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code lab doctor} makes of what it sees, where no test can make this machine or a cluster like that. */
class DoctorChecksTest {

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  @TempDir
  private Path folder;

  private static Path program(Path bin, String name) throws IOException {
    Path file = Files.createDirectories(bin).resolve(name + (WINDOWS ? ".exe" : ""));
    Files.writeString(file, "");
    file.toFile().setExecutable(true);
    return file;
  }

  private Path jdk(String name) throws IOException {
    Path home = folder.resolve(name);
    program(home.resolve("bin"), "java");
    program(home.resolve("bin"), "javac");
    Files.createFile(Files.createDirectories(home.resolve("lib")).resolve("modules"));
    return home.toRealPath();
  }

  @Test
  void aJdkIsComparedWithTheOneOnThePath() throws IOException {
    Path ours = jdk("ours");
    Path other = jdk("other");
    assertThat(MachineChecks.java(ours, Map.of("PATH", ours.resolve("bin").toString())).state()).isEqualTo(OK);
    assertThat(MachineChecks.java(ours, Map.of()).state()).as("no java on the PATH").isEqualTo(OK);
    Finding finding = MachineChecks.java(ours, Map.of("JAVA_HOME", ours.toString(),
        "PATH", folder.resolve("nothing") + java.io.File.pathSeparator + other.resolve("bin")));
    assertThat(finding.state()).isEqualTo(WARN);
    assertThat(finding.text()).endsWith("but the java on the PATH is in " + other);
    program(folder.resolve("launcher").resolve("bin"), "java");
    assertThat(MachineChecks.java(ours, Map.of("PATH", folder.resolve("launcher").resolve("bin").toString())).state())
        .as("a launcher that finds a JDK by itself").isEqualTo(OK);
  }

  @Test
  void aRuntimeWithoutCompilerIsNotEnough() throws IOException {
    Path home = jdk("jre");
    Files.delete(home.resolve("bin").resolve(WINDOWS ? "javac.exe" : "javac"));
    Finding finding = MachineChecks.java(home, Map.of());
    assertThat(finding.state()).isEqualTo(FAIL);
    assertThat(finding.text()).endsWith("has no javac: a lesson that you change cannot be compiled");
  }

  @Test
  void mavensVersionStandsInItsJar() throws IOException {
    Path maven = folder.resolve("maven");
    Map<String, String> path = Map.of("Path", maven.resolve("bin").toString());
    assertThat(MachineChecks.maven(path).text()).startsWith("no mvn on the PATH");
    Path mvn = program(maven.resolve("bin"), "mvn");
    assertThat(MachineChecks.maven(path)).isEqualTo(Finding.ok(mvn.toString()));
    mavenCore(maven, "3.10.1");
    assertThat(MachineChecks.maven(path)).isEqualTo(Finding.ok("3.10.1, " + mvn));
    mavenCore(maven, "3.6.3");
    assertThat(MachineChecks.maven(path).state()).isEqualTo(FAIL);
    assertThat(MachineChecks.maven(path).text()).isEqualTo("3.6.3, " + mvn + ": too old for the lab");
  }

  private static void mavenCore(Path maven, String version) throws IOException {
    Path lib = Files.createDirectories(maven.resolve("lib"));
    try (OutputStream out = Files.newOutputStream(lib.resolve("maven-core-3.x.jar"));
        ZipOutputStream jar = new ZipOutputStream(out)) {
      jar.putNextEntry(new ZipEntry("META-INF/maven/org.apache.maven/maven-core/pom.properties"));
      jar.write(("version=" + version).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void theRepositoryIsWhereMavenIsToldThatItIs() throws IOException {
    Path usual = folder.resolve(".m2").resolve("repository");
    assertThat(MachineChecks.repository(folder, Map.of()).state()).as("not there").isEqualTo(WARN);
    Files.createDirectories(usual);
    assertThat(MachineChecks.repository(folder, Map.of())).isEqualTo(Finding.ok(usual.toString()));
    Files.createDirectories(folder.resolve("one"));
    Files.createDirectories(folder.resolve("two"));
    Files.writeString(folder.resolve(".m2").resolve("settings.xml"), "<settings><!-- <localRepository>/x"
        + "</localRepository> -->\n<localRepository> ${user.home}/${env.WHERE} </localRepository></settings>");
    assertThat(MachineChecks.repository(folder, Map.of("WHERE", "one")))
        .isEqualTo(Finding.ok(folder.resolve("one").toString()));
    assertThat(MachineChecks.repository(folder, Map.of("WHERE", "one", "MAVEN_OPTS", "-Xmx1g -Dmaven.repo.local="
        + folder.resolve("two")))).isEqualTo(Finding.ok(folder.resolve("two").toString()));
  }

  @Test
  void aRepositoryThatCannotBeWritten() throws IOException {
    Path repository = Files.createDirectories(folder.resolve(".m2").resolve("repository"));
    repository.toFile().setWritable(false);
    assumeFalse(Files.isWritable(repository), "root may write everywhere");
    assertThat(MachineChecks.repository(folder, Map.of()).state()).isEqualTo(FAIL);
  }

  @ParameterizedTest
  @CsvSource({"1000000000, OK, 1.0", "999999999, WARN, 1.0", "99000000, FAIL, 0.1", "52500000000, OK, 52.5"})
  void roomOnTheDisk(long bytes, Finding.State state, String gigabytes) {
    Finding finding = MachineChecks.disk(bytes);
    assertThat(finding.state()).isEqualTo(state);
    assertThat(finding.text()).isEqualTo(gigabytes + " GB free in the project's folder");
  }

  @ParameterizedTest
  @CsvSource({"80, UTF-8, OK", "79, UTF-8, WARN", "200, utf8, OK", "80, x-windows-950, WARN", "80, US-ASCII, WARN"})
  void theTerminal(int columns, String encoding, Finding.State state) {
    assertThat(MachineChecks.terminal(columns, encoding).state()).isEqualTo(state);
  }

  @Test
  void localhostIsThisMachine() throws IOException {
    InetAddress four = InetAddress.getByName("127.0.0.1");
    InetAddress six = InetAddress.getByName("::1");
    assertThat(MachineChecks.localhost(List.of(four, six))).isEqualTo(Finding.ok("127.0.0.1, ::1"));
    assertThat(MachineChecks.localhost(List.of()).text()).isEqualTo("has no address: not this machine");
    assertThat(MachineChecks.localhost(List.of(four, InetAddress.getByName("192.0.2.1"))).state()).isEqualTo(FAIL);
  }

  @Test
  void aClustersVersion() {
    MetadataVersion ours = MetadataVersion.latestProduction();
    int level = ours.featureLevel();
    assertThat(ClusterChecks.version(OptionalInt.of(level), level)).isEqualTo(Finding.ok(
        "Kafka " + ours.shortVersion() + " (metadata.version " + ours + "), as in the lab"));
    assertThat(ClusterChecks.version(OptionalInt.of(999), 999)).isEqualTo(Finding.ok(
        "metadata.version level 999, newer than the lab's Kafka " + ours.shortVersion()));
    assertThat(ClusterChecks.version(OptionalInt.of(25), 25).text())
        .isEqualTo("metadata.version 4.0-IV3, older than the lab's Kafka " + ours.shortVersion());
    assertThat(ClusterChecks.version(OptionalInt.of(25), level).text())
        .isEqualTo("metadata.version 4.0-IV3, though the brokers know " + ours);
    assertThat(ClusterChecks.version(OptionalInt.empty(), 0).state()).isEqualTo(WARN);
  }

  /** Topic "t" with a partition of each given number of replicas in sync, of three. */
  private static TopicDescription topic(int... inSync) {
    List<Node> nodes = List.of(new Node(1, "a", 1), new Node(2, "b", 1), new Node(3, "c", 1));
    return new TopicDescription("t", true, IntStream.range(0, inSync.length).mapToObj(i -> new TopicPartitionInfo(i,
        inSync[i] == 0 ? null : nodes.get(0), nodes, nodes.subList(0, inSync[i]))).toList());
  }

  @Test
  void anInternalTopicNeedsEnoughReplicasInSync() {
    assertThat(ClusterChecks.inSync(topic(3, 3), 2, "commits")).isEmpty();
    assertThat(ClusterChecks.inSync(topic(3, 3), 4, "commits")).as("more than there are replicas").isEmpty();
    assertThat(ClusterChecks.inSync(topic(3, 1), 2, "commits").orElseThrow().text())
        .isEqualTo("t has fewer replicas in sync than its min.insync.replicas=2: commits hang");
    Finding behind = ClusterChecks.inSync(topic(3, 2), 2, "commits").orElseThrow();
    assertThat(behind.state()).isEqualTo(WARN);
    assertThat(behind.text()).isEqualTo("t-1 has 2 of 3 replicas in sync");
    assertThat(ClusterChecks.replication(topic(0)).orElseThrow().text())
        .isEqualTo("t-0 has no leader: nobody can read or write it");
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "103, 0", "105, 0", "106, 1", "6105, 6000", "99, -1", "-5900, -6000"})
  void aClockIsWrongOnlyIfItsTimeLiesOutside(long time, long skew) {
    assertThat(RoundTrip.skew(100, time, 105)).isEqualTo(skew);
  }

  @ParameterizedTest
  @CsvSource({"lab-doctor-1000-0a1b2c3d, true", "lab-doctor-1400-0a1b2c3d, false", "lab-doctor-9000-0a1b2c3d, false",
      "lab-doctor-x, false", "my-lab-doctor-1000-0a1b2c3d, false"})
  void onlyAnOldTopicOfItsOwnIsClearedUp(String topic, boolean old) {
    assertThat(RoundTrip.isOld(topic, 2_000)).isEqualTo(old);
  }

  @Test
  void clocksThatDiffer() {
    assertThat(ClusterChecks.clock(0, 5)).isEqualTo(Finding.ok("this machine's and the broker's agree, within 5 ms"));
    assertThat(ClusterChecks.clock(5_000, 5)).isEqualTo(Finding.ok("the broker's is ahead by 5.0 s"));
    assertThat(ClusterChecks.clock(-5_001, 5).state()).isEqualTo(WARN);
    assertThat(ClusterChecks.clock(-5_001, 5).text()).isEqualTo("the broker's is behind by 5.0 s");
  }

  @Test
  void whatEndsACheckIsShownWithItsRemedy() {
    Finding finding = Finding.of(new LabException(LabException.NO_BROKER,
        "no broker (Timed out. Call: x). Is the port right? Try another one."));
    assertThat(finding).isEqualTo(Finding.fail(LabException.NO_BROKER, "no broker (Timed out. Call: x).",
        "Is the port right? Try another one."));
    assertThat(finding.lines("broker")).isEqualTo(List.of("FAIL  broker          no broker (Timed out. Call: x).",
        "      Is the port right? Try another one."));
    assertThat(Finding.of(new LabException(LabException.FAILED, "broken")).remedies()).isEmpty();
    assertThat(Finding.of(new TopicAuthorizationException("no")).state()).isEqualTo(NOT_CHECKED);
  }
}
