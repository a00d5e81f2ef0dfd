package kafkalab.process;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A lesson that runs in a JVM of its own, started by a {@link LessonLaunch}. */
public final class LessonProcess extends ChildJvm {

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private final boolean takesCommands;

  LessonProcess(Process process, int keptLines, Consumer<String> onLine, boolean takesCommands) {
    super(process, keptLines, onLine);
    this.takesCommands = takesCommands;
  }

  /** The lines that it has printed so far, read. */
  public List<OutputLine> output() {
    return lines().stream().map(OutputLine::parse).toList();
  }

  /** Those of one kind. */
  public <T extends OutputLine> List<T> output(Class<T> kind) {
    return output().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The records that it has printed so far, in order. */
  public List<OutputLine.Record> records() {
    return output(OutputLine.Record.class);
  }

  /** Waits until it has printed this number of lines of one kind; false if the time or the output ended first. */
  public boolean await(Class<? extends OutputLine> kind, int count, Duration atMost) throws InterruptedException {
    return awaitLines(line -> kind.isInstance(OutputLine.parse(line)), count, atMost);
  }

  /** Waits until it has printed this number of records; false if the time or the output ended first. */
  public boolean awaitRecords(int count, Duration atMost) throws InterruptedException {
    return await(OutputLine.Record.class, count, atMost);
  }

  /**
   * Sends a command to a lesson that takes them: {@code delay 500}, {@code delay}, {@code pause}, {@code resume} or
   * {@code stop}. One that has ended ignores it.
   */
  public void sendCommand(String command) {
    type(command + "\n");
  }

  /**
   * Asks it to stop: SIGTERM. Windows has no such signal: there the command {@code stop} does the same, and a lesson
   * that takes no commands is killed.
   */
  @Override
  public void stop() {
    if (takesCommands && WINDOWS) {
      sendCommand("stop");
    } else {
      super.stop();
    }
  }
}
