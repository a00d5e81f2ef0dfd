package kafkalab.localcluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kafkalab.broker.BrokerStartException;
import kafkalab.broker.ClusterNodeMain;
import kafkalab.broker.ClusterPlan;
import kafkalab.process.ChildJvm;
import kafkalab.process.JvmLaunch;

/** The nodes of {@code lab broker --nodes 3} as processes: each can be killed and started again. */
final class LocalCluster implements AutoCloseable {

  /** A busy machine needs twenty seconds and more. */
  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  /** Nodes end by themselves within this time, whatever the others do. */
  private static final long STOP_SECONDS = 8;

  private static final String START_EXCEPTION = ": " + BrokerStartException.PREFIX;

  /** Of a node's output only the last lines are of interest: it may warn for days. */
  private static final int KEPT_LINES = 1_000;

  private final ClusterPlan plan;
  private final Map<Integer, NodeProcess> nodes = new ConcurrentHashMap<>();
  private final Set<Integer> killed = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /** A node's process, which may have ended. */
  private static final class NodeProcess {
    private final ChildJvm jvm;
    private volatile boolean serves;

    NodeProcess(List<String> arguments) {
      jvm = JvmLaunch.of(ClusterNodeMain.class.getName()).arguments(arguments).keepLastLines(KEPT_LINES)
          .onLine(line -> serves |= line.startsWith(ClusterNodeMain.SERVES)).start();
    }
  }

  LocalCluster(ClusterPlan plan) {
    this.plan = plan;
  }

  ClusterPlan plan() {
    return plan;
  }

  /** The nodes' ids, which are their keys too. */
  static List<Integer> ids() {
    return IntStream.rangeClosed(1, ClusterPlan.NODES).boxed().toList();
  }

  /**
   * Starts all nodes, and returns when all serve.
   *
   * @throws BrokerStartException if one of them does not
   */
  void start() throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    ids().forEach(id -> begin(id, true)); // all at once: one alone waits for a majority
    while (!ids().stream().allMatch(this::serves)) {
      for (int id : ids()) {
        Optional<Integer> exitCode = nodes.get(id).jvm.awaitExit(Duration.ofMillis(20));
        if (stopping) {
          throw new CancellationException("the cluster is being stopped");
        }
        if (exitCode.isPresent() || System.nanoTime() > deadline) {
          close();
          String why = lastOutput(id);
          throw why.startsWith(START_EXCEPTION) && exitCode.isPresent()
              ? new BrokerStartException(exitCode.get(), why.substring(START_EXCEPTION.length()))
              : new BrokerStartException("node " + id + " did not begin to serve" + why);
        }
      }
    }
  }

  private synchronized void begin(int id, boolean first) {
    if (!stopping) {
      nodes.put(id, new NodeProcess(plan.arguments(id, first)));
      killed.remove(id); // not earlier: the one that was killed would seem to have ended by itself
    }
  }

  /** Starts a node that has ended, without waiting until it serves. */
  void begin(int id) {
    begin(id, false);
  }

  /** SIGKILL: the node cannot notify anyone or write anything. */
  void kill(int id) {
    killed.add(id);
    nodes.get(id).jvm.close();
  }

  boolean isAlive(int id) {
    return nodes.get(id).jvm.isAlive();
  }

  /** Whether it was {@link #kill} that ended a node. */
  boolean wasKilled(int id) {
    return killed.contains(id);
  }

  /** Whether a node runs and has started completely. */
  boolean serves(int id) {
    NodeProcess node = nodes.get(id);
    return node.jvm.isAlive() && node.serves;
  }

  /** Whether the cluster is being stopped, so that the end of a node is not an error. */
  boolean isStopping() {
    return stopping;
  }

  /** A node that ended by itself: the exit code of its process. */
  int exitCode(int id) throws InterruptedException {
    return nodes.get(id).jvm.awaitExit(Duration.ZERO).orElseThrow();
  }

  long alive() {
    return ids().stream().filter(this::isAlive).count();
  }

  /** Whether the nodes that run are a majority: without one they cannot agree on anything. */
  boolean hasMajority() {
    return alive() > ClusterPlan.NODES / 2;
  }

  /** The node's last output, except for its ready line, after a colon; empty if there is none. */
  String lastOutput(int id) {
    List<String> lines = nodes.get(id).jvm.lines().stream().filter(line -> !line.startsWith(ClusterNodeMain.SERVES)
        && !line.startsWith("\tat ") && !line.isBlank()).toList();
    return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
  }

  /** Stops all nodes that run: in order as long as there is a majority, and what is left by force. */
  @Override
  public void close() {
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
    }
    List<ChildJvm> started = nodes.values().stream().map(node -> node.jvm).toList();
    started.forEach(ChildJvm::endInput);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (ChildJvm node : started) {
        node.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.forEach(ChildJvm::close);
  }
}
