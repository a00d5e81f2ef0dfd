package kafkalab.localcluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kafkalab.base.Plural;
import kafkalab.broker.BrokerOptions;
import kafkalab.broker.BrokerReadyLine;
import kafkalab.broker.BrokerStartException;
import kafkalab.broker.ClusterPlan;
import kafkalab.cluster.Partitions;
import kafkalab.support.Failure;
import kafkalab.support.ShellSyntax;
import kafkalab.support.StandardOutput;
import kafkalab.terminal.LineWrap;
import kafkalab.terminal.Table;
import kafkalab.terminal.Terminal;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;

/** The terminal of {@code lab broker --nodes 3}: keys, events and the table. */
public final class ClusterConsole {

  private static final String HELP = "Keys: 1 2 3 kill -9 that node or start it again, t table, q stop, ? help";
  private static final int ROWS = 30;

  private final LocalCluster cluster;
  private final Admin admin;
  private final ClusterWatch watch;

  private ClusterConsole(LocalCluster cluster, Admin admin) {
    this.cluster = cluster;
    this.admin = admin;
    this.watch = new ClusterWatch(cluster, admin);
  }

  /**
   * Starts a cluster, and handles keys until one of them stops it.
   *
   * @return the exit code
   * @throws java.util.concurrent.CancellationException if the process is ending by a signal
   */
  public static int run(BrokerOptions options) throws IOException, InterruptedException {
    StandardOutput.goOnWithoutReader(); // the nodes serve, whoever reads
    try {
      LocalCluster cluster = new LocalCluster(new ClusterPlan(options));
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-cluster"));
      cluster.start();
      serve(cluster);
      return 0;
    } catch (BrokerStartException e) {
      return e.report();
    }
  }

  private static void serve(LocalCluster cluster) throws IOException, InterruptedException {
    ClusterPlan plan = cluster.plan();
    try (Admin admin = ClusterState.client(plan.bootstrapServers())) {
      ClusterState.setMinInsyncReplicas(admin, plan.setting(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
      System.out.println(BrokerReadyLine.of(plan.bootstrapServers(),
          ClusterPlan.NODES + " nodes, data: " + plan.data() + "; keys: ?"));
      System.out.println("The programs' address, in the terminals where you run them:");
      System.out.println(ShellSyntax.variable("KAFKA_BOOTSTRAP_SERVERS", plan.bootstrapServers()));
      System.out.println(HELP);
      new ClusterConsole(cluster, admin).handleKeys();
    }
    System.out.println("Stopping the nodes ...");
  }

  private void handleKeys() throws IOException, InterruptedException {
    try (Terminal terminal = Terminal.open()) {
      int key = Terminal.NONE;
      while (key != 'q' && key != Terminal.END) {
        handleKey(key);
        key = terminal.key(1_000);
      }
    }
  }

  private void handleKey(int key) throws InterruptedException {
    switch (key) {
      case '1', '2', '3' -> killOrStart(key - '0');
      case 't' -> table().forEach(System.out::println);
      case Terminal.NONE, '\n', '\r', ' ' -> { }
      default -> System.out.println(HELP);
    }
  }

  private void killOrStart(int id) {
    if (!cluster.isAlive(id)) {
      System.out.println("- " + watch.name(id) + " is being started ...");
      cluster.begin(id);
      watch.started(id);
      return;
    }
    cluster.kill(id);
    String killed = "- " + watch.name(id) + " killed";
    if (cluster.hasMajority()) {
      System.out.println(killed);
      watch.killed(id);
    } else {
      System.out.println(killed + "; " + cluster.alive() + " of " + ClusterPlan.NODES
          + " is not a majority: no new leader can be elected");
    }
  }

  /** The nodes, and the leaders of partitions; without an answer from Kafka, the reason instead. */
  private List<String> table() {
    ClusterState state = null;
    String controller = "";
    List<String> lines = new ArrayList<>();
    try {
      state = ClusterState.ask(admin);
      controller = String.valueOf(ClusterState.activeController(admin));
    } catch (KafkaException e) {
      LineWrap.wrapped((state == null ? "No broker answers: " : "No active controller: ")
          + (e instanceof TimeoutException ? "no answer within " + ClusterState.ANSWER_MS / 1_000 + " s"
              : Failure.reason(e)), LineWrap.WIDTH).forEach(lines::add);
      if (state != null) {
        lines.add("What the brokers that are up last heard from one:");
      }
    }
    lines.addAll(0, nodes(controller));
    if (state != null) {
      lines.addAll(partitions(state.partitions()));
    }
    return lines;
  }

  private List<String> nodes(String controller) {
    Table nodes = new Table("", Table.texts("Node"), Table.texts("Address"), Table.texts("State"));
    for (int id : LocalCluster.ids()) {
      nodes.row(id, cluster.plan().address(id), state(id)
          + (controller.equals(String.valueOf(id)) ? ", active controller" : ""));
    }
    return nodes.lines();
  }

  private String state(int id) {
    if (cluster.isAlive(id)) {
      return cluster.serves(id) ? "up" : "starting";
    }
    return cluster.wasKilled(id) ? "killed" : "ended";
  }

  private static List<String> partitions(Map<TopicPartition, TopicPartitionInfo> partitions) {
    Table table = new Table("", Table.names("Partition"), Table.figures("Leader"), Table.texts("Replicas"),
        Table.texts("In sync"));
    partitions.entrySet().stream().limit(ROWS).forEach(entry -> {
      TopicPartitionInfo partition = entry.getValue();
      table.row(entry.getKey(), ClusterState.leader(partition), Partitions.ids(partition.replicas()),
          Partitions.ids(partition.isr()));
    });
    if (table.isEmpty()) {
      return List.of("No topics yet: each program creates its own.");
    }
    List<String> lines = new ArrayList<>(table.lines());
    if (partitions.size() > ROWS) {
      lines.add("... and " + Plural.count(partitions.size() - ROWS, "partition") + " more");
    }
    return lines;
  }
}
