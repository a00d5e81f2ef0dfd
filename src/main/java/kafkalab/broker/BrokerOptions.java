package kafkalab.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafkalab.base.Suggestions;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import picocli.CommandLine.Option;

/** The options of every command that starts brokers. */
public final class BrokerOptions {

  /** The default port: Kafka's own. */
  public static final String DEFAULT_PORT = "9092";

  private static final String FOLDER = "the lab sets it; for another folder give --data DIR.";
  private static final String ROLE = "the lab sets it: each node is broker and controller, and has its number.";
  private static final String OWN = "each node has its own, which the lab sets; it can be set for one broker only.";

  /** What the lab sets and no other value can stand in for: the data would be elsewhere, or no node would start. */
  private static final Map<String, String> SET_BY_THE_LAB = Map.of("log.dirs", FOLDER, "log.dir", FOLDER,
      "metadata.log.dir", FOLDER, "process.roles", ROLE, "node.id", ROLE, "broker.id", ROLE);

  /** What three nodes cannot have in common. */
  private static final Map<String, String> SET_FOR_EACH_NODE = Map.of("listeners", OWN, "advertised.listeners", OWN,
      "controller.quorum.voters", OWN);

  @Option(names = "--port", defaultValue = DEFAULT_PORT, paramLabel = "PORT",
      description = "Port that clients connect to; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  int port;

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where topics and offsets are kept (default: .lab/broker in the project).")
  Path data;

  @Option(names = "--fresh", description = "Forget all topics, records and offsets first.")
  boolean fresh;

  @Option(names = "--secure", description = "With TLS, passwords (SASL/SCRAM) and access rights (ACLs), for the users"
      + " student and teacher; its topics and offsets are apart from the others.")
  boolean secure;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any other setting of a Kafka broker; repeatable.")
  Map<String, String> more = new TreeMap<>();

  /** Where the data of all clusters is: {@code --data}, or else a folder of the project. */
  Path data() {
    return (data != null ? data : defaultData()).toAbsolutePath().normalize();
  }

  private static Path defaultData() {
    return Path.of(System.getProperty("kafkalab.home", "."), ".lab", "broker");
  }

  /** Whether the broker is to be a secured one. */
  public boolean isSecure() {
    return secure;
  }

  /**
   * Checks all that can be told before anything is done.
   *
   * @param nodes how many there will be
   * @throws BrokerStartException if an option is wrong
   */
  void check(int nodes) {
    if (data != null && data.toString().isBlank()) { // of a variable that is not set; it would be the current folder
      throw BrokerStartException.wrongOption("--data is empty: name a folder, or leave it out for "
          + defaultData() + ".");
    }
    checkPort(nodes);
    more.keySet().forEach(name -> checkName(name, nodes));
  }

  private void checkName(String name, int nodes) {
    if (name.isBlank()) {
      throw BrokerStartException.wrongOption("--set " + name + "=" + more.get(name)
          + " has no name: write --set KEY=VALUE.");
    }
    String why = SET_BY_THE_LAB.getOrDefault(name, nodes == 1 ? null : SET_FOR_EACH_NODE.get(name));
    if (why != null) {
      throw BrokerStartException.wrongOption("--set " + name + " cannot be set: " + why);
    }
    // an authorizer's settings are not among the broker's own
    List<String> known = Stream.concat(KafkaConfig.configDef().names().stream(), Stream.of(
        StandardAuthorizer.SUPER_USERS_CONFIG, StandardAuthorizer.ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG))
        .sorted().toList();
    if (!known.contains(name) && !name.startsWith("listener.name.")) {
      throw BrokerStartException.wrongOption("--set " + name + " is not a setting of a Kafka broker."
          + Suggestions.didYouMean(name, known));
    }
  }

  /** Checks {@code --port}: that many ports in a row are needed, from that one. */
  private void checkPort(int nodes) {
    int last = 65536 - nodes;
    if (port < 0 || port > last) {
      throw BrokerStartException.wrongOption("--port " + port + " is not a port"
          + (nodes == 1 ? "" : " that " + (nodes - 1) + " more can follow") + "; give one from 1 to " + last
          + ", or 0 for a free one.");
    }
  }
}
