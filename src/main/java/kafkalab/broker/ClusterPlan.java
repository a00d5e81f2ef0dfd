package kafkalab.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Three nodes that are one cluster, each in a JVM of its own: where each listens, and what its JVM
 * ({@link ClusterNodeMain}) is started with. Ports and cluster id stay the same when a node is started again.
 */
public final class ClusterPlan {

  /** The smallest cluster that can lose a node: two of three are a majority. */
  public static final int NODES = 3;

  private final BrokerOptions options;
  private final Path folder;
  private final List<Integer> ports;
  private final List<Integer> controllers;
  private final String clusterId;

  /**
   * Chooses what is free and what fits the data.
   *
   * @param options of the whole cluster; {@code --port} is node 1's, the others' are the next ones
   * @throws BrokerStartException if a port is taken, or the data cannot be that of a cluster
   */
  public ClusterPlan(BrokerOptions options) {
    this.options = options;
    options.check(NODES);
    folder = options.data().resolve("nodes-" + NODES);
    if (options.port == 0) {
      List<Integer> free = Ports.freeForLong(2 * NODES);
      ports = free.subList(0, NODES);
      controllers = free.subList(NODES, 2 * NODES);
    } else {
      ports = IntStream.range(options.port, options.port + NODES).boxed().toList();
      ports.forEach(port -> Ports.requireFree(port, options.port));
      controllers = Ports.freeForLong(NODES);
    }
    clusterId = options.fresh ? Uuid.randomUuid().toString() : clusterId();
  }

  /** The id under which the nodes' data was formatted, or a new one where there is no data. */
  private String clusterId() {
    Set<String> ids = new TreeSet<>();
    for (int node = 1; node <= NODES; node++) {
      try {
        Optional<String> id = new NodeFolder(folder(node)).clusterId();
        id.ifPresent(ids::add);
      } catch (IOException e) {
        throw new BrokerStartException("cannot read " + folder(node) + " (" + NodeFolder.describe(e)
            + "). Choose another folder: --data DIR.");
      }
    }
    if (ids.size() > 1) {
      throw new BrokerStartException("the nodes in " + folder + " are of several clusters (" + String.join(", ", ids)
          + "). Choose another folder (--data DIR) or discard the data (--fresh).");
    }
    return ids.isEmpty() ? Uuid.randomUuid().toString() : ids.iterator().next();
  }

  private Path folder(int node) {
    return folder.resolve("node-" + node);
  }

  /** Where the data of all clusters is. */
  public Path data() {
    return options.data();
  }

  /** Where a node's clients find it: {@code localhost:9093}. */
  public String address(int node) {
    return Ports.HOST + ":" + ports.get(node - 1);
  }

  /** All addresses, for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return IntStream.rangeClosed(1, NODES).mapToObj(this::address).collect(Collectors.joining(","));
  }

  /** What {@code --set} says of a setting, or else the lab. */
  public String setting(String name) {
    return options.more.getOrDefault(name, Node.labSettings(NODES).getProperty(name));
  }

  /**
   * The arguments of {@link ClusterNodeMain} for a node.
   *
   * @param first whether it is its first start in this process; {@code --fresh} counts for that one only
   */
  public List<String> arguments(int node, boolean first) {
    List<String> arguments = new ArrayList<>(List.of(
        "--node", String.valueOf(node),
        "--cluster-id=" + clusterId, // an id may begin with a hyphen
        "--controllers", controllers.stream().map(String::valueOf).collect(Collectors.joining(",")),
        "--port", String.valueOf(ports.get(node - 1)),
        "--data", folder(node).toString()));
    if (options.fresh && first) {
      arguments.add("--fresh");
    }
    options.more.forEach((name, value) -> arguments.add("--set=" + name + "=" + value));
    return arguments;
  }
}
