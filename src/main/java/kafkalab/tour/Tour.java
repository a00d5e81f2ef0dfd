package kafkalab.tour;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kafkalab.base.Plural;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.support.Failure;
import kafkalab.support.Futures;
import kafkalab.support.LabException;
import kafkalab.support.ShellSyntax;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.common.errors.ApiException;

/**
 * Runs lessons unattended: each as a user would run it, judged by the cluster's own figures, not by its own output.
 */
public final class Tour {

  /** A lesson mostly waits, so that two of them have room on two cores. */
  private static final int QUICK_AT_A_TIME = 2;
  /** Each step of a lesson has a bound of its own; all together stay below this, on a busy machine too. */
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  private final List<Lesson> lessons;
  private final boolean quick;

  /**
   * A tour through these lessons.
   *
   * @param quick with fewer records, without a kill, and two lessons at a time
   */
  public Tour(List<Lesson> lessons, boolean quick) {
    this.lessons = lessons;
    this.quick = quick;
  }

  /**
   * Runs the lessons, on the configured cluster or on a broker of the tour's own.
   *
   * @param report the file of a JUnit report; none if it is null
   * @return how many lessons failed
   * @throws java.util.concurrent.CancellationException if the process is ending by a signal
   */
  public int run(LabConfig lab, Path report) throws IOException, InterruptedException {
    long start = System.nanoTime();
    JUnitReport junit = report == null ? null : JUnitReport.to(report);
    TourEnvironment environment = TourEnvironment.open(lab);
    List<LessonResult> results = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(quick ? QUICK_AT_A_TIME : 1);
    try {
      List<TourOutput> outputs = new ArrayList<>();
      List<Future<LessonResult>> played = new ArrayList<>();
      for (Lesson lesson : lessons) {
        TourOutput output = new TourOutput();
        introduce(lesson, outputs.size() + 1, output);
        outputs.add(output);
        played.add(threads.submit(() -> play(lesson, environment, output)));
      }
      // in the lessons' order, whichever ends first
      for (int i = 0; i < lessons.size(); i++) {
        outputs.get(i).print();
        results.add(Futures.get(played.get(i), AT_MOST, lessons.get(i).name() + " does not come to an end"));
      }
    } finally {
      threads.shutdownNow();
    }
    long failed = results.stream().filter(result -> result.failure() != null).count();
    summarize(results, failed, (System.nanoTime() - start) / 1e9);
    if (junit != null) {
      junit.write(results);
      System.out.println("JUnit report: " + report);
    }
    return (int) failed;
  }

  private void introduce(Lesson lesson, int number, TourOutput output) {
    output.show("");
    output.show(String.format(Locale.ROOT, "[%2d/%d] %s", number, lessons.size(), lesson.name()));
    output.wrapped("  ", "  ", lesson.shows());
    output.wrapped("  Watch: ", "         ", lesson.watch());
  }

  private LessonResult play(Lesson lesson, TourEnvironment environment, TourOutput output)
      throws InterruptedException {
    long start = System.nanoTime();
    String verdict;
    String failure = null;
    try (LessonStage stage = new LessonStage(environment, output)) {
      verdict = "ok      " + judge(lesson, stage);
    } catch (ScenarioFailure | LabException e) {
      failure = e.getMessage();
      verdict = "FAILED  " + failure;
    } catch (ApiException e) {
      failure = Failure.reason(e);
      verdict = "FAILED  " + failure;
    }
    environment.throwIfStopping();
    double seconds = (System.nanoTime() - start) / 1e9;
    output.wrapped("  ", "          ", verdict + String.format(Locale.ROOT, " (%.1f s)", seconds));
    return new LessonResult(lesson, failure, seconds, output.lines());
  }

  private String judge(Lesson lesson, LessonStage stage) throws InterruptedException {
    try {
      return new TourScenarios(stage, quick).play(lesson);
    } catch (ScenarioFailure e) {
      throw new ScenarioFailure(e.getMessage() + stage.failuresOfFeeders());
    }
  }

  private static void summarize(List<LessonResult> results, long failed, double seconds) {
    System.out.println();
    for (LessonResult result : results) {
      System.out.printf(Locale.ROOT, "%-6s  %-29s %5.1f s%n", result.failure() == null ? "ok" : "FAILED",
          result.lesson().name(), result.seconds());
      if (result.failure() != null) {
        LineWrap.wrapped(result.failure(), 70).forEach(line -> System.out.println("        " + line));
      }
    }
    System.out.println(ShellSyntax.commands(String.format(Locale.ROOT,
        "%s, %d ok, %d failed, %.0f s. Your turn: scripts/lab next",
        Plural.count(results.size(), "lesson"), results.size() - failed, failed, seconds)));
  }
}
