package kafkalab.broker;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import kafkalab.secured.Access;
import kafkalab.settings.LabSetting;
import kafkalab.settings.LabSettings;
import kafkalab.support.LabException;
import kafkalab.support.ShellSyntax;
import kafkalab.support.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Apache Kafka's own broker in this JVM, without Docker: one KRaft node that is broker and controller,
 * on the loopback interface only.
 *
 * <p>Run it in the IDE without arguments, or with {@code scripts/lab broker}. Topics, records and
 * committed offsets stay in the data directory; {@code --fresh} starts with none.
 *
 * <p>Exit codes: 0 stopped, {@value BrokerStartException#EXIT_CODE} cannot start (port taken, data directory not
 * usable), 2 wrong option or setting.
 *
 * @see <a href="https://kafka.apache.org/documentation/#kraft">Kafka documentation, section KRaft</a>
 */
@Command(name = "broker", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Starts Kafka's own broker on this machine, without Docker. Ctrl-C stops it.")
public final class LocalBroker implements Callable<Integer>, AutoCloseable {

  /** An option for a broker that another program starts: it stops when that one has ended in any way. */
  public static final String STOP_AT_END_OF_INPUT = "--stop-at-end-of-input";
  private static final String CLIENT_PROPERTIES = LabSetting.CLIENT_PROPERTIES.variable();

  @Mixin
  private final BrokerOptions options;

  @Option(names = STOP_AT_END_OF_INPUT, hidden = true)
  private boolean stopAtEndOfInput;

  private int port;
  private Node node;
  private Access access;

  /** A broker whose options picocli will set. */
  LocalBroker() {
    this(new BrokerOptions());
  }

  /** A broker that is not started yet. */
  public LocalBroker(BrokerOptions options) {
    this.options = options;
  }

  /** Starts a broker and serves until the process is stopped. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LocalBroker()).execute(args));
  }

  @Override
  public Integer call() {
    // who has lost the broker's terminal, or has it in a pipe, still wants the broker
    StandardOutput.goOnWithoutReader();
    if (stopAtEndOfInput) {
      EndOfInput.exitThen();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-broker"));
    try {
      start();
    } catch (BrokerStartException e) {
      return e.report();
    }
    System.out.println(BrokerReadyLine.of(bootstrapServers(), "data: " + options.data() + "; stop: Ctrl-C"));
    if (access != null) {
      printAccess();
    }
    node.awaitShutdown();
    return 0;
  }

  private void printAccess() {
    LocalDate end = LocalDate.ofInstant(access.end(), ZoneId.systemDefault());
    System.out.println("Secured: TLS (certificate valid until " + end + "), SASL/SCRAM, ACLs. For the programs,");
    System.out.println("in the terminals where you run them, as student:");
    System.out.println(ShellSyntax.variable(CLIENT_PROPERTIES, access.student().toString()));
    System.out.println("or as teacher, who may do everything:");
    System.out.println(ShellSyntax.variable(CLIENT_PROPERTIES, access.teacher().toString()));
  }

  /**
   * Starts a broker in this JVM, to be closed by the caller.
   *
   * @param port 0 for a free one
   * @param data directory for topics and offsets; created if it is missing
   */
  public static LocalBroker start(int port, Path data) {
    BrokerOptions options = new BrokerOptions();
    options.port = port;
    options.data = data;
    LocalBroker broker = new LocalBroker(options);
    broker.start();
    return broker;
  }

  /** The address for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.HOST + ":" + port;
  }

  private void start() {
    options.check(1);
    port = options.port;
    if (port == 0) {
      port = Ports.free();
    } else {
      Ports.requireFree(port, port);
    }
    // a folder formatted for one node cannot serve a cluster of three: one folder per size
    Path folder = options.data().resolve(options.secure ? "secured-1" : "nodes-1");
    if (options.secure) {
      access = new Access(folder.resolve("access"));
    }
    List<Integer> ports = Ports.free(2);
    node = new Node(folder, 1, port, ports.subList(0, 1), access == null ? null
        : new Node.Secured(access, ports.get(1), studentId()));
    node.start(options.fresh, null, options.more);
  }

  private static String studentId() {
    try {
      return LabSettings.load().studentId();
    } catch (LabException e) {
      throw new BrokerStartException(e.exitCode(), e.getMessage());
    }
  }

  /** Stops the broker and releases the data directory; does nothing if it is not running. */
  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
  }
}
