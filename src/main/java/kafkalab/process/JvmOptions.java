package kafkalab.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Options for a quick start of this JDK, in a file for {@code java @file}: C1 only, and a class-data archive of
 * Kafka's classes (JEP 310). The archive covers the jars alone, so that editing a lesson does not make it useless.
 * Where it cannot be made, the programs start without it, in some more seconds.
 */
public final class JvmOptions {

  /** System property that names the options' file, so that a child JVM can use it too. */
  public static final String PROPERTY = "kafkalab.jvm.options";

  /** A slow machine needs some ten seconds; one that needs this long starts without an archive. */
  private static final long PATIENCE_SECONDS = 60;

  /** Runs what the archive is made from; it knows all programs, so it stands above them. */
  private static final String TRAINING = "kafkalab.cli.QuickStartTraining";

  private JvmOptions() {}

  /** Called by the launcher after a build: {@code JvmOptions FILE}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    make(Path.of(args[0]).toAbsolutePath());
  }

  /**
   * Writes the options' file, and beside it the archive.
   *
   * @param file where; the archive gets the same name with the ending {@code .jsa}
   */
  public static void make(Path file) throws IOException, InterruptedException {
    Files.createDirectories(file.getParent());
    List<String> options = new ArrayList<>(List.of(
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"));
    if (Runtime.version().feature() >= 24) {
      // Kafka's compression and Scala use what these JDKs warn about at each start (JEP 472, JEP 498)
      options.add("--enable-native-access=ALL-UNNAMED");
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    Path archive = file.resolveSibling(file.getFileName() + ".jsa");
    if (makeArchive(archive, options)) {
      options.add("-XX:SharedArchiveFile=" + archive);
    }
    options.add("-D" + PROPERTY + "=" + file);
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    // not the default charset, which is UTF-8 since JDK 18 (JEP 400)
    Charset launchers = Charset.forName(System.getProperty("sun.jnu.encoding"));
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (String option : options) {
      lines.writeBytes(line(option, launchers));
    }
    Files.write(unfinished, lines.toByteArray());
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * A line of a file for {@code java @file}. Java's launcher looks at bytes, not at letters: inside quotes the byte 5C,
   * a backslash, escapes the next one, even where it is the second half of a letter, as in Big5.
   *
   * @param charset the launcher's, which is the one of the system's file names and arguments
   */
  public static byte[] line(String option, Charset charset) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.write('"');
    for (byte b : option.getBytes(charset)) {
      line.write(b);
      if (b == '\\') {
        line.write(b);
      }
    }
    line.write('"');
    line.writeBytes(System.lineSeparator().getBytes(StandardCharsets.US_ASCII));
    return line.toByteArray();
  }

  private static boolean makeArchive(Path archive, List<String> options) throws IOException, InterruptedException {
    Path classes = archive.resolveSibling(archive.getFileName() + ".classes");
    Path log = archive.resolveSibling(archive.getFileName() + ".log");
    String all = System.getProperty("java.class.path");
    String jars = Arrays.stream(all.split(java.io.File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar")).collect(Collectors.joining(java.io.File.pathSeparator));
    try {
      return run(log, options, "-XX:DumpLoadedClassList=" + classes, "-cp", all, TRAINING)
          && run(log, options, "-Xshare:dump", "-XX:SharedClassListFile=" + classes,
              "-XX:SharedArchiveFile=" + archive, "-cp", jars)
          && Files.exists(archive);
    } finally {
      Files.deleteIfExists(classes);
    }
  }

  private static boolean run(Path log, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(arguments));
    if (Arrays.asList(arguments).contains("-Xshare:dump")) {
      command.remove("-Xshare:auto");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
