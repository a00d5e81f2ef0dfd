package kafkalab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import kafkalab.base.DaemonThreads;
import kafkalab.harness.Broker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.support.ClientSettingsVariable;

/**
 * A lesson at full speed in a process of its own. The records that it shows are counted, not kept; it can be paused,
 * and its reader can go away.
 */
final class Member {

  private static final int LAST_LINES = 40;

  private final String name;
  private final String prefix;
  private final Tally tally;
  private final Process process;
  private final Path errors;
  private final RandomAccessFile pipe;
  private final FileInputStream output;
  private final ScheduledExecutorService reader = DaemonThreads.timer("reader");
  private final StringBuilder line = new StringBuilder();
  private final Deque<String> lastLines = new ConcurrentLinkedDeque<>();
  private final byte[] bytes = new byte[1 << 16];
  private boolean read = true;
  private volatile boolean hasJoined;
  private long resumeAt;

  /** Starts it; the environment says what it reads, and as which member. */
  Member(Class<?> lesson, Map<String, String> environment, Map<String, String> clientSettings, Tally tally)
      throws IOException, InterruptedException {
    this.name = lesson.getSimpleName() + " " + clientSettings;
    this.prefix = environment.get("LAB_TOPIC") + "-";
    this.tally = tally;
    Path folder = Broker.newFolder();
    Path fifo = folder.resolve("output");
    errors = folder.resolve("errors");
    assertThat(run("mkfifo", fifo.toString())).as("mkfifo").isZero();
    // for reading and writing: opening it does not wait for the other side
    pipe = new RandomAccessFile(fifo.toFile(), "rw");
    output = new FileInputStream(pipe.getFD());
    ProcessBuilder builder = new ProcessBuilder(Programs.commandLine(lesson.getName()))
        .redirectOutput(fifo.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("LAB_DELAY_MS", "0");
    builder.environment().put(ClientSettingsVariable.NAME, ClientSettingsVariable.encode(clientSettings));
    process = builder.start();
    reader.scheduleWithFixedDelay(this::drain, 0, 2, TimeUnit.MILLISECONDS);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  /** Reads what is in the pipe. By the reader's thread only. */
  private void drain() {
    try {
      while (read && output.available() > 0) {
        int count = output.read(bytes);
        for (int i = 0; i < count; i++) {
          if (bytes[i] == '\n') {
            line(line.toString());
            line.setLength(0);
          } else {
            line.append((char) bytes[i]);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void line(String text) {
    if (text.startsWith(prefix)) {
      int dash = text.indexOf('-', prefix.length());
      int blank = text.indexOf(' ', dash);
      tally.add(Integer.parseInt(text.substring(prefix.length(), dash)),
          Integer.parseInt(text.substring(dash + 1, blank)));
    } else {
      hasJoined |= text.startsWith("Setting newly assigned partitions: ");
      lastLines.add(text);
      if (lastLines.size() > LAST_LINES) {
        lastLines.remove();
      }
    }
  }

  private void signal(String signal) throws IOException, InterruptedException {
    boolean sent = run("kill", "-" + signal, Long.toString(process.pid())) == 0;
    assertThat(sent || !process.isAlive()).as("SIG%s was sent to %s", signal, this).isTrue();
  }

  /** SIGSTOP; each thread has stopped when this returns. */
  private void freeze() throws IOException, InterruptedException {
    signal("STOP");
    TestLab.await().ignoreExceptions().until(() -> !process.isAlive() || states().allMatch("T"::equals));
  }

  private Stream<String> states() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      return threads.map(Member::state).toList().stream();
    }
  }

  private static String state(Path thread) {
    try {
      return Files.readString(thread.resolve("stat")).replaceAll("(?s).*\\) (.).*", "$1");
    } catch (IOException gone) {
      return "T";
    }
  }

  /** SIGSTOP, for so long. */
  void pause(long seconds) throws IOException, InterruptedException {
    freeze();
    resumeAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  boolean isPaused() {
    return resumeAt != 0;
  }

  /** SIGCONT, if its time has come. */
  void resume() throws IOException, InterruptedException {
    if (resumeAt != 0 && System.nanoTime() > resumeAt) {
      signal("CONT");
      resumeAt = 0;
    }
  }

  /** Nobody reads its output any more; all that it has written so far was read, to the last byte. */
  void losesItsReader() throws IOException, InterruptedException {
    freeze();
    byReader(() -> {
      drain();
      read = false;
    });
    pipe.close();
    signal("CONT");
  }

  private void byReader(Runnable work) throws InterruptedException {
    try {
      reader.submit(work).get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it was ever a member; one that finds no broker that answers ends before. */
  boolean hasJoined() {
    return hasJoined;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM. */
  void stop() {
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Waits for its end, and for its last lines. */
  int exitCode() throws IOException, InterruptedException {
    assertThat(process.waitFor(TestLab.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as("it ends: %s", this).isTrue();
    byReader(this::drain);
    reader.shutdown();
    pipe.close();
    return process.exitValue();
  }

  @Override
  public String toString() {
    try {
      return name + "\n" + String.join("\n", List.copyOf(lastLines)) + "\n" + Files.readString(errors);
    } catch (IOException e) {
      return name;
    }
  }
}
