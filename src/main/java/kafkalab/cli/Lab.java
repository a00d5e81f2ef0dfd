package kafkalab.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kafkalab.base.Suggestions;
import kafkalab.guide.NextStep;
import kafkalab.kafkatools.KafkaTool;
import kafkalab.process.QuickStart;
import kafkalab.support.ErrorOutput;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.ProcessExit;
import kafkalab.support.ShellSyntax;
import kafkalab.support.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine;

/** The launcher {@code scripts/lab}. */
@Command(name = "lab", mixinStandardHelpOptions = true, sortOptions = false, version = "Kafka Lab 1.0.0",
    description = "Kafka Lab: a runnable course on Kafka's producer and consumer clients.",
    footer = {"", "Examples:",
        "  scripts/lab                  the lessons, and what to do next",
        "  scripts/lab broker           a broker, in a terminal of its own",
        "  scripts/lab run producer01   the first lesson",
        "  scripts/lab doctor           what is missing, and what to do about it"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        ExitCode.FAILED + ":not everything succeeded",
        ExitCode.WRONG_SETTING + ":wrong setting or option",
        ExitCode.NO_BROKER + ":no broker",
        ExitCode.UNREACHABLE_ADDRESS + ":the broker's advertised address cannot be reached",
        ExitCode.WRONG_TOPIC + ":wrong topic",
        ExitCode.REFUSED + ":refused by the cluster",
        "130:stopped by Ctrl-C",
        "143:stopped by SIGTERM"})
public final class Lab implements Runnable {

  /** The commands by name, in the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = commands();

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("list", ListCommand.class);
    commands.put("next", NextCommand.class);
    commands.put("run", RunCommand.class);
    commands.put("copy", CopyCommand.class);
    commands.put("doctor", DoctorCommand.class);
    commands.put("topics", TopicsCommand.class);
    commands.put("groups", GroupsCommand.class);
    commands.put("board", BoardCommand.class);
    commands.put("reset", ResetCommand.class);
    commands.put("tour", TourCommand.class);
    commands.put("broker", BrokerCommand.class);
    commands.put("kafka-tools", KafkaToolsCommand.class);
    commands.put("completion", CompletionCommand.class);
    commands.put("help", CommandLine.HelpCommand.class);
    return commands;
  }

  /** The launcher with all its commands. */
  public static CommandLine commandLine() {
    CommandLine lab = new CommandLine(new Lab());
    COMMANDS.forEach(lab::addSubcommand);
    KafkaTool.ALL.forEach(tool -> lab.addSubcommand(tool.name(), KafkaToolCommand.commandLine(tool)));
    return lab.setExpandAtFiles(false);
  }

  /** The launcher with the command that is called, if it needs no other: to set up all takes a while. */
  private static CommandLine commandLine(String[] args) {
    Optional<KafkaTool> tool = tool(args);
    if (tool.isPresent()) {
      return new CommandLine(new Lab()).addSubcommand(args[0], KafkaToolCommand.commandLine(tool.get()))
          .setExpandAtFiles(false);
    }
    Class<?> called = args.length == 0 ? null : COMMANDS.get(args[0]);
    if (called == null || called == CompletionCommand.class || called == CommandLine.HelpCommand.class) {
      return commandLine();
    }
    return new CommandLine(new Lab()).addSubcommand(args[0], called);
  }

  private static Optional<KafkaTool> tool(String[] args) {
    return args.length == 0 ? Optional.empty() : KafkaTool.named(args[0]);
  }

  /** Runs a command of the launcher. */
  public static void main(String[] args) {
    QuickStart.deleteIfArchiveIsNotUsed();
    ClientWarmUp.start(args);
    if (tool(args).isEmpty()) { // what one of Kafka's tools prints is its own
      StandardOutput.install();
    }
    CommandLine lab = commandLine(args);
    lab.setOut(new PrintWriter(System.out, true) { // the help
      @Override
      public void write(String text) {
        super.write(ShellSyntax.commands(text));
      }
    });
    lab.setExecutionExceptionHandler((error, command, result) -> {
      ErrorOutput.print(Failure.oneLine(error));
      return Failure.exitCode(error);
    });
    lab.setParameterExceptionHandler((error, arguments) -> {
      ErrorOutput.print("Error: " + usage(error) + " See: scripts/"
          + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
      return ExitCode.WRONG_SETTING;
    });
    ProcessExit.afterMain(lab.execute(args));
  }

  /** What is wrong with the command line, in one line. */
  private static String usage(CommandLine.ParameterException error) {
    if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      CommandLine.Model.CommandSpec command = error.getCommandLine().getCommandSpec();
      Set<String> known = new TreeSet<>(word.startsWith("-") ? command.optionsMap().keySet()
          : command.subcommands().keySet());
      return "no such command or option: " + word + "." + Suggestions.didYouMean(word, known);
    }
    return error.getMessage().lines().findFirst().orElse("wrong usage").replace("option option", "option")
        .replaceFirst("[.]?$", ".");
  }

  @Override
  public void run() {
    NextStep.printWithList();
  }
}
