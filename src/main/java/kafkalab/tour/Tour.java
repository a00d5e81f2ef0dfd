package kafkalab.tour;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kafkalab.base.Plural;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.support.Failure;
import kafkalab.support.ShellSyntax;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.common.errors.ApiException;

/**
 * Runs lessons unattended: each as a user would run it, judged by the cluster's own figures, not by its own output.
 */
public final class Tour {

  private final List<Lesson> lessons;
  private final boolean quick;
  private final TourOutput output = new TourOutput();

  /**
   * A tour through these lessons.
   *
   * @param quick with fewer records, and without a kill
   */
  public Tour(List<Lesson> lessons, boolean quick) {
    this.lessons = lessons;
    this.quick = quick;
  }

  /**
   * Runs the lessons one after the other, on the configured cluster or on a broker of the tour's own.
   *
   * @param report the file of a JUnit report; none if it is null
   * @return how many lessons failed
   * @throws java.util.concurrent.CancellationException if the process is ending by a signal
   */
  public int run(LabConfig lab, Path report) throws IOException, InterruptedException {
    long start = System.nanoTime();
    JUnitReport junit = report == null ? null : JUnitReport.to(report);
    TourEnvironment environment = TourEnvironment.open(lab, output);
    TourScenarios scenarios = new TourScenarios(environment, output, quick);
    List<LessonResult> results = new ArrayList<>();
    for (Lesson lesson : lessons) {
      printIntroduction(lesson, results.size() + 1);
      results.add(run(lesson, scenarios, environment));
    }
    long failed = results.stream().filter(result -> result.failure() != null).count();
    summarize(results, failed, (System.nanoTime() - start) / 1e9);
    if (junit != null) {
      junit.write(results);
      System.out.println("JUnit report: " + report);
    }
    return (int) failed;
  }

  private void printIntroduction(Lesson lesson, int number) {
    output.show("");
    output.show(String.format(Locale.ROOT, "[%2d/%d] %s", number, lessons.size(), lesson.name()));
    output.wrapped("  ", "  ", lesson.shows());
    output.wrapped("  Watch: ", "         ", lesson.watch());
  }

  private LessonResult run(Lesson lesson, TourScenarios scenarios, TourEnvironment environment)
      throws InterruptedException {
    long start = System.nanoTime();
    String verdict;
    String failure = null;
    try {
      verdict = "ok      " + scenarios.play(lesson);
    } catch (ScenarioFailure e) {
      failure = e.getMessage();
      verdict = "FAILED  " + failure;
    } catch (ApiException e) {
      failure = Failure.reason(e);
      verdict = "FAILED  " + failure;
    }
    environment.throwIfStopping();
    double seconds = (System.nanoTime() - start) / 1e9;
    output.wrapped("  ", "          ", verdict + String.format(Locale.ROOT, " (%.1f s)", seconds));
    environment.stopLessons();
    return new LessonResult(lesson, failure, seconds, output.takeShown());
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
