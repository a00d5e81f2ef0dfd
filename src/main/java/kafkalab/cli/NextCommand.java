package kafkalab.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.cli.ListCommand.Progressed;
import kafkalab.support.Shell;
import kafkalab.terminal.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What was run, and what comes next. */
@Command(name = "next", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Shows which lessons were run, and what to run next.",
    footer = {"", "Examples:",
        "  scripts/lab next           what was run, and what the next lesson is about",
        "  scripts/lab next --reset   forgets what was run: begin again with the first"})
final class NextCommand implements Runnable {

  private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  @Option(names = "--reset", description = "Forget which lessons were run.")
  private boolean reset;

  @Override
  public void run() {
    if (reset) {
      RunHistory.ofProject().reset();
      System.out.println("Forgotten which lessons were run.");
      System.out.println();
    }
    Progressed progressed = Progressed.read();
    progressed.refuseDamaged();
    List<Lesson> run = progressed.lessons().stream().filter(progressed::wasRun).toList();
    if (!run.isEmpty()) {
      System.out.println("Run so far, " + run.size() + " of " + progressed.lessons().size() + ":");
      run.forEach(lesson -> print(lesson, progressed.lastRun(lesson).orElseThrow()));
      System.out.println();
    }
    progressed.next().ifPresentOrElse(NextCommand::show, () -> allDone(progressed.lessons().size()));
  }

  private static void print(Lesson lesson, RunHistory.Run run) {
    System.out.printf(Locale.ROOT, "  %-12s%-29s%s%s%n", lesson.shortName(), lesson.name(),
        WHEN.format(run.last().atZone(ZoneId.systemDefault())),
        Optional.of(run.times()).filter(times -> times > 1).map(times -> ", " + times + " times").orElse(""));
  }

  private static void show(Lesson lesson) {
    System.out.println("Next: " + lesson.name());
    Text.print("  ", "  ", lesson.shows());
    Text.print("  Watch: ", "         ", lesson.watch());
    Text.print("  Try:   ", "         ", lesson.tryThis());
    System.out.println();
    if (lesson.isConsumer()) {
      System.out.println(Shell.commands("  scripts/lab run producer05    (in another terminal: it sends records)"));
    }
    System.out.println(Shell.commands("  scripts/lab run " + lesson.shortName()));
  }

  /** What to do when nothing is left. */
  static void allDone(int lessons) {
    System.out.println("All " + lessons + " lessons were run. What now:");
    System.out.println("  docs/README.md             a page for each lesson: why, and what to try");
    System.out.println(Shell.commands("  scripts/lab tour           all of them once more, checked, in a minute"));
    System.out.println(Shell.commands("  scripts/lab reset          the cluster back to the start of class"));
    System.out.println(Shell.commands("  scripts/lab next --reset   begin again with the first"));
  }
}
