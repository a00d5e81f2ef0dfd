package kafkalab.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafkalab.secured.Access;
import kafkalab.support.Failure;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Time;

/**
 * One KRaft node in this JVM, broker and controller, on the loopback interface only: Kafka's own server, on its data.
 *
 * @see <a href="https://kafka.apache.org/documentation/#kraft">Kafka documentation, section KRaft</a>
 */
final class Node implements AutoCloseable {

  /** The settings of every node. */
  private static final String SETTINGS = "/broker.properties";

  /** The settings that differ for three nodes. */
  private static final String CLUSTER_SETTINGS = "/cluster.properties";

  /** Kafka takes any number for these, and then fails at each connection, its own to the controller too. */
  private static final List<String> BUFFERS = List.of("socket.send.buffer.bytes", "socket.receive.buffer.bytes",
      "replica.socket.receive.buffer.bytes");

  private final int id;
  private final int port;
  private final List<Integer> controllers;
  private final NodeFolder folder;
  private final Secured secured;
  private KafkaRaftServer server;

  /**
   * What makes it a secured node.
   *
   * @param access who gets in, and how
   * @param port at which brokers reach each other; free
   * @param studentId what the names of the student's groups begin with
   */
  record Secured(Access access, int port, String studentId) {

    private String address() {
      return Ports.HOST + ":" + port;
    }
  }

  /**
   * A node that is not started yet.
   *
   * @param id from 1 to the number of nodes
   * @param port that clients connect to; free
   * @param controllers the controllers' ports, of node 1, node 2 and so on; this node's is free
   * @param secured null for a node that lets everybody in
   */
  Node(Path folder, int id, int port, List<Integer> controllers, Secured secured) {
    this.secured = secured;
    this.folder = new NodeFolder(folder);
    this.id = id;
    this.port = port;
    this.controllers = List.copyOf(controllers);
  }

  /**
   * Starts it, and returns when it is ready.
   *
   * @param fresh forget the data first
   * @param clusterId of the whole cluster; null for the one of the data, or a new one
   * @param more settings that win over the lab's
   * @throws BrokerStartException if it does not
   */
  void start(boolean fresh, String clusterId, Map<String, String> more) {
    // Kafka writes names in capitals by the default locale: in Turkish it then finds no CLASSIC, and does not start
    Locale.setDefault(Locale.ROOT);
    KafkaConfig config = config(more); // a wrong one costs no data
    folder.lock();
    StartFailure failure = new StartFailure(folder, !more.isEmpty());
    try (StartLog log = StartLog.begin(failure::of)) {
      prepareFolder(fresh, clusterId);
      try {
        server = started(new KafkaRaftServer(config, Time.SYSTEM));
      } catch (RuntimeException | Error e) {
        throw failure.of(e, log);
      }
      if (secured != null) {
        secured.access.grant(secured.address(), secured.studentId);
      }
      log.show();
    } catch (BrokerStartException e) {
      throw e;
    } catch (Exception | Error e) { // Kafka maps files into memory: a disk's fault is an Error
      throw failure.of(e);
    }
  }

  private void prepareFolder(boolean fresh, String clusterId) throws Exception {
    if (fresh) {
      folder.empty();
    }
    folder.requireSpace();
    folder.requireKnownVersion();
    if (secured != null) {
      secured.access.prepare();
    }
    folder.format(id, clusterId != null ? clusterId
        : folder.clusterId().orElseGet(() -> Uuid.randomUuid().toString()));
  }

  private static KafkaRaftServer started(KafkaRaftServer server) {
    try {
      server.startup();
      return server;
    } catch (RuntimeException | Error e) {
      server.shutdown(); // its controller threads would keep this JVM alive
      throw e;
    }
  }

  void awaitShutdown() {
    server.awaitShutdown();
  }

  /** Stops it; does nothing if it is not running. */
  @Override
  public void close() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  private KafkaConfig config(Map<String, String> more) {
    Properties settings = settings(more);
    try {
      KafkaConfig config = new KafkaConfig(settings, false);
      BUFFERS.forEach(name -> checkBuffer(name, config.getInt(name)));
      return config;
    } catch (ConfigException | IllegalArgumentException e) {
      throw StartFailure.ofSettings(Failure.reason(e));
    }
  }

  private static void checkBuffer(String name, int bytes) {
    if (bytes == 0 || bytes < -1) {
      throw BrokerStartException.wrongOption("--set " + name + "=" + bytes + " is no size of a buffer; give one from 1,"
          + " or -1 for the system's own.");
    }
  }

  private Properties settings(Map<String, String> more) {
    Properties settings = labSettings(controllers.size());
    if (controllers.size() > 1) {
      // all nodes stop together: none can take over, and the last one would ask a controller that has gone
      settings.put("controlled.shutdown.enable", "false");
    }
    String address = Ports.HOST + ":" + port;
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", String.valueOf(id));
    settings.put("controller.quorum.voters", IntStream.rangeClosed(1, controllers.size())
        .mapToObj(node -> node + "@" + controller(node)).collect(Collectors.joining(",")));
    settings.putAll(secured != null ? secured.access.settings(address, secured.address(), controller(id))
        : openTo(address));
    settings.put("metadata.log.dir", folder.metadata().toString());
    settings.put("log.dirs", folder.logDirs());
    settings.putAll(more);
    return settings;
  }

  /** The listeners of a node that lets everybody in: everybody on this machine. */
  private Map<String, String> openTo(String address) {
    return Map.of("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller(id),
        "advertised.listeners", "PLAINTEXT://" + address,
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names", "CONTROLLER",
        "inter.broker.listener.name", "PLAINTEXT");
  }

  private String controller(int node) {
    return Ports.HOST + ":" + controllers.get(node - 1);
  }

  /** The lab's own settings for the nodes of a cluster of that size. */
  static Properties labSettings(int nodes) {
    Properties settings = new Properties();
    for (String resource : nodes == 1 ? List.of(SETTINGS) : List.of(SETTINGS, CLUSTER_SETTINGS)) {
      try (InputStream in = Node.class.getResourceAsStream(resource)) {
        settings.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return settings;
  }
}
