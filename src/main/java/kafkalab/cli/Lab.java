package kafkalab.cli;

import java.lang.reflect.InvocationTargetException;
import kafkalab.broker.LocalBroker;
import kafkalab.common.Failure;
import kafkalab.common.LabException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The launcher {@code scripts/lab}. */
@Command(name = "lab", mixinStandardHelpOptions = true, sortOptions = false, version = "Kafka Lab 1.0.0",
    description = "Kafka Lab: a runnable course on Kafka's producer and consumer clients.",
    subcommands = {
        Listing.class,
        NextStep.class,
        Doctor.class,
        Topics.class,
        Tour.class,
        LocalBroker.class,
        Completion.class,
        CommandLine.HelpCommand.class
    },
    footer = {"", "Examples:",
        "  scripts/lab                  the lessons, and what to do next",
        "  scripts/lab broker           a broker, in a terminal of its own",
        "  scripts/lab run producer01   the first lesson",
        "  scripts/lab doctor           what is missing, and what to do about it",
        "", "Exit codes: 0 done, 1 not all was done, 2 wrong setting or option, 3 no broker,",
        "4 the broker's advertised address cannot be reached, 5 wrong topic, 6 refused",
        "by the cluster, 130 and 143 stopped by Ctrl-C and SIGTERM."})
public final class Lab implements Runnable {

  /** Runs a command of the launcher. */
  public static void main(String[] args) {
    CommandLine lab = new CommandLine(new Lab());
    lab.setExecutionExceptionHandler((error, command, result) -> {
      System.err.println(Failure.oneLine(error));
      return Failure.exitCode(error);
    });
    lab.setParameterExceptionHandler((error, arguments) -> {
      CommandLine.UnmatchedArgumentException.printSuggestions(error, System.err);
      System.err.println("Error: " + error.getMessage().lines().findFirst().orElse("wrong usage")
          + ". See: scripts/" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
      return LabException.WRONG_SETTING;
    });
    int exitCode = lab.execute(args);
    // a lesson that was run in this JVM has its own say about the exit code
    if (exitCode != 0 || !Run.isLessonRunning()) {
      System.exit(exitCode);
    }
  }

  @Override
  public void run() {
    Listing.withNext();
  }

  @Command(name = "run", mixinStandardHelpOptions = true,
      description = "Runs a lesson against the configured broker. Ctrl-C stops it.")
  void runLesson(@Parameters(paramLabel = "PROGRAM", completionCandidates = Lesson.Names.class,
      description = "Class name, or for example producer01 or p1.") String program) {
    Run.lesson(Lesson.named(program));
  }

  /** A lesson in this JVM, on this thread: Ctrl-C, SIGTERM and the exit code are the lesson's own. */
  static final class Run {

    private static boolean lessonRunning;

    private Run() {}

    static boolean isLessonRunning() {
      return lessonRunning;
    }

    static void lesson(Lesson lesson) {
      lessonRunning = true;
      try {
        Class.forName(lesson.className()).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        ProgressFile.markRun(lesson);
      } catch (InvocationTargetException e) {
        Thread main = Thread.currentThread();
        main.getUncaughtExceptionHandler().uncaughtException(main, e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new LabException(LabException.FAILED, lesson.className() + " cannot be started: " + Failure.reason(e));
      }
    }
  }
}
