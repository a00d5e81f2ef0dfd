package kafkalab.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import kafkalab.admin.ClusterReset;
import kafkalab.common.LabConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything back to the start of class. */
@Command(name = "reset", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Back to the start of class: the lab's topics empty, their consumer groups gone."
        + " Says what it will do, and asks before it does it.",
    footer = {"", "It refuses while a group has running members, and on a cluster that is not on",
        "this machine, unless --cluster names it.", "", "Examples:",
        "  scripts/lab reset           says what it will do, and asks",
        "  scripts/lab reset --yes     does not ask",
        "  scripts/lab reset --cluster broker1:9092,broker2:9092"})
final class ResetCommand implements Callable<Integer> {

  @Option(names = "--yes", description = "Do it without a question.")
  private boolean yes;

  @Option(names = "--cluster", paramLabel = "HOST:PORT[,HOST:PORT]",
      description = "The configured cluster's address, if it is not on this machine: to make sure that it is meant.")
  private String cluster;

  @Override
  public Integer call() throws InterruptedException, IOException {
    return new ClusterReset(LabConfig.load(ResetCommand.class), cluster, yes).run();
  }
}
