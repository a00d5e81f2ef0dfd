package kafkalab.localcluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kafkalab.broker.BrokerStartException;
import kafkalab.broker.ClusterNode;
import kafkalab.broker.ClusterPlan;
import kafkalab.process.LessonProcess;

/** The nodes of {@code lab broker --nodes 3} as processes: each can be killed and started again. */
public final class LocalCluster implements AutoCloseable {

  /** A busy machine needs twenty seconds and more. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Nodes end by themselves within this time, whatever the others do. */
  private static final long STOP_SECONDS = 8;

  private final ClusterPlan plan;
  private final Map<Integer, LessonProcess> programs = new ConcurrentHashMap<>();
  private final Set<Integer> killed = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  public LocalCluster(ClusterPlan plan) {
    this.plan = plan;
  }

  public ClusterPlan plan() {
    return plan;
  }

  /** The nodes' ids, which are their keys too. */
  public static List<Integer> ids() {
    return IntStream.rangeClosed(1, ClusterPlan.NODES).boxed().toList();
  }

  /**
   * Starts all nodes, and returns when all serve.
   *
   * @throws BrokerStartException if one of them does not
   */
  public void start() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ids().forEach(id -> begin(id, true)); // all at once: one alone waits for a majority
    while (!ids().stream().allMatch(this::serves)) {
      for (int id : ids()) {
        boolean ended = programs.get(id).awaitExit(Duration.ofMillis(20)).isPresent();
        if (stopping) {
          throw new CancellationException("the cluster is being stopped");
        }
        if (ended || System.nanoTime() > deadline) {
          close();
          String why = lastWords(id);
          throw new BrokerStartException(why.startsWith(": " + BrokerStartException.PREFIX)
              ? why.substring((": " + BrokerStartException.PREFIX).length()) : "node " + id + " did not begin to serve" + why);
        }
      }
    }
  }

  private synchronized void begin(int id, boolean first) {
    if (!stopping) {
      programs.put(id, LessonProcess.start(ClusterNode.class.getName(), plan.arguments(id, first), Map.of()));
      killed.remove(id); // not earlier: the one that was killed would seem to have ended by itself
    }
  }

  /** Starts a node that has ended, without waiting until it serves. */
  public void begin(int id) {
    begin(id, false);
  }

  /** SIGKILL: it has no chance to say good-bye, or to write anything down. */
  public void kill(int id) {
    killed.add(id);
    programs.get(id).close();
  }

  public boolean isAlive(int id) {
    return programs.get(id).isAlive();
  }

  /** Whether it was {@link #kill} that ended a node. */
  public boolean wasKilled(int id) {
    return killed.contains(id);
  }

  /** Whether a node runs, and is done with its start. */
  public boolean serves(int id) {
    return isAlive(id) && programs.get(id).lines().stream().anyMatch(line -> line.startsWith(ClusterNode.SERVES));
  }

  /** Whether it is being stopped, so that nodes end without anybody's fault. */
  public boolean isStopping() {
    return stopping;
  }

  /** A node that ended by itself: the exit code of its process. */
  public int exitCode(int id) throws InterruptedException {
    return programs.get(id).awaitExit(Duration.ZERO).orElseThrow();
  }

  public long alive() {
    return ids().stream().filter(this::isAlive).count();
  }

  /** Whether the nodes that run are a majority: without one they cannot agree on anything. */
  public boolean hasMajority() {
    return alive() > ClusterPlan.NODES / 2;
  }

  /** What a node said last but for that it serves, with a colon before it; empty if it said nothing. */
  public String lastWords(int id) {
    List<String> lines = programs.get(id).lines().stream().filter(line -> !line.startsWith(ClusterNode.SERVES)
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
    List<LessonProcess> started = List.copyOf(programs.values());
    started.forEach(LessonProcess::endInput);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    try {
      for (LessonProcess node : started) {
        node.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.forEach(LessonProcess::close);
  }
}
