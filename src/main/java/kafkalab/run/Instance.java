package kafkalab.run;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kafkalab.process.LessonLaunch;
import kafkalab.process.LessonProcess;
import kafkalab.process.OutputLine;

/** One of several instances of a lesson: its process, and what was done to it. It belongs to the main thread. */
final class Instance {

  /** Work on each record of an instance that is slowed down, in milliseconds; the next press is the next of these. */
  private static final List<Integer> DELAYS_MS = List.of(500, 5_000);

  private final int number;
  private final String clientId;
  private final CountDownLatch joined = new CountDownLatch(1);
  private final Predicate<OutputLine> isJoined;
  private LessonProcess process;
  private volatile long records;
  private int slowness = -1;
  private boolean paused;
  private String exitReason;

  /**
   * An instance that does not run yet.
   *
   * @param clientId its name in the group's tables
   * @param isJoined whether it says by a line that it has begun its work
   */
  Instance(int number, String clientId, Predicate<OutputLine> isJoined) {
    this.number = number;
    this.clientId = clientId;
    this.isJoined = isJoined;
  }

  /**
   * Starts it.
   *
   * @param onLine called with each of its lines
   */
  void start(LessonLaunch launch, Consumer<OutputLine> onLine) {
    process = launch.takingCommands().keepLastLines(0).onLine(line -> {
      if (line instanceof OutputLine.Record) {
        records++;
      }
      onLine.accept(line);
      if (isJoined.test(line)) {
        joined.countDown();
      }
    }).start();
  }

  /** Waits until it has begun its work, has ended, or the time is over. */
  void awaitJoined(long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!joined.await(100, TimeUnit.MILLISECONDS) && process.isAlive() && System.nanoTime() < deadline) {
      // looks again whether it has ended
    }
  }

  int number() {
    return number;
  }

  String clientId() {
    return clientId;
  }

  LessonProcess process() {
    return process;
  }

  /** How many records it has printed. */
  long records() {
    return records;
  }

  /** Why it ends, if a user has asked for it: "stopped" or "killed"; otherwise null. */
  String exitReason() {
    return exitReason;
  }

  /** Its state in words, for the user. */
  String state() {
    return exitReason != null ? exitReason : paused ? "paused"
        : slowness >= 0 ? DELAYS_MS.get(slowness) + " ms a record" : "runs";
  }

  void stop() {
    exitReason = "stopped";
    process.stop();
  }

  void kill() {
    exitReason = "killed";
    process.kill();
  }

  /** Makes it slower, or as quick as before after the slowest; returns the milliseconds, or -1 for its own pace. */
  int slowDown() {
    slowness = slowness + 1 < DELAYS_MS.size() ? slowness + 1 : -1;
    int delayMs = slowness < 0 ? -1 : DELAYS_MS.get(slowness);
    process.sendCommand(slowness < 0 ? "delay" : "delay " + delayMs);
    return delayMs;
  }

  /** Pauses or resumes it; returns whether it is paused now. */
  boolean pauseOrResume() {
    paused = !paused;
    process.sendCommand(paused ? "pause" : "resume");
    return paused;
  }
}
