package kafkalab.mutations;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.process.JvmLaunch;
import kafkalab.process.QuickStart;

/** Runs tests in a JVM of their own, on a copy of the program. */
final class TestJvm {

  /** How long a test waits for what does not come: on a mutation nearly all wait in vain. */
  private static final int WAIT_SECONDS = 40;

  private static final int MOST_SECONDS = 240;
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

  private final String sharedBroker;

  /**
   * Runs with a broker.
   *
   * @param sharedBroker its address, for all tests that do not need one of the copy
   */
  TestJvm(String sharedBroker) {
    this.sharedBroker = sharedBroker;
  }

  /** This JVM's class path, with a copy's classes instead of the lab's. */
  static String classPath(Path classes) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().equals(CLASSES) ? classes.toString() : entry)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Runs tests up to the first one that does not pass.
   *
   * @param log where their output goes
   */
  TestOutcome run(ProgramCopy copy, List<String> tests, boolean ownBroker, Path log)
      throws IOException, InterruptedException {
    Path report = Files.createTempFile(copy.classes().getParent(), "tests", ".report");
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(copy.classes()),
        "-Dlab.test.broker=" + (ownBroker ? "embedded" : "external"), "-Dlab.test.seconds=" + WAIT_SECONDS,
        "-Dlab.test.kafka.version=" + System.getProperty("lab.test.kafka.version"),
        "-Dlab.test.sources=" + copy.sources(),
        "-D" + JvmLaunch.CLASS_PATH_PROPERTY + "=" + programsClassPath(copy.classes()),
        "-D" + QuickStart.PROPERTY + "=" + quickStart(copy.classes()), SelectedTests.class.getName(),
        report.toString()));
    command.addAll(tests);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    if (!ownBroker) {
      builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", sharedBroker);
    }
    Process process = builder.start();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return new TestOutcome(TestOutcome.Kind.BROKEN, tests.toString(), "no end within " + MOST_SECONDS + " s");
    }
    List<String> lines = Files.readAllLines(report);
    return !lines.isEmpty() ? TestOutcome.ofReport(lines)
        : new TestOutcome(TestOutcome.Kind.BROKEN, tests.toString(), "exit code " + process.exitValue() + ": " + log);
  }

  /** Where the programs that the tests start find their classes. */
  private static String programsClassPath(Path classes) {
    return System.getProperty(JvmLaunch.CLASS_PATH_PROPERTY).replace(CLASSES.toString(), classes.toString());
  }

  /** The options of the quick starts for a copy: the archive covers the jars, which are the same. */
  private static Path quickStart(Path classes) throws IOException {
    Path options = Path.of(System.getProperty(QuickStart.PROPERTY));
    Path own = classes.resolveSibling("jvm.options");
    String text = Files.readString(options, StandardCharsets.ISO_8859_1);
    for (Path[] change : new Path[][] {{CLASSES, classes}, {options, own}}) {
      text = text.replace(inOptions(change[0]) + "\"", inOptions(change[1]) + "\"");
    }
    Path archive = Path.of(options + ".jsa");
    if (Files.exists(archive)) {
      Files.createLink(Path.of(own + ".jsa"), archive); // the doctor looks for it
    }
    return Files.writeString(own, text, StandardCharsets.ISO_8859_1);
  }

  /** A path as a file of options writes it, but for the quotes, a letter for each byte. */
  private static String inOptions(Path path) {
    byte[] line = QuickStart.line(path.toString(), Charset.forName(System.getProperty("sun.jnu.encoding")));
    return new String(line, StandardCharsets.ISO_8859_1).strip().replaceAll("^\"|\"$", "");
  }
}
