package kafkalab.cli;

import kafkalab.kafkatools.ToolRunner;
import picocli.CommandLine.Command;

/** Which of Apache Kafka's own tools there are. */
@Command(name = "kafka-tools", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Lists Apache Kafka's own command-line tools: kafka-topics and others. Each runs by its name.",
    footer = {"", "--bootstrap-server is filled in if it is not given, and LAB_CLIENT_PROPERTIES as",
        "--command-config. All other arguments go to the tool as they are.", "", "Examples:",
        "  scripts/lab kafka-topics --list",
        "  scripts/lab kafka-topics --create --topic my-topic --partitions 4",
        "  scripts/lab kafka-console-producer --topic my-topic",
        "  scripts/lab kafka-console-consumer --topic my-topic --from-beginning",
        "  scripts/lab kafka-consumer-groups --describe --all-groups"})
final class KafkaToolsCommand implements Runnable {

  @Override
  public void run() {
    ToolRunner.printList();
  }
}
