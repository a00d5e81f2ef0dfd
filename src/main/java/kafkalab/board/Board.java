package kafkalab.board;

import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import kafkalab.base.DaemonThreads;
import kafkalab.base.HostPort;
import kafkalab.base.Loopback;
import kafkalab.board.web.BoardServer;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.Topics;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.process.ChildJvm;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import kafkalab.support.ProcessExit;
import org.apache.kafka.clients.admin.Admin;

/**
 * A page in the browser that shows a consumer group live: who reads what, what stands still, what is read twice, and
 * why. It serves this machine only. What it has started ends with it, also after kill -9: its programs and its broker
 * end when their standard input does.
 */
public final class Board {

  private static final String LESSON = "consumer01";
  private static final String TOPIC = "ak03.fourpartition";
  private static final int PARTITIONS = 4;

  private final LabConfig lab;
  private Admin admin;
  private Programs programs;
  private BoardServer server;
  private ChildJvm broker;

  private Board(LabConfig lab) {
    this.lab = lab;
  }

  /**
   * Serves until the process is stopped.
   *
   * @param port 0 for a free one
   * @param open whether to open the page in the browser
   * @param data where the data of a broker is that the board starts; null for the folder that {@code lab broker} has
   * @throws LabException if there is no broker and none can be started, or the port cannot be had
   */
  public static void serve(LabConfig lab, int port, boolean open, Path data) throws InterruptedException {
    Board board = new Board(lab);
    ProcessExit.cleanUp(board::close);
    board.start(port, data);
    if (open) {
      open(board.server.address());
    }
    new CountDownLatch(1).await();
  }

  private void start(int port, Path data) throws InterruptedException {
    Optional<ChildJvm> started = BrokerStart.ifNoneIsReachable(lab.cluster(), data);
    synchronized (this) {
      broker = started.orElse(null);
      admin = ClusterConnection.open(lab.cluster());
    }
    boolean local = isLocal();
    String topic = lab.topic(TOPIC);
    if (local) {
      Topics.create(admin, topic, LabTopics.ALL.getOrDefault(topic, PARTITIONS));
    }
    int partitions = Topics.partitionCount(admin, topic).orElseThrow(() -> new LabException(ExitCode.WRONG_TOPIC,
        "there is no topic " + topic + " at " + lab.bootstrapServers() + ". Choose another one: --topic NAME"));
    Session session = new Session(lab, local, new Stage(topic, lab.group(LESSON),
        Protocol.of(lab.clientSettings())), partitions);
    Programs consumers = new Programs(session);
    Stages stages = new Stages(session, consumers, admin);
    Actions actions = new Actions(session, consumers, stages, new Scenes(session, consumers, stages));
    synchronized (this) {
      programs = consumers;
      server = new BoardServer(port, session.log(), actions);
    }
    new Sampler(session, admin).start();
    System.out.println("Board: " + server.address() + "  (group " + session.stage().group() + ", topic " + topic
        + (local ? "" : ", read-only: the cluster is not on this machine") + "; stop: Ctrl-C)");
  }

  /** Whether the cluster is on this machine, by its address and by what its brokers say: a tunnel's address is, too. */
  private boolean isLocal() {
    List<HostPort> advertised = KafkaFutures.get(admin.describeCluster().nodes()).stream().map(HostPort::of).toList();
    return lab.cluster().servers().stream().allMatch(Loopback::isServer)
        && advertised.stream().allMatch(Loopback::isServer);
  }

  private static void open(String address) {
    DaemonThreads.start("open", () -> {
      try {
        Desktop.getDesktop().browse(URI.create(address));
      } catch (IOException | UnsupportedOperationException | java.awt.AWTError e) {
        System.out.println("No browser can be opened from here; open the address yourself.");
      }
    });
  }

  /** Also after Ctrl-C, which the programs get too: they stop as they do alone. */
  private synchronized void close() {
    if (server != null) {
      server.close();
    }
    if (programs != null) {
      programs.close();
    }
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
    if (broker != null) {
      BrokerStart.stop(broker);
    }
  }
}
