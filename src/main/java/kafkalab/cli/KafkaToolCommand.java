package kafkalab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kafkalab.kafkatools.KafkaTool;
import kafkalab.kafkatools.ToolRunner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One of Apache Kafka's own tools, by its name; its options are its own. */
@Command(hidden = true)
final class KafkaToolCommand implements Callable<Integer> {

  /** What no user can type: so all arguments, "--" too, go to the tool. */
  private static final String NO_DELIMITER = "\0";

  private final KafkaTool tool;

  @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "As in Apache Kafka's documentation.")
  private List<String> arguments = new ArrayList<>();

  private KafkaToolCommand(KafkaTool tool) {
    this.tool = tool;
  }

  /** The command for a tool, which takes all arguments as they are. */
  static CommandLine commandLine(KafkaTool tool) {
    CommandLine command = new CommandLine(new KafkaToolCommand(tool)).setUnmatchedOptionsArePositionalParams(true)
        .setEndOfOptionsDelimiter(NO_DELIMITER);
    command.getCommandSpec().usageMessage().description("Apache Kafka's own tool: " + tool.does() + ".",
        "Its options: scripts/lab " + tool.name() + " --help");
    return command;
  }

  List<String> arguments() {
    return arguments;
  }

  @Override
  public Integer call() throws ReflectiveOperationException {
    return ToolRunner.runAlone(tool, arguments);
  }
}
