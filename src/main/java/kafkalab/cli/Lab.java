package kafkalab.cli;

import java.io.PrintWriter;
import java.util.List;
import kafkalab.guide.NextStep;
import kafkalab.process.JvmOptions;
import kafkalab.support.ErrorOutput;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.ProcessExit;
import kafkalab.support.Shell;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher {@code scripts/lab}. */
@Command(name = "lab", mixinStandardHelpOptions = true, sortOptions = false, version = "Kafka Lab 1.0.0",
    description = "Kafka Lab: a runnable course on Kafka's producer and consumer clients.",
    subcommands = {
        ListCommand.class,
        NextCommand.class,
        RunCommand.class,
        DoctorCommand.class,
        TopicsCommand.class,
        GroupsCommand.class,
        ResetCommand.class,
        TourCommand.class,
        BrokerCommand.class,
        CompletionCommand.class,
        CommandLine.HelpCommand.class
    },
    footer = {"", "Examples:",
        "  scripts/lab                  the lessons, and what to do next",
        "  scripts/lab broker           a broker, in a terminal of its own",
        "  scripts/lab run producer01   the first lesson",
        "  scripts/lab doctor           what is missing, and what to do about it"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        LabException.FAILED + ":not all was done",
        LabException.WRONG_SETTING + ":wrong setting or option",
        LabException.NO_BROKER + ":no broker",
        LabException.UNREACHABLE_ADDRESS + ":the broker's advertised address cannot be reached",
        LabException.WRONG_TOPIC + ":wrong topic",
        LabException.REFUSED + ":refused by the cluster",
        "130:stopped by Ctrl-C",
        "143:stopped by SIGTERM"})
public final class Lab implements Runnable {

  /** Runs a command of the launcher. */
  public static void main(String[] args) {
    JvmOptions.deleteIfArchiveIsNotUsed();
    CommandLine lab = new CommandLine(new Lab());
    lab.setOut(new PrintWriter(System.out, true) { // the help
      @Override
      public void write(String text) {
        super.write(Shell.commands(text));
      }
    });
    lab.setExecutionExceptionHandler((error, command, result) -> {
      ErrorOutput.print(Failure.oneLine(error));
      return Failure.exitCode(error);
    });
    lab.setParameterExceptionHandler((error, arguments) -> {
      ErrorOutput.print("Error: " + usage(error) + " See: scripts/"
          + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
      return LabException.WRONG_SETTING;
    });
    ProcessExit.afterMain(lab.execute(args));
  }

  /** What is wrong with the command line, in one line. */
  private static String usage(CommandLine.ParameterException error) {
    if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
      List<String> instead = unmatched.getSuggestions();
      return "no such command or option: " + unmatched.getUnmatched().get(0) + "."
          + (instead.isEmpty() ? "" : " Did you mean " + instead.get(0) + "?");
    }
    return error.getMessage().lines().findFirst().orElse("wrong usage").replace("option option", "option")
        .replaceFirst("[.]?$", ".");
  }

  @Override
  public void run() {
    NextStep.printWithList();
  }
}
