package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classes of the jars come from the class-data archive, as the JVM's own log says. A JVM that cannot use it starts
 * without it and says nothing.
 */
class QuickStartIT {

  /** A broker and some lessons in one JVM. */
  private static final String PROGRAM = "kafkalab.cli.QuickStartTraining";

  @TempDir
  private Path folder;

  @Test
  void programsOfTheTestsStartFromTheArchive() throws Exception {
    List<String> command = new ArrayList<>(Programs.commandLine(PROGRAM));
    command.addAll(command.size() - 1, List.of("-Xlog:class+load:file=" + folder.resolve("log")));
    command.add(folder.resolve("data").toString());
    run(new ProcessBuilder(command));
    classesOfTheJarsAreFromTheArchive(folder.resolve("log"));
  }

  /** JDK 17 archives no class of a jar whose path has what a URL escapes. */
  @Test
  @Tag("faults") // it makes two archives
  @DisabledOnOs(OS.WINDOWS)
  void theLauncherStartsFromTheArchiveInAnyFolderAndAfterAMove() throws Exception {
    Path project = copyOfTheProject(folder.resolve("first l" + umlaut() + "st #1").resolve("lab"));
    assertThat(lab(project)).contains("Preparing quick starts");
    programsStartFromTheArchive(project);
    assertThat(lab(project)).as("prepared already").doesNotContain("Preparing");

    Path moved = Files.move(project, folder.resolve("100% m" + umlaut() + "ved"));
    assertThat(lab(moved)).contains("Preparing quick starts");
    programsStartFromTheArchive(moved);

    // not the jar from which the archive was made
    Files.setLastModifiedTime(jarOf(moved), Files.getLastModifiedTime(moved.resolve("pom.xml")));
    Path options = optionsOf(moved);
    lab(moved);
    assertThat(options).as("the options, which the next start then makes again").doesNotExist();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void interruptedItLeavesNoDataBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path training = folder.resolve("jvm/options.jsa.training");
    // not with the options of a quick start, which would be taken for those of the user
    String classPath = System.getProperty(JvmLaunch.CLASS_PATH_PROPERTY, System.getProperty("java.class.path"));
    Process quickStart = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.io.tmpdir=" + temporary, "-cp", classPath, QuickStart.class.getName(),
        folder.resolve("jvm/options").toString()).redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile()).start();
    try {
      TestLab.await().until(() -> Files.exists(training.resolve("nodes-1")));
      quickStart.destroy();
      assertThat(quickStart.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(training).doesNotExist();
      assertThat(temporary).isEmptyDirectory();
    } finally {
      quickStart.destroyForcibly();
    }
  }

  private static String umlaut() {
    return Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('\u00e4') ? "\u00e4" : "a";
  }

  /** The project as it is after a build. */
  private static Path copyOfTheProject(Path copy) throws Exception {
    for (String part : List.of("pom.xml", "scripts", "src/main", "target/classes", "target/lib")) {
      try (Stream<Path> files = Files.walk(Path.of(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.createDirectories(copy.resolve(file.toString()).getParent());
          Files.copy(file, copy.resolve(file.toString()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    String sums = run(new ProcessBuilder("bash", "-c", "eval \"$(sed -n '/^sums()/,/^}/p' scripts/lab)\"; root=.; sums")
        .directory(copy.toFile()));
    Files.writeString(copy.resolve("target/lab.built"), sums);
    return copy;
  }

  /** Lists the lessons, and returns all that it says. */
  private String lab(Path project) throws Exception {
    ProcessBuilder lab = new ProcessBuilder(project.resolve("scripts/lab").toString(), "list");
    lab.environment().put("JAVA_HOME", System.getProperty("java.home"));
    lab.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return run(lab);
  }

  private void programsStartFromTheArchive(Path project) throws Exception {
    Path log = Files.createTempFile(folder, "classes", ".log");
    run(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + optionsOf(project), "-Xlog:class+load:file=" + log, PROGRAM, log + ".data"));
    classesOfTheJarsAreFromTheArchive(log);
  }

  /** The options that were made last: those of another folder are of no use. */
  private static Path optionsOf(Path project) throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("target/jvm"))) {
      return files.filter(file -> file.toString().endsWith(".options")).max((a, b) ->
          Long.compare(a.toFile().lastModified(), b.toFile().lastModified())).orElseThrow();
    }
  }

  /** One of the jars from which the archive was made; the JVM looks at those only whose classes it has. */
  private static Path jarOf(Path project) throws IOException {
    String folder = Files.readAllLines(optionsOf(project)).get(0).split(" ", 3)[2];
    try (Stream<Path> jars = Files.list(Path.of(folder))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("kafka-clients-")).findFirst().orElseThrow();
    }
  }

  private static void classesOfTheJarsAreFromTheArchive(Path log) throws IOException {
    List<String> classes = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    long archived = classes.stream().filter(line -> line.contains("source: shared objects file")).count();
    // a few that the run in which the archive was made happened not to need
    assertThat(classes).filteredOn(line -> line.matches(".* source: file:.*\\.jar"))
        .hasSizeLessThan((int) archived / 50);
    assertThat(classes).filteredOn(line -> line.matches(".*] org\\.apache\\.kafka\\..* source: shared objects file"))
        .hasSizeGreaterThan(1_000);
  }

  private static String run(ProcessBuilder builder) throws Exception {
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
