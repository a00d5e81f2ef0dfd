package kafkalab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kafkalab.base.DaemonThreads;

/** A program of the lab in a JVM of its own, with its output (both streams, in order) at hand. */
public sealed class ChildJvm implements AutoCloseable permits LessonProcess {

  /** Where lines come this close to each other, they are read so often and not one by one, as each look is work. */
  private static final long CLOSE_MS = 20;

  private final Process process;
  private final OutputLines lines;
  private final Thread reader;

  ChildJvm(Process process, int keptLines, Consumer<String> onLine) {
    this.process = process;
    this.lines = new OutputLines(keptLines);
    this.reader = DaemonThreads.start("output", () -> read(onLine));
  }

  private void read(Consumer<String> onLine) {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      long before = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        onLine.accept(line);
        long now = System.nanoTime();
        if (now - before < TimeUnit.MILLISECONDS.toNanos(CLOSE_MS) && !in.ready()) {
          TimeUnit.MILLISECONDS.sleep(CLOSE_MS);
        }
        before = now;
      }
    } catch (IOException streamClosed) {
      // the process was killed while it wrote
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lines.end();
    }
  }

  /** What it has printed so far, as far as that is kept. */
  public List<String> lines() {
    return lines.kept();
  }

  /** Waits for a line of output; false if the time or the output ended first. */
  public boolean awaitLine(Predicate<String> wanted, Duration atMost) throws InterruptedException {
    return awaitLines(wanted, 1, atMost);
  }

  /** Waits until this number of lines of output match; false if the time or the output ended first. */
  public boolean awaitLines(Predicate<String> wanted, int count, Duration atMost) throws InterruptedException {
    return lines.await(wanted, count, atMost);
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

  /** Writes text, ASCII only, to its standard input; one that has ended does not read it. */
  public void type(String text) {
    try {
      OutputStream in = process.getOutputStream();
      in.write(text.getBytes(StandardCharsets.US_ASCII));
      in.flush();
    } catch (IOException e) {
      // it has ended: its exit code says why
    }
  }

  /** Closes its standard input: there is nothing more to read. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended already
    }
  }

  /** Asks it to stop: SIGTERM. Windows has no such signal: there it is killed. */
  public void stop() {
    process.toHandle().destroy(); // Process.destroy() would close its output, and its last words be lost
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
      reader.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
