package kafkalab.board;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kafkalab.base.HostPort;
import kafkalab.base.Loopback;
import kafkalab.broker.BrokerReadyLine;
import kafkalab.broker.LocalBroker;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.ClusterConnection;
import kafkalab.process.ChildJvm;
import kafkalab.process.JvmLaunch;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;

/** Starts a broker where none can be reached, if its address is on this machine. It ends with the board. */
final class BrokerStart {

  /** A second on an idle machine; a busy one needs half a minute and more. */
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(120);
  private static final int KEPT_LINES = 100;

  private BrokerStart() {}

  /**
   * The broker that was started; empty if one is there already.
   *
   * @param data where its data is; null for the folder that {@code lab broker} has
   */
  static Optional<ChildJvm> ifNoneIsReachable(ClusterAddress cluster, Path data) throws InterruptedException {
    try {
      ClusterConnection.checkWithoutClient(cluster);
      return Optional.empty();
    } catch (LabException e) {
      List<HostPort> servers = cluster.servers();
      if (e.exitCode() != ExitCode.NO_BROKER || servers.size() > 1 || !Loopback.isServer(servers.get(0))
          || !cluster.security().isEmpty()) {
        throw e;
      }
      System.out.println("No broker at " + cluster.bootstrapServers() + ", so the board starts one ...");
      return Optional.of(start(servers.get(0).port(), data));
    }
  }

  private static ChildJvm start(int port, Path data) throws InterruptedException {
    ChildJvm broker = JvmLaunch.of(LocalBroker.class.getName())
        .arguments(List.of("--port", String.valueOf(port), LocalBroker.STOP_AT_END_OF_INPUT))
        .arguments(data == null ? List.of() : List.of("--data", data.toString())).keepLastLines(KEPT_LINES).start();
    if (!broker.awaitLine(line -> BrokerReadyLine.address(line).isPresent(), STARTS_WITHIN)) {
      broker.close();
      throw new LabException(ExitCode.NO_BROKER, "the board's broker did not start: "
          + String.join(" | ", broker.lines()));
    }
    broker.lines().stream().filter(line -> BrokerReadyLine.address(line).isPresent()).findFirst()
        .ifPresent(System.out::println);
    return broker;
  }

  /** Ends it in order, and by force if it does not. */
  static void stop(ChildJvm broker) {
    broker.endInput();
    try {
      broker.awaitExit(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    broker.close();
  }
}
