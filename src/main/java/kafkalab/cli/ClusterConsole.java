package kafkalab.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kafkalab.broker.ClusterPlan;
import kafkalab.common.Failure;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/** The terminal of {@code lab broker --nodes 3}: keys, events and the table. */
final class ClusterConsole {

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

  /** Shows that the cluster serves, and does what the keys say until they say stop. */
  static void serve(LocalCluster cluster) throws IOException, InterruptedException {
    ClusterPlan plan = cluster.plan();
    try (Admin admin = ClusterState.client(plan.bootstrapServers())) {
      ClusterState.setMinInsyncReplicas(admin, plan.setting(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG));
      System.out.printf("Kafka %s serves %s  (%d nodes, data: %s; keys: ?)%n", AppInfoParser.getVersion(),
          plan.bootstrapServers(), ClusterPlan.NODES, plan.data());
      System.out.println("The programs' address, in the terminals where you run them:");
      System.out.println("KAFKA_BOOTSTRAP_SERVERS=" + plan.bootstrapServers());
      System.out.println(HELP);
      new ClusterConsole(cluster, admin).obeyKeys();
    }
    System.out.println("Stopping the nodes ...");
  }

  private void obeyKeys() throws IOException, InterruptedException {
    try (Terminal terminal = Terminal.open()) {
      int key = Terminal.NONE;
      while (key != 'q' && key != Terminal.END) {
        press(key);
        key = terminal.key(1_000);
      }
    }
  }

  private void press(int key) throws InterruptedException {
    switch (key) {
      case '1', '2', '3' -> killOrStart(key - '0');
      case 't' -> System.out.print(table());
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
          + " is no majority: no leader moves now");
    }
  }

  private String table() throws InterruptedException {
    StringBuilder table = new StringBuilder();
    String controller = "-";
    String noController = "";
    ClusterState state = null;
    try {
      state = ClusterState.ask(admin);
      controller = String.valueOf(ClusterState.activeController(admin));
    } catch (KafkaException e) {
      noController = (state == null ? "No broker answers: " : "No active controller: ")
          + (e instanceof TimeoutException ? "no answer within " + ClusterState.ANSWER_MS / 1_000 + " s"
              : Failure.reason(e));
    }
    table.append(String.format("%-5s %-16s %s%n", "Node", "Address", "State"));
    for (int id : LocalCluster.ids()) {
      table.append(String.format("%-5d %-16s %s%s%n", id, cluster.plan().address(id), state(id),
          controller.equals(String.valueOf(id)) ? ", active controller" : ""));
    }
    if (!noController.isEmpty()) {
      table.append(noController).append(System.lineSeparator());
    }
    if (state != null) {
      if (!noController.isEmpty()) {
        table.append("What the brokers that are up last heard from one:").append(System.lineSeparator());
      }
      partitions(table, state.partitions());
    }
    return table.toString();
  }

  private String state(int id) {
    if (cluster.isAlive(id)) {
      return cluster.serves(id) ? "up" : "starting";
    }
    return cluster.wasKilled(id) ? "killed" : "ended";
  }

  private static void partitions(StringBuilder table, Map<TopicPartition, TopicPartitionInfo> partitions) {
    if (partitions.isEmpty()) {
      table.append("No topics yet: each program makes its own.").append(System.lineSeparator());
      return;
    }
    int width = Math.max("Partition".length(), partitions.keySet().stream().limit(ROWS)
        .mapToInt(partition -> partition.toString().length()).max().orElseThrow());
    String row = "%-" + width + "s %8s %10s %10s%n";
    table.append(String.format(row, "Partition", "Leader", "Replicas", "In sync"));
    List<Map.Entry<TopicPartition, TopicPartitionInfo>> shown =
        partitions.entrySet().stream().limit(ROWS).collect(Collectors.toList());
    shown.forEach(entry -> table.append(String.format(row, entry.getKey(), ClusterState.leader(entry.getValue()),
        ClusterState.ids(entry.getValue().replicas()), ClusterState.ids(entry.getValue().isr()))));
    if (partitions.size() > ROWS) {
      table.append("... and ").append(partitions.size() - ROWS).append(" more").append(System.lineSeparator());
    }
  }
}
