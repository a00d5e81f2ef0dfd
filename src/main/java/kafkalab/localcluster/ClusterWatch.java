package kafkalab.localcluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import kafkalab.base.DaemonThreads;
import kafkalab.base.Plural;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Says, in one line each, what becomes of a node that was killed or started: who leads its partitions now, when it
 * serves again, when its replicas are in sync again; and that a node has ended by itself.
 */
final class ClusterWatch {

  private static final int MOVES_SHOWN = 6;

  private final LocalCluster cluster;
  private final Admin admin;
  private final Map<Integer, Event> events = new ConcurrentHashMap<>();
  private final Set<Integer> reported = ConcurrentHashMap.newKeySet();

  /** An event of a node whose effects are not complete yet. */
  private static final class Event {
    private final long start = System.nanoTime();
    private final boolean kill;
    /** What the killed node led when it was killed. */
    private List<TopicPartition> led;
    private boolean serves;

    Event(boolean kill) {
      this.kill = kill;
    }

    String seconds() {
      return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
    }
  }

  ClusterWatch(LocalCluster cluster, Admin admin) {
    this.cluster = cluster;
    this.admin = admin;
    DaemonThreads.timer("cluster-watch").scheduleWithFixedDelay(this::look, 200, 100, TimeUnit.MILLISECONDS);
  }

  /** {@code Node 2 (localhost:9093)}. */
  String name(int id) {
    return "Node " + id + " (" + cluster.plan().address(id) + ")";
  }

  void killed(int id) {
    events.put(id, new Event(true));
  }

  void started(int id) {
    reported.remove(id);
    events.put(id, new Event(false));
  }

  private void look() {
    try {
      for (int id : LocalCluster.ids()) {
        reportDeadNode(id);
      }
      if (!events.isEmpty() && cluster.hasMajority() && !cluster.isStopping()) {
        ClusterState state = ClusterState.ask(admin);
        events.forEach((id, event) -> {
          if (event.kill ? afterKill(id, event, state) : afterStart(id, event, state)) {
            events.remove(id, event);
          }
        });
      }
    } catch (KafkaException e) {
      // nobody answers at the moment: the next look
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reportDeadNode(int id) throws InterruptedException {
    if (!cluster.isAlive(id) && !cluster.wasKilled(id) && !cluster.isStopping() && reported.add(id)) {
      events.remove(id);
      LineWrap.print("- ", "  ", name(id) + " has ended, exit code " + cluster.exitCode(id)
          + cluster.lastOutput(id));
    }
  }

  /** Whether the other nodes have taken over. */
  private static boolean afterKill(int id, Event event, ClusterState state) {
    if (event.led == null) {
      event.led = new ArrayList<>();
      state.partitions().forEach((partition, info) -> {
        if (leads(id, info)) {
          event.led.add(partition);
        }
      });
    }
    if (state.brokers().contains(id) || state.partitions().values().stream()
        .anyMatch(info -> leads(id, info) || inSync(id).test(info))) {
      return false;
    }
    String after = "- After " + event.seconds() + ": ";
    event.led.removeIf(partition -> !state.partitions().containsKey(partition));
    if (event.led.isEmpty()) {
      System.out.println(after + "node " + id + " is out; it led no topic's partition");
    }
    event.led.stream().limit(MOVES_SHOWN).forEach(partition -> {
      TopicPartitionInfo info = state.partitions().get(partition);
      System.out.println(after + partition + " is led by " + ClusterState.leader(info) + " now, in-sync replicas "
          + info.isr().size() + " of " + info.replicas().size());
    });
    if (event.led.size() > MOVES_SHOWN) {
      System.out.println("  and " + Plural.count(event.led.size() - MOVES_SHOWN, "partition") + " more (key t: all)");
    }
    return true;
  }

  /** Whether the node's replicas have caught up. */
  private boolean afterStart(int id, Event event, ClusterState state) {
    if (!event.serves && cluster.serves(id) && state.brokers().contains(id)) {
      event.serves = true;
      System.out.println("- " + name(id) + " serves again after " + event.seconds());
    }
    boolean back = event.serves && state.partitions().values().stream()
        .filter(info -> info.replicas().stream().anyMatch(node -> node.id() == id)).allMatch(inSync(id));
    if (back) {
      System.out.println("- " + name(id) + " is in sync again after " + event.seconds());
    }
    return back;
  }

  private static boolean leads(int id, TopicPartitionInfo partition) {
    return partition.leader() != null && partition.leader().id() == id;
  }

  private static Predicate<TopicPartitionInfo> inSync(int id) {
    return partition -> partition.isr().stream().map(Node::id).anyMatch(node -> node == id);
  }
}
