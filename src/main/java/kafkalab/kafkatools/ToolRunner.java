package kafkalab.kafkatools;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kafkalab.base.HostPort;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.ClusterConnection;
import kafkalab.settings.LabSettings;
import kafkalab.support.ErrorOutput;
import kafkalab.support.LabException;
import org.apache.kafka.common.utils.internals.Exit;

/** Runs a tool of Kafka's in this JVM, with the exit code and the output that it has in Kafka's own distribution. */
public final class ToolRunner {

  /** What the lab leaves out of Kafka's log, because it says it in its own words; these tools do not. */
  private static final Map<String, String> LOG = Map.of(
      "org.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient", "warn",
      "org.slf4j.simpleLogger.log.org.apache.kafka.clients.admin", "warn");

  private ToolRunner() {}

  /**
   * Calls the tool's {@code main}, which may end the process. Before that it checks that there is a broker: some tools
   * find out only after a minute.
   *
   * @param given the arguments of the user
   * @throws LabException if no broker answers
   * @throws ReflectiveOperationException what the tool itself has thrown, as its cause
   */
  public static void run(KafkaTool tool, List<String> given) throws ReflectiveOperationException {
    LOG.forEach(System::setProperty);
    LabSettings settings = LabSettings.load();
    List<String> arguments =
        ToolArguments.complete(tool, given, settings.bootstrapServers(), settings.clientPropertiesFile());
    // an address that is malformed is refused by the tool
    ToolArguments.servers(tool, arguments)
        .filter(servers -> Arrays.stream(servers.split(",", -1)).allMatch(HostPort::isWellFormed))
        .ifPresent(servers -> check(servers, settings, arguments));
    Class.forName(tool.mainClass()).getMethod("main", String[].class)
        .invoke(null, (Object) arguments.toArray(String[]::new));
  }

  /**
   * Likewise, where this process does nothing else and ends with the tool. If its output could not be written, a line
   * says so, and the exit code is 1 and not Kafka's 0.
   *
   * @return the exit code, if the tool has not ended the process itself
   */
  public static int runAlone(KafkaTool tool, List<String> given) throws ReflectiveOperationException {
    Exit.setExitProcedure((code, message) -> System.exit(ToolOutput.exitCode(code)));
    run(tool, given);
    return ToolOutput.exitCode(0);
  }

  /** Where the tool has the lab's own credentials, a client tries them first: the tools take 30 lines for a refusal. */
  private static void check(String servers, LabSettings settings, List<String> arguments) {
    ClusterAddress cluster = new ClusterAddress(servers, settings.clientSettings().security());
    if (settings.clientPropertiesFile().filter(arguments::contains).isPresent() && !cluster.security().isEmpty()) {
      PrintStream log = ErrorOutput.stream();
      ErrorOutput.replace(new PrintStream(OutputStream.nullOutputStream())); // what is thrown says it as well
      try {
        ClusterConnection.check(cluster);
      } finally {
        ErrorOutput.replace(log);
      }
    } else {
      ClusterConnection.checkWithoutClient(cluster);
    }
  }

  /** A line for each tool. */
  public static void printList() {
    KafkaTool.ALL.forEach(tool -> System.out.printf(Locale.ROOT, "%-31s%s%n", tool.name(), tool.does()));
  }
}
