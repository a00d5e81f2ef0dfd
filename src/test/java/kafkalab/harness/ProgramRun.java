package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import kafkalab.process.ChildJvm;

/**
 * A run of a program in a JVM of its own, which a test waits for.
 *
 * @param <T> this class's own type
 */
public abstract class ProgramRun<T extends ProgramRun<T>> implements AutoCloseable {

  private final String name;
  private final Map<String, String> settings = new TreeMap<>();
  private ChildJvm program;

  ProgramRun(String name) {
    this.name = name;
  }

  abstract ChildJvm launch();

  abstract T self();

  /** A variable of its environment. */
  public abstract T env(String variable, String value);

  /** Notes a setting of this run, for whoever looks into a test that has failed. */
  void note(String setting, String value) {
    settings.put(setting, value);
  }

  public T start() {
    program = launch();
    return self();
  }

  public ChildJvm program() {
    return program;
  }

  public List<String> lines() {
    return program.lines();
  }

  public String lastLine() {
    List<String> lines = lines();
    return lines.get(lines.size() - 1);
  }

  /** Waits for a line of the output; fails if it does not come. */
  public T awaitLine(Predicate<String> wanted, String what) {
    return awaitLines(wanted, 1, what);
  }

  /** Waits until this number of lines of output match; fails if they do not come. */
  public T awaitLines(Predicate<String> wanted, int count, String what) {
    try {
      assertThat(program.awaitLines(wanted, count, TestLab.TIMEOUT)).as("%s prints %s", name, what).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return self();
  }

  /** Waits for the end of the program; fails if it takes longer than {@link TestLab#TIMEOUT}. */
  public int exitCode() {
    return exitCode(TestLab.TIMEOUT);
  }

  public int exitCode(Duration atMost) {
    try {
      Optional<Integer> exitCode = program.awaitExit(atMost);
      assertThat(exitCode).as("%s ends within %s", name, atMost).isPresent();
      return exitCode.orElseThrow();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * How many seconds a clean stop takes; the exit code must be the one of SIGTERM. On Windows only a lesson can be
   * stopped, not a command of the launcher.
   */
  public double stop() {
    long start = System.nanoTime();
    program.stop();
    assertThat(exitCode()).as("exit code after SIGTERM").isEqualTo(143);
    return (System.nanoTime() - start) / 1e9;
  }

  /** SIGKILL, and waits until it is gone. */
  public void kill() {
    program.close();
  }

  /** What was run, and its whole output. */
  String transcript() {
    return "--- " + name + " " + settings + "\n"
        + (program == null ? "(not started)" : String.join("\n", program.lines())) + "\n--- "
        + (program == null || program.isAlive() ? "still running" : "ended");
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
  }
}
