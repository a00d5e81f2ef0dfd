package kafkalab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.Plural;
import kafkalab.support.Shell;
import kafkalab.terminal.Text;
import kafkalab.tour.JUnitReport;
import kafkalab.tour.LessonResult;
import kafkalab.tour.TourEnvironment;
import kafkalab.tour.TourScenarios;
import org.apache.kafka.common.errors.ApiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * All twelve lessons by themselves: each is run as a user would run it, and judged by the cluster's own figures,
 * not by what it says of itself.
 */
@Command(name = "tour", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs all twelve lessons, shows what to watch for, and checks each on the cluster."
        + " Starts a broker of its own if none is reachable.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:every lesson did what it is to do",
        "N:so many lessons failed; if none could be begun, as in scripts/lab --help"},
    footer = {"", "Examples:",
        "  scripts/lab tour                          with a kill -9 for each way of committing",
        "  scripts/lab tour --quick                  is this machine ready for class?",
        "  scripts/lab tour --quick --junit tour.xml",
        "  scripts/lab tour c2 c3                    these two only"})
final class TourCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PROGRAM", arity = "0..*", completionCandidates = Lesson.Names.class,
      description = "Only these lessons, for example c2 c3; all without.")
  private List<String> programs = new ArrayList<>();

  @Option(names = "--quick", description = "Under 45 s: fewer records, and no consumer is killed.")
  private boolean quick;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as a JUnit report, too.")
  private Path junit;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      return tour();
    } catch (CancellationException e) {
      return LabException.FAILED; // the process is ending by a signal, with the signal's exit code
    }
  }

  private int tour() throws IOException, InterruptedException {
    long start = System.nanoTime();
    LabConfig lab = LabConfig.load(TourCommand.class);
    JUnitReport report = junit == null ? null : JUnitReport.to(junit);
    List<Lesson> lessons = programs.isEmpty() ? Lesson.all() : programs.stream().map(Lesson::named).distinct().toList();
    TourEnvironment stage = TourEnvironment.open(lab);
    TourScenarios plays = new TourScenarios(stage, quick);
    List<LessonResult> results = new ArrayList<>();
    for (Lesson lesson : lessons) {
      stage.show("");
      stage.show("[%2d/%d] %s".formatted(results.size() + 1, lessons.size(), lesson.name()));
      stage.wrapped("  ", "  ", lesson.shows());
      stage.wrapped("  Watch: ", "         ", lesson.watch());
      results.add(play(lesson, plays, stage));
    }
    summary(results, (System.nanoTime() - start) / 1e9);
    if (report != null) {
      report.write(results);
      System.out.println("JUnit report: " + junit);
    }
    return (int) results.stream().filter(result -> result.failure() != null).count();
  }

  private static LessonResult play(Lesson lesson, TourScenarios plays, TourEnvironment stage) throws InterruptedException {
    long start = System.nanoTime();
    String verdict;
    String failure = null;
    try {
      verdict = "ok      " + plays.play(lesson);
    } catch (TourScenarios.Wrong | ApiException e) {
      failure = e instanceof TourScenarios.Wrong ? e.getMessage() : Failure.reason(e);
      verdict = "FAILED  " + failure;
    }
    stage.refuseWhenStopping();
    double seconds = (System.nanoTime() - start) / 1e9;
    stage.wrapped("  ", "          ", verdict + " (%.1f s)".formatted(seconds));
    stage.stopAll();
    return new LessonResult(lesson, failure, seconds, stage.shown());
  }

  private static void summary(List<LessonResult> results, double seconds) {
    System.out.println();
    long failed = results.stream().filter(result -> result.failure() != null).count();
    for (LessonResult result : results) {
      System.out.printf("%-6s  %-29s %5.1f s%n", result.failure() == null ? "ok" : "FAILED", result.lesson().name(),
          result.seconds());
      if (result.failure() != null) {
        Text.wrapped(result.failure(), 70).forEach(line -> System.out.println("        " + line));
      }
    }
    System.out.println(Shell.commands("%s, %d ok, %d failed, %.0f s. Your turn: scripts/lab next".formatted(
        Plural.count(results.size(), "lesson"), results.size() - failed, failed, seconds)));
  }
}
