package kafkalab.doctor;

import static kafkalab.doctor.Finding.State.FAIL;
import static kafkalab.doctor.Finding.State.OK;
import static kafkalab.doctor.Finding.State.WARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lab doctor} makes of what compiles the lessons, where no test can make this machine like that. */
class BuildChecksTest {

  private static final boolean WINDOWS = OS.WINDOWS.isCurrentOs();

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
    assertThat(BuildChecks.java(ours, Map.of("PATH", ours.resolve("bin").toString())).state()).isEqualTo(OK);
    assertThat(BuildChecks.java(ours, Map.of()).state()).as("no java on the PATH").isEqualTo(OK);
    Finding finding = BuildChecks.java(ours, Map.of("JAVA_HOME", ours.toString(),
        "PATH", folder.resolve("nothing") + java.io.File.pathSeparator + other.resolve("bin")));
    assertThat(finding.state()).isEqualTo(WARN);
    assertThat(finding.text()).endsWith("but the java on the PATH is in " + other);
    program(folder.resolve("launcher").resolve("bin"), "java");
    assertThat(BuildChecks.java(ours, Map.of("PATH", folder.resolve("launcher").resolve("bin").toString())).state())
        .as("a launcher that finds a JDK by itself").isEqualTo(OK);
  }

  @Test
  void aRuntimeWithoutCompilerIsNotEnough() throws IOException {
    Path home = jdk("jre");
    Files.delete(home.resolve("bin").resolve(WINDOWS ? "javac.exe" : "javac"));
    Finding finding = BuildChecks.java(home, Map.of());
    assertThat(finding.state()).isEqualTo(FAIL);
    assertThat(finding.text()).endsWith("has no javac: a lesson that you change cannot be compiled");
  }

  @Test
  void mavensVersionIsReadFromItsJar() throws IOException {
    Path maven = folder.resolve("maven");
    Map<String, String> path = Map.of("Path", maven.resolve("bin").toString());
    assertThat(BuildChecks.maven(path).text()).startsWith("no mvn on the PATH");
    Path mvn = program(maven.resolve("bin"), "mvn");
    assertThat(BuildChecks.maven(path)).isEqualTo(Finding.ok(mvn.toString()));
    mavenCore(maven, "3.10.1");
    assertThat(BuildChecks.maven(path)).isEqualTo(Finding.ok("3.10.1, " + mvn));
    mavenCore(maven, "3.6.3");
    assertThat(BuildChecks.maven(path).state()).isEqualTo(FAIL);
    assertThat(BuildChecks.maven(path).text()).isEqualTo("3.6.3, " + mvn + ": too old for the lab");
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
    assertThat(BuildChecks.repository(folder, Map.of()).state()).as("not there").isEqualTo(WARN);
    Files.createDirectories(usual);
    assertThat(BuildChecks.repository(folder, Map.of())).isEqualTo(Finding.ok(usual.toString()));
    Files.createDirectories(folder.resolve("one"));
    Files.createDirectories(folder.resolve("two"));
    Files.writeString(folder.resolve(".m2").resolve("settings.xml"), "<settings><!-- <localRepository>/x"
        + "</localRepository> -->\n<localRepository> ${user.home}/${env.WHERE} </localRepository></settings>");
    assertThat(BuildChecks.repository(folder, Map.of("WHERE", "one")))
        .isEqualTo(Finding.ok(folder.resolve("one").toString()));
    assertThat(BuildChecks.repository(folder, Map.of("WHERE", "one", "MAVEN_OPTS", "-Xmx1g -Dmaven.repo.local="
        + folder.resolve("two")))).isEqualTo(Finding.ok(folder.resolve("two").toString()));
  }

  @Test
  void aRepositoryThatCannotBeWritten() throws IOException {
    Path repository = Files.createDirectories(folder.resolve(".m2").resolve("repository"));
    repository.toFile().setWritable(false);
    assumeFalse(Files.isWritable(repository), "root may write everywhere");
    assertThat(BuildChecks.repository(folder, Map.of()).state()).isEqualTo(FAIL);
  }
}
