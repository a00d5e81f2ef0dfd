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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.base.TempDirectories;

/**
 * Options for a quick start of this JDK, in a file for {@code java @file}: the class path, C1 only, and a class-data
 * archive of Kafka's classes (JEP 310). The archive covers the jars alone, so that editing a lesson does not
 * invalidate it. Where it cannot be created, the programs start without it, some seconds slower.
 *
 * <p>What the user asks of each JVM wins: what is against it is left out ({@link UserJvmOptions}).
 *
 * <p>Another JDK can read the file too: it ignores the archive, and accepts all the options.
 */
public final class QuickStart {

  /** System property that names the options' file, so that a child JVM can use it too. */
  public static final String PROPERTY = "kafkalab.jvm.options";

  /** The main class whose run the archive is created from; by name only, as it uses all programs. */
  private static final String TRAINING = "kafkalab.cli.QuickStartTraining";

  /** The launcher's main class, and what a JVM then logs of a class in one of the jars. */
  private static final String LAUNCHER = "kafkalab.cli.Lab";
  private static final String FROM_THE_ARCHIVE = "picocli.CommandLine source: shared objects file";

  /** A slow machine needs some ten seconds, a busy one a minute; one that needs this long starts without an archive. */
  private static final long TIMEOUT_SECONDS = 180;

  private static final String SEPARATOR = java.io.File.pathSeparator;

  private QuickStart() {}

  /** Called by the launcher after a build: {@code QuickStart FILE}. */
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
    String[] entries = System.getProperty("java.class.path").split(SEPARATOR);
    List<Path> jars = ArchivableJars.of(
        Stream.of(entries).filter(entry -> entry.endsWith(".jar")).sorted().map(Path::of).toList());
    String archived = jars.stream().map(Path::toString).collect(Collectors.joining(SEPARATOR));
    String classPath = Stream.concat(Stream.of(archived), Stream.of(entries).filter(entry -> !entry.endsWith(".jar")))
        .collect(Collectors.joining(SEPARATOR));
    UserJvmOptions users = UserJvmOptions.ofThisJvm();
    List<String> options = new ArrayList<>(users.without(List.of(
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr",
        // the archive where it was made for in memory; elsewhere all its pointers have to be changed at each start
        "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0",
        // Kafka's compression and Scala use what JDK 24 and later warn about at each start (JEP 472, JEP 498)
        "--enable-native-access=ALL-UNNAMED", "-Dsun.misc.unsafe.memory.access=allow")));
    Path archive = archive(file);
    if (options.contains("-Xshare:auto") && makeArchive(archive, options, archived, classPath)) {
      options.add("-XX:SharedArchiveFile=" + archive);
    } else {
      Files.deleteIfExists(archive);
    }
    options.addAll(List.of("-D" + PROPERTY + "=" + file, "-cp", classPath));
    // not the default charset, which is UTF-8 since JDK 18 (JEP 400)
    Charset launchers = Charset.forName(System.getProperty("sun.jnu.encoding"));
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    // a comment, by which the launcher sees whether the jars are still there
    lines.writeBytes(("# " + jars.size() + " " + jars.get(0).getParent() + System.lineSeparator()).getBytes(launchers));
    for (String option : options) {
      lines.writeBytes(line(option, launchers));
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.write(unfinished, lines.toByteArray());
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path archive(Path options) {
    return options.resolveSibling(options.getFileName() + ".jsa");
  }

  /** The archive that this JVM was to use; empty if there is none. */
  public static Optional<Path> archiveOfThisJvm() {
    String options = System.getProperty(PROPERTY);
    Path archive = options == null ? null : archive(Path.of(options));
    return archive != null && Files.exists(archive) ? Optional.of(archive) : Optional.empty();
  }

  /** Whether this JVM has an archive and uses it. */
  public static boolean isArchiveInUse() {
    // with -Xshare:auto a JVM that cannot use its archive starts without sharing
    return archiveOfThisJvm().isPresent() && System.getProperty("java.vm.info", "").contains("sharing");
  }

  /**
   * Deletes the options if this JVM had to pass over their archive, so that the next start makes them again: another
   * JDK may have come to the same path, or a jar may be another one. Where the user asks something of each JVM, that
   * may be the reason, and to make them again would not help.
   */
  public static void deleteIfArchiveIsNotUsed() {
    if (archiveOfThisJvm().isEmpty() || isArchiveInUse()) {
      return;
    }
    Map<String, String> environment = System.getenv();
    if (List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").stream()
        .noneMatch(environment::containsKey)) {
      Path.of(System.getProperty(PROPERTY)).toFile().delete();
    }
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

  private static boolean makeArchive(Path archive, List<String> options, String jars, String classPath)
      throws IOException, InterruptedException {
    Path classes = archive.resolveSibling(archive.getFileName() + ".classes");
    Path log = log(archive);
    Path data = trainingData(archive);
    TempDirectories.delete(data); // of one that was killed
    String file = "-XX:SharedArchiveFile=" + archive;
    try {
      boolean made = run(archive, options, "-XX:DumpLoadedClassList=" + classes, "-cp", classPath, TRAINING,
          data.toString())
          && dropOldClassesConstants(classes)
          && run(archive, options, "-Xshare:dump", "-XX:SharedClassListFile=" + classes, file, "-cp", jars)
          // with -Xshare:on a JVM that cannot use it does not start
          && run(archive, options, "-Xshare:on", file, "-Xlog:class+load", "-cp", classPath, LAUNCHER, "--version")
          && Files.readString(log, StandardCharsets.ISO_8859_1).contains(FROM_THE_ARCHIVE);
      if (made) {
        Files.delete(log); // else it says why not
      }
      return made;
    } finally {
      Files.deleteIfExists(classes);
      TempDirectories.delete(data);
    }
  }

  /** What the JVMs say that make the archive. */
  private static Path log(Path archive) {
    return archive.resolveSibling(archive.getFileName() + ".log");
  }

  /** Where the training's broker has its data. */
  private static Path trainingData(Path archive) {
    return archive.resolveSibling(archive.getFileName() + ".training");
  }

  /**
   * JDK 24 and later also list resolved constants, for which the class is linked; and a class for a very old Java, as
   * picocli's are, is not archived once it is linked.
   */
  private static boolean dropOldClassesConstants(Path classes) throws IOException {
    List<String> lines = Files.readAllLines(classes, StandardCharsets.ISO_8859_1);
    lines.removeIf(line -> line.startsWith("@cp picocli/"));
    Files.write(classes, lines, StandardCharsets.ISO_8859_1);
    return true;
  }

  private static boolean run(Path archive, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(arguments));
    if (Arrays.stream(arguments).anyMatch(argument -> argument.startsWith("-Xshare:"))) {
      command.remove("-Xshare:auto");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(log(archive).toFile()).start();
    // a signal that ends this JVM ends that one, and leaves nothing of it behind
    Thread killer = new Thread(() -> {
      process.destroyForcibly().onExit().join();
      TempDirectories.delete(trainingData(archive));
    });
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}
