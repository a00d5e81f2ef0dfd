package kafkalab.tour;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import kafkalab.process.LessonProcess;

/** What every scenario waits for and expects. */
final class ScenarioSteps {

  static final Duration TIMEOUT = Duration.ofSeconds(Long.getLong("kafkalab.tour.seconds", 40));

  private ScenarioSteps() {}

  /** The places of all records that two processes have printed, each once. */
  static Set<String> places(LessonProcess first, LessonProcess second) {
    Set<String> places = new HashSet<>();
    first.records().forEach(record -> places.add(record.place()));
    second.records().forEach(record -> places.add(record.place()));
    return places;
  }

  /** Waits for the end of a process, as long as it prints something from time to time, and expects exit code 0. */
  static void awaitExitCodeZero(LessonProcess process) throws InterruptedException {
    Integer exitCode;
    int printed;
    do {
      printed = process.lines().size();
      exitCode = process.awaitExit(TIMEOUT).orElse(null);
    } while (exitCode == null && process.lines().size() > printed);
    expect(exitCode != null, "it has printed nothing for " + TIMEOUT.toSeconds() + " s, and does not end");
    expect(exitCode == 0, "it ended with exit code " + exitCode);
  }

  /** @throws ScenarioFailure with this text, if it is not as promised */
  static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new ScenarioFailure(otherwise);
    }
  }

  /** Whether it becomes true within {@link #TIMEOUT}. */
  static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }
}
