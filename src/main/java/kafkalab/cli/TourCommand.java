package kafkalab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import kafkalab.tour.Tour;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The lessons by themselves: those of the slides, those beyond them, or some. */
@Command(name = "tour", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs the lessons of the slides, shows what to watch for, and checks each on the cluster."
        + " Starts a broker of its own if none is reachable.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:every lesson did what it should",
        "N:the number of lessons that failed; if none could be started, as in scripts/lab --help"},
    footer = {"", "Examples:",
        "  scripts/lab tour                          with a kill -9 for each consumer from 02 on",
        "  scripts/lab tour --quick                  is this machine ready for class?",
        "  scripts/lab tour --quick --junit tour.xml",
        "  scripts/lab tour --beyond                 the lessons beyond the slides",
        "  scripts/lab tour c2 c3                    these two only"})
final class TourCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PROGRAM", arity = "0..*", completionCandidates = Lesson.Names.class,
      description = "Only these lessons, for example c2 c3. Default: the twelve of the slides.")
  private List<String> programs = new ArrayList<>();

  @Option(names = "--beyond", description = "The lessons beyond the slides, in place of those of the slides.")
  private boolean beyond;

  @Option(names = "--quick", description = "In less time: two lessons at once, fewer records, and of the slides' lessons"
      + " no consumer is killed.")
  private boolean quick;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as a JUnit report, too.")
  private Path junit;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (beyond && !programs.isEmpty()) {
      throw new LabException(ExitCode.WRONG_SETTING, "--beyond means all lessons beyond the slides; name programs, or"
          + " give --beyond, not both.");
    }
    LabException.ifEmpty("--junit", junit, "name a file, or leave it out.");
    List<Lesson> lessons = programs.isEmpty()
        ? Lesson.all().stream().filter(lesson -> lesson.isOnSlides() != beyond).toList()
        : programs.stream().map(Lesson::named).distinct().toList();
    try {
      return new Tour(lessons, quick).run(LabConfig.load(TourCommand.class), junit);
    } catch (CancellationException e) {
      return ExitCode.FAILED; // the process is ending by a signal, with the signal's exit code
    }
  }
}
