package kafkalab.broker;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine;

/**
 * One node of {@code lab broker --nodes 3}, in a JVM of its own. It stops when its standard input ends: when the
 * launcher closes it, or the launcher has ended in any way.
 *
 * <p>Of the three controllers the last would wait some seconds for a successor that cannot come. By then the topics'
 * logs have been closed long ago, so the JVM halts after {@value #HALT_AFTER_SECONDS} s.
 */
@Command(name = "cluster-node", description = "A node of a cluster; it is started by the launcher.")
public final class ClusterNodeMain implements Callable<Integer> {

  /** The beginning of the line that it prints when it is ready. */
  public static final String SERVES = "Serves ";

  private static final int HALT_AFTER_SECONDS = 3;

  @Mixin
  private final BrokerOptions options = new BrokerOptions();

  @Option(names = "--node", required = true)
  private int id;

  @Option(names = "--controllers", split = ",", required = true)
  private List<Integer> controllers;

  @Option(names = "--cluster-id", required = true)
  private String clusterId;

  private ClusterNodeMain() {}

  /** Called by the launcher, with {@link ClusterPlan}'s arguments. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ClusterNodeMain()).execute(args));
  }

  @Override
  public Integer call() {
    EndOfInput.exitThen();
    try {
      Ports.requireFree(options.port, options.port);
      Node node = new Node(options.data(), id, options.port, controllers, null);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        DaemonThreads.start("halt", ClusterNodeMain::haltAfterTimeout);
        node.close();
      }, "stop-node"));
      node.start(options.fresh, clusterId, options.more);
      System.out.println(SERVES + Ports.HOST + ":" + options.port);
      node.awaitShutdown();
      return 0;
    } catch (BrokerStartException e) {
      return e.report();
    }
  }

  private static void haltAfterTimeout() {
    try {
      TimeUnit.SECONDS.sleep(HALT_AFTER_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
