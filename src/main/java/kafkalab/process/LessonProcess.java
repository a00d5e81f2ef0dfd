package kafkalab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import kafkalab.support.ProjectDirectory;
import kafkalab.support.Shell;

/**
 * A program of the lab in a JVM of its own, as a user runs it, with its output (both streams, in order) at hand.
 */
public final class LessonProcess implements AutoCloseable {

  /** Variables that say where and as whom to run; those of this process must not leak into a child. */
  private static final List<String> NOT_INHERITED =
      List.of("LAB_STUDENT_ID", "LAB_TOPIC", "LAB_GROUP", "LAB_MESSAGES", "LAB_DELAY_MS");

  /**
   * What a child writes, whatever the locale: a pipe's encoding is the locale's, but the default charset, with which
   * this JVM would read it, is UTF-8 since JDK 18 (JEP 400). JDK 17 has the properties with "sun".
   */
  private static final List<String> UTF_8 = List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8",
      "-Dsun.stdout.encoding=UTF-8", "-Dsun.stderr.encoding=UTF-8");

  /** Says to a child that its standard input brings orders (see {@code kafkalab.support.LauncherOrders}). */
  private static final String REMOTE = "-Dkafkalab.remote=true";

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private final Process process;
  private final boolean remote;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private LessonProcess(Process process, boolean remote, Consumer<String> onLine) {
    this.process = process;
    this.remote = remote;
    this.reader = new Thread(() -> read(onLine), "output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a main class with this JVM's own class path and options.
   *
   * @param environment variables to set for it
   * @param onLine called with each line of output as it comes, on a thread of its own
   */
  public static LessonProcess start(String mainClass, List<String> arguments, Map<String, String> environment,
      Consumer<String> onLine) {
    return start(command(List.of(), mainClass, arguments), environment, false, onLine);
  }

  /**
   * Starts a lesson that takes orders while it runs, and stops when this JVM has gone.
   *
   * @param jvmOptions further options of its JVM
   */
  public static LessonProcess startRemote(String mainClass, List<String> jvmOptions, Map<String, String> environment,
      Consumer<String> onLine) {
    List<String> options = new ArrayList<>(jvmOptions);
    options.add(REMOTE);
    return start(command(options, mainClass, List.of()), environment, true, onLine);
  }

  /** Starts a command line that was made from {@link #command}. */
  public static LessonProcess start(List<String> command, Map<String, String> environment) {
    return start(command, environment, false, line -> { });
  }

  private static LessonProcess start(List<String> command, Map<String, String> environment, boolean remote,
      Consumer<String> onLine) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(NOT_INHERITED);
    builder.environment().putAll(environment);
    try {
      return new LessonProcess(builder.start(), remote, onLine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a main class that nobody watches line by line. */
  public static LessonProcess start(String mainClass, List<String> arguments, Map<String, String> environment) {
    return start(mainClass, arguments, environment, line -> { });
  }

  /** A record in the output of a lesson: {@code ak03.fourpartition-2-17 : (41 , msg_41)}. */
  public static final Pattern RECORD = Pattern.compile("\\S+-\\d+-\\d+ : \\(.* , .*\\)");

  /** The class path of the programs where no options name one; the tests run them from the folders of a user. */
  public static final String CLASS_PATH_PROPERTY = "kafkalab.class.path";

  /** The command line: this JVM's java, and the launcher's options with their class path, or else this JVM's own. */
  public static List<String> command(List<String> jvmOptions, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Optional.ofNullable(System.getProperty(JvmOptions.PROPERTY)).map(Path::of).filter(Files::exists)
        .ifPresentOrElse(options -> command.add("@" + options), () -> command.addAll(List.of("-cp",
            System.getProperty(CLASS_PATH_PROPERTY, System.getProperty("java.class.path")))));
    command.addAll(UTF_8);
    command.addAll(jvmOptions);
    command.add("-D" + ProjectDirectory.PROPERTY + "=" + ProjectDirectory.path());
    Optional.ofNullable(System.getProperty(Shell.PROPERTY))
        .ifPresent(launcher -> command.add("-D" + Shell.PROPERTY + "=" + launcher));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  private void read(Consumer<String> onLine) {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
        onLine.accept(line);
      }
    } catch (IOException streamClosed) {
      // the process was killed while it wrote
    }
  }

  /** What it has printed so far. */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Waits for a line of output; false if the time or the output ended first. */
  public boolean awaitLine(Predicate<String> wanted, Duration atMost) throws InterruptedException {
    return awaitLines(wanted, 1, atMost);
  }

  /** Waits until so many lines of output match; false if the time or the output ended first. */
  public boolean awaitLines(Predicate<String> wanted, int count, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      boolean ended = !reader.isAlive();
      synchronized (lines) {
        if (lines.stream().filter(wanted).count() >= count) {
          return true;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          return false;
        }
        lines.wait(Math.min(left, 100));
      }
    }
  }

  /** Waits for the end of the process and of its output. */
  public Optional<Integer> awaitExit(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    reader.join(5_000);
    return Optional.of(process.exitValue());
  }

  /** The process's id in the operating system. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Gives an order to a program of {@link #startRemote}: {@code delay 500}, {@code delay}, {@code pause},
   * {@code resume} or {@code stop}. One that has ended does not hear it.
   */
  public void order(String order) {
    type(order + "\n");
  }

  /** Types text, ASCII only, into its standard input; one that has ended does not read it. */
  public void type(String text) {
    try {
      OutputStream in = process.getOutputStream();
      in.write(text.getBytes(StandardCharsets.US_ASCII));
      in.flush();
    } catch (IOException e) {
      // it has ended: its exit code says why
    }
  }

  /**
   * Asks it to stop: SIGTERM. Windows has no such signal: there the order {@code stop} does the same, and a program
   * that takes no orders is killed.
   */
  public void stop() {
    if (remote && WINDOWS) {
      order("stop");
      return;
    }
    process.toHandle().destroy(); // Process.destroy() would close its output, and its last words be lost
  }

  /** Closes its standard input: there is nothing more to read. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended already
    }
  }

  /** Ends it at once: SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Kills it, if it runs still, and waits until it has gone. */
  @Override
  public void close() {
    kill();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      reader.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
