package kafkalab.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafkalab.common.Nearest;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Apache Kafka's own broker in this JVM, without Docker: one KRaft node that is broker and controller,
 * on the loopback interface only.
 *
 * <p>Run it in the IDE without arguments, or with {@code scripts/lab broker}. Topics, records and
 * committed offsets stay in the data directory; {@code --fresh} starts with none.
 *
 * <p>Exit codes: 0 stopped, {@value #CANNOT_START} cannot start (port taken, data directory not usable),
 * 2 wrong option.
 *
 * @see <a href="https://kafka.apache.org/documentation/#kraft">Kafka documentation, section KRaft</a>
 */
@Command(name = "broker", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Starts Kafka's own broker on this machine, without Docker. Ctrl-C stops it.")
public final class LocalBroker implements Callable<Integer>, AutoCloseable {

  /** Exit code of a broker that cannot start. */
  static final int CANNOT_START = 1;

  /** Port that the broker takes unless it is told another one: Kafka's own. */
  public static final String DEFAULT_PORT = "9092";

  private static final String HOST = "localhost";
  private static final int NODE_ID = 1;
  private static final String SETTINGS = "/broker.properties";

  @Option(names = "--port", defaultValue = DEFAULT_PORT, paramLabel = "PORT",
      description = "Port that clients connect to; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where topics and offsets are kept (default: .lab/broker in the project).")
  private Path data;

  @Option(names = "--fresh", description = "Forget all topics, records and offsets first.")
  private boolean fresh;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any other setting of a Kafka broker; repeatable.")
  private Map<String, String> more = new TreeMap<>();

  private FileChannel lockFile;
  private KafkaRaftServer server;

  /** Starts a broker and serves until the process is stopped. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LocalBroker()).execute(args));
  }

  /** Says why the broker cannot start, in one line that a student can act on. */
  private static final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotStart(String message) {
      super(message);
    }
  }

  @Override
  public Integer call() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-broker"));
    try {
      start();
    } catch (CannotStart e) {
      System.err.println("Broker cannot start: " + e.getMessage());
      return CANNOT_START;
    }
    System.out.printf("Kafka %s serves %s  (data: %s; stop: Ctrl-C)%n",
        AppInfoParser.getVersion(), bootstrapServers(), data);
    server.awaitShutdown();
    return 0;
  }

  /**
   * Starts a broker in this JVM, to be closed by the caller.
   *
   * @param port 0 for a free one
   * @param data directory for topics and offsets; made if it is missing
   */
  public static LocalBroker start(int port, Path data) {
    LocalBroker broker = new LocalBroker();
    broker.port = port;
    broker.data = data;
    broker.start();
    return broker;
  }

  /** The address for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  private void start() {
    if (port < 0 || port > 65535) {
      throw new CannotStart("--port " + port + " is no port; give one from 1 to 65535, or 0 for a free one.");
    }
    data = (data != null ? data : Path.of(System.getProperty("kafkalab.home", "."), ".lab", "broker"))
        .toAbsolutePath().normalize();
    if (port == 0) {
      port = freePort();
    } else {
      refuseTakenPort();
    }
    // a directory formatted for one node cannot serve a cluster of three: one directory per size
    Path node = data.resolve("nodes-1");
    lock(node);
    try {
      if (fresh) {
        deleteContents(node);
      }
      refuseNewerData(node);
      Properties settings = settings(node);
      format(node);
      KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      try {
        starting.startup();
      } catch (RuntimeException e) {
        starting.shutdown(); // its controller threads would keep this JVM alive
        throw e;
      }
      server = starting;
    } catch (CannotStart e) {
      throw e;
    } catch (Exception e) {
      throw new CannotStart("Kafka says: " + rootMessage(e) + " (data: " + node
          + "). If the data is damaged or foreign, start with --fresh or another --data.");
    }
  }

  /** Stops the broker and gives the data directory free; does nothing if it is not running. */
  @Override
  public void close() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  private void refuseTakenPort() {
    // Kafka itself would leave threads behind (broker port) or halt the JVM (controller port)
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(HOST, port));
    } catch (IOException e) {
      throw portTaken(e.getMessage());
    }
    // some systems let two programs bind to the same port on different addresses
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 500);
    } catch (IOException nobodyListens) {
      return;
    }
    throw portTaken("something answers there");
  }

  private CannotStart portTaken(String why) {
    return new CannotStart("port " + port + " is taken (" + why
        + "). Is a broker running already? Stop it, or choose another port: --port " + (port + 100 & 0xffff) + ".");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CannotStart("no free port on " + HOST + ": " + e.getMessage());
    }
  }

  /** A second broker on the same data would corrupt the first one's metadata log. */
  private void lock(Path node) {
    Path file = data.resolve("nodes-1.lock");
    try {
      Files.createDirectories(node);
      if (!Files.isWritable(node)) {
        throw new CannotStart("cannot write to " + node + ". Choose another folder: --data DIR.");
      }
      lockFile = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lockFile.tryLock();
      if (lock == null) {
        throw inUse();
      }
    } catch (OverlappingFileLockException e) {
      throw inUse();
    } catch (IOException e) {
      throw new CannotStart("cannot write to " + data + " (" + describe(e) + "). Choose another folder: --data DIR.");
    }
  }

  private CannotStart inUse() {
    return new CannotStart("another broker uses the data in " + data
        + ". Stop it, or choose another folder: --data DIR.");
  }

  private static void deleteContents(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }

  /** Kafka 4 can read what older versions wrote, but not what a newer metadata version wrote. */
  private static void refuseNewerData(Path node) throws IOException {
    Path marker = node.resolve("kafka.version");
    String ours = AppInfoParser.getVersion();
    if (Files.exists(marker)) {
      String theirs = Files.readString(marker).strip();
      if (compareVersions(theirs, ours) > 0) {
        throw new CannotStart("the data in " + node + " was written by Kafka " + theirs + ", this is Kafka " + ours
            + ". Choose another folder (--data DIR) or give the data up (--fresh).");
      }
    }
    Files.writeString(marker, ours + System.lineSeparator());
  }

  /** Compares dotted numbers; anything behind them ({@code -SNAPSHOT}) is passed over. */
  static int compareVersions(String a, String b) {
    int[] left = numbers(a);
    int[] right = numbers(b);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int difference = Integer.compare(i < left.length ? left[i] : 0, i < right.length ? right[i] : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int[] numbers(String version) {
    return Stream.of(version.replaceFirst("[^0-9.].*", "").split("\\."))
        .filter(part -> !part.isEmpty()).mapToInt(Integer::parseInt).toArray();
  }

  private Properties settings(Path node) throws IOException {
    Properties settings = new Properties();
    try (InputStream in = LocalBroker.class.getResourceAsStream(SETTINGS)) {
      settings.load(in);
    }
    String controller = HOST + ":" + freePort();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", String.valueOf(NODE_ID));
    settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
    settings.put("listeners", "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://" + controller);
    settings.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    // the metadata log has a folder of its own, apart from the topics
    settings.put("metadata.log.dir", node.resolve("metadata").toString());
    settings.put("log.dirs", node.resolve("topics").toString());
    // an authorizer's settings are not among the broker's own
    List<String> known = Stream.concat(KafkaConfig.configDef().names().stream(), Stream.of(
        StandardAuthorizer.SUPER_USERS_CONFIG, StandardAuthorizer.ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG))
        .sorted().toList();
    for (String name : more.keySet()) {
      if (!known.contains(name) && !name.startsWith("listener.name.")) {
        throw new CannotStart("--set " + name + ": no setting of a Kafka broker." + Nearest.hint(name, known));
      }
    }
    settings.putAll(more);
    return settings;
  }

  /** Formats the directories on the first start; later starts keep what is there. */
  private static void format(Path node) throws Exception {
    Path metadata = node.resolve("metadata");
    Path topics = node.resolve("topics");
    new Formatter()
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
        .setNodeId(NODE_ID)
        .setClusterId(clusterId(metadata))
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(metadata.toString())
        .setDirectories(List.of(metadata.toString(), topics.toString()))
        .setIgnoreFormatted(true)
        .run();
  }

  /** The id under which the data was formatted, or a new one for a directory without data. */
  private static String clusterId(Path metadata) throws IOException {
    Path file = metadata.resolve("meta.properties");
    if (!Files.exists(file)) {
      return Uuid.randomUuid().toString();
    }
    Properties meta = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      meta.load(in);
    }
    String id = meta.getProperty("cluster.id");
    if (id == null) {
      throw new CannotStart(file + " names no cluster.id, so this is no data of a broker."
          + " Choose another folder (--data DIR) or give the data up (--fresh).");
    }
    return id;
  }

  private static String rootMessage(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return describe(cause);
  }

  private static String describe(Throwable error) {
    String message = error instanceof UncheckedIOException ? error.getCause().toString() : error.getMessage();
    return (error.getClass().getSimpleName() + ": " + message).lines().findFirst().orElseThrow();
  }
}
