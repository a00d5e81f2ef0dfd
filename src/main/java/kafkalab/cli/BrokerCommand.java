package kafkalab.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import kafkalab.broker.BrokerOptions;
import kafkalab.broker.ClusterPlan;
import kafkalab.broker.LocalBroker;
import kafkalab.localcluster.ClusterConsole;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One broker in this JVM, or a cluster of three in JVMs of their own. */
@Command(name = "broker", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Starts Kafka's own broker on this machine, without Docker. Ctrl-C stops it.",
    footer = {"", "Examples:",
        "  scripts/lab broker                     localhost:9092, with its old data",
        "  scripts/lab broker --port 9192 --fresh localhost:9192, without any data",
        "  scripts/lab broker --nodes 3           a cluster; keys kill a node",
        "  scripts/lab broker --secure            TLS, passwords and access rights",
        "  scripts/lab broker --set message.max.bytes=2000000"})
final class BrokerCommand implements Callable<Integer> {

  @Mixin
  private final BrokerOptions options = new BrokerOptions();

  @Option(names = "--nodes", defaultValue = "1", paramLabel = "COUNT",
      description = "1, or 3 for a cluster: each topic on all three, on the ports --port, +1 and +2 (default:"
          + " ${DEFAULT-VALUE}).")
  private int nodes;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (nodes == 1) {
      return new LocalBroker(options).call();
    }
    if (nodes != ClusterPlan.NODES) {
      throw new LabException(ExitCode.WRONG_SETTING, "--nodes " + nodes + ": write 1, or " + ClusterPlan.NODES
          + ", the smallest cluster that can lose a node.");
    }
    if (options.isSecure()) {
      throw new LabException(ExitCode.WRONG_SETTING, "--secure is for one broker: leave out --nodes " + nodes
          + ", or --secure.");
    }
    try {
      return ClusterConsole.run(options);
    } catch (CancellationException e) {
      return ExitCode.FAILED; // the process is ending by a signal, with the signal's exit code
    }
  }
}
