package kafkalab.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options of every command that starts brokers. */
public final class BrokerOptions {

  /** The default port: Kafka's own. */
  public static final String DEFAULT_PORT = "9092";

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
    Path folder = data != null ? data : Path.of(System.getProperty("kafkalab.home", "."), ".lab", "broker");
    return folder.toAbsolutePath().normalize();
  }

  /** Whether the broker is to be a secured one. */
  public boolean isSecure() {
    return secure;
  }

  /**
   * Checks {@code --port}.
   *
   * @param nodes how many ports in a row are needed, from that one
   */
  void checkPort(int nodes) {
    int last = 65536 - nodes;
    if (port < 0 || port > last) {
      throw BrokerStartException.wrongOption("--port " + port + " is not a port"
          + (nodes == 1 ? "" : " that " + (nodes - 1) + " more can follow") + "; give one from 1 to " + last
          + ", or 0 for a free one.");
    }
  }
}
