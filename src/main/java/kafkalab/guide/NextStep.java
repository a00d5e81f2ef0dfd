package kafkalab.guide;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kafkalab.broker.NoBrokerAdvice;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.cluster.TcpProbe;
import kafkalab.common.LabConfig;
import kafkalab.support.ShellSyntax;
import kafkalab.terminal.LineWrap;

/** Shows which lessons were run, and which one is next. */
public final class NextStep {

  /** One TCP connection: a list must not keep anybody waiting. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);
  private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private NextStep() {}

  /** Forgets which lessons were run. */
  public static void reset() {
    RunHistory.ofProject().reset();
    System.out.println("Forgotten which lessons were run.");
    System.out.println();
  }

  /** Prints which lessons were run, and what the next one is about. */
  public static void print() {
    CourseState course = CourseState.read();
    course.requireHistory();
    List<Lesson> run = course.lessons().stream().filter(course::wasRun).toList();
    if (!run.isEmpty()) {
      System.out.println("Run so far, " + run.size() + " of " + course.lessons().size() + ":");
      run.forEach(lesson -> print(lesson, course.lastRun(lesson).orElseThrow()));
      System.out.println();
    }
    course.next().ifPresentOrElse(lesson -> print(lesson, LabConfig.load(NextStep.class)), () -> printAllDone(course));
  }

  private static void print(Lesson lesson, RunHistory.Run run) {
    System.out.printf(Locale.ROOT, "  %-12s%-29s%s%s%n", lesson.shortName(), lesson.name(),
        WHEN.format(run.last().atZone(ZoneId.systemDefault())),
        Optional.of(run.times()).filter(times -> times > 1).map(times -> ", " + times + " times").orElse(""));
  }

  private static void print(Lesson lesson, LabConfig lab) {
    System.out.println("Next: " + lesson.name());
    LineWrap.print("  ", "  ", lesson.shows());
    LineWrap.print("  Watch: ", "         ", lesson.watch());
    LineWrap.print("  Try:   ", "         ", lesson.tryThis());
    System.out.println();
    if (!isReachable(lab)) {
      LineWrap.print("  First ", "        ", NoBrokerAdvice.of(lab.bootstrapServers()));
    }
    if (lesson.needsProducer()) {
      System.out.println(
          ShellSyntax.commands("  scripts/lab run producer05    (in another terminal: it sends records)"));
    }
    System.out.println(ShellSyntax.commands("  scripts/lab run " + lesson.shortName()));
  }

  private static boolean isReachable(LabConfig lab) {
    return TcpProbe.connectFailure(lab.cluster().servers(), CONNECT_TIMEOUT).isEmpty();
  }

  private static void printAllDone(CourseState course) {
    System.out.println("All " + course.lessons().size() + " lessons were run. What now:");
    System.out.println("  docs/README.md             a page for each lesson: why, and what to try");
    System.out.println(
        ShellSyntax.commands("  scripts/lab tour           the twelve of the slides once more, checked"));
    System.out.println(ShellSyntax.commands("  scripts/lab reset          the cluster back to the start of class"));
    System.out.println(ShellSyntax.commands("  scripts/lab next --reset   begin again with the first"));
  }

  /** Prints the list of lessons, and one thing to do: with a broker the next lesson, without one to start it. */
  public static void printWithList() {
    CourseState course = CourseState.read();
    LessonList.print(course);
    System.out.println();
    course.requireHistory();
    LabConfig lab = LabConfig.load(NextStep.class);
    Optional<Lesson> next = course.next();
    if (next.isEmpty()) {
      printAllDone(course);
    } else if (!isReachable(lab)) {
      LineWrap.print("Next: ", "      ", NoBrokerAdvice.of(lab.bootstrapServers()));
    } else {
      LineWrap.print("Next: ", "      ", LineWrap.command("scripts/lab run " + next.get().shortName()) + "   ("
          + next.get().name() + ": " + LessonList.headline(next.get()) + ")");
    }
    System.out.println(ShellSyntax.commands("More: scripts/lab next, scripts/lab doctor, scripts/lab --help"));
  }
}
