package kafkalab.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kafkalab.base.DaemonThreads;
import kafkalab.base.HostPort;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.SettingOrigins;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedEndpointTypeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Opens a connection to the cluster, or says within ten seconds, with TLS or SASL within some twenty, why there is none.
 * A client on its own cannot say "no broker": a producer's error is the same as for a missing topic, and a consumer polls
 * nothing, without an error.
 */
public final class ClusterConnection {

  /** Creating a client is work for this machine alone, which may be very busy. */
  private static final Duration OPEN_TIMEOUT = Duration.ofMinutes(1);

  private static final int MOST_QUESTIONS = 3;

  private ClusterConnection() {}

  /**
   * Checks that a broker answers at the configured address and can be reached at the one it advertises.
   *
   * @throws LabException with {@link ExitCode#NO_BROKER} or {@link ExitCode#UNREACHABLE_ADDRESS}
   */
  public static void check(ClusterAddress cluster) {
    open(cluster).close(Duration.ZERO);
  }

  /**
   * Checks the same as far as it can be done without a client, and so in no time: with TLS or SASL only that somebody
   * listens.
   *
   * @throws LabException with {@link ExitCode#NO_BROKER} or {@link ExitCode#UNREACHABLE_ADDRESS}
   */
  public static void checkWithoutClient(ClusterAddress cluster) {
    InetSocketAddress server = connect(cluster);
    if (isPlaintext(cluster)) {
      Optional<List<HostPort>> advertised = AdvertisedListenerProbe.at(server);
      if (advertised.isEmpty()) {
        check(cluster); // a client finds out what does answer there
      }
      unreachable(cluster, advertised.orElse(List.of())).ifPresent(unreachable -> {
        throw unreachable;
      });
    }
  }

  /**
   * Checks the cluster as {@link #check} does. Of several servers it takes one that answers: another one may accept
   * connections and be silent, for which a client would wait the time of a request.
   *
   * @return a client that has found the cluster, to be closed by the caller
   */
  public static Admin open(ClusterAddress cluster) {
    InetSocketAddress server = connect(cluster);
    if (server.getAddress().isLoopbackAddress()) { // a server of others would log it as an attempt to get in
      checkProtocol(cluster, server);
    }
    ClusterAddress asked = cluster.servers().size() == 1 || !isPlaintext(cluster) ? cluster : answering(cluster);
    // making a client takes longer than asking a broker: side by side
    Future<Admin> opening = DaemonThreads.pool("admin").submit(asked::admin);
    List<HostPort> advertised = isPlaintext(cluster)
        ? AdvertisedListenerProbe.at(asked == cluster ? server : connect(asked)).orElse(List.of()) : List.of();
    Optional<LabException> unreachable = unreachable(cluster, advertised);
    Admin admin = KafkaFutures.get(opening, OPEN_TIMEOUT);
    try {
      if (unreachable.isEmpty() && advertised.isEmpty()) { // TLS, SASL, or no broker at all
        unreachable = unreachable(cluster, advertised(cluster, admin));
      }
      if (unreachable.isPresent()) {
        throw unreachable.get();
      }
      return admin;
    } catch (RuntimeException e) {
      admin.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * The answer to a question that a program cannot begin without. A broker or this machine may be so busy that one
   * answer comes too late: it is asked again as long as somebody listens there, three times in all.
   *
   * @throws LabException with {@link ExitCode#NO_BROKER} if the broker has gone in the meantime, or does not answer
   */
  public static <T> T answer(ClusterAddress cluster, Supplier<T> question) {
    for (int asked = 1; true; asked++) {
      try {
        return question.get();
      } catch (TimeoutException e) {
        connect(cluster);
        if (asked == MOST_QUESTIONS) {
          throw new LabException(ExitCode.NO_BROKER, "the broker at " + cluster.bootstrapServers()
              + " accepts connections, but does not answer (" + Failure.reason(e) + "). It may be stopped or very busy:"
              + " try again, or start it anew.");
        }
      }
    }
  }

  /** The cluster at the first of its servers that answers as a broker; as it is if none does. */
  private static ClusterAddress answering(ClusterAddress cluster) {
    ExecutorCompletionService<Optional<HostPort>> probes =
        new ExecutorCompletionService<>(DaemonThreads.pool("probe"));
    cluster.servers().forEach(server -> probes.submit(() -> AdvertisedListenerProbe.at(
        TcpProbe.connect(List.of(server), ClusterAddress.CONNECT_TIMEOUT)).map(advertised -> server)));
    for (int i = 0; i < cluster.servers().size(); i++) {
      Optional<HostPort> answers = result(probes);
      if (answers.isPresent()) {
        return new ClusterAddress(answers.get().toString(), cluster.security());
      }
    }
    return cluster;
  }

  private static Optional<HostPort> result(ExecutorCompletionService<Optional<HostPort>> probes) {
    try {
      return probes.take().get();
    } catch (ExecutionException e) {
      return Optional.empty(); // nothing listens there
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static InetSocketAddress connect(ClusterAddress cluster) {
    try {
      return TcpProbe.connect(cluster.servers(), ClusterAddress.CONNECT_TIMEOUT);
    } catch (IOException e) {
      throw new LabException(ExitCode.NO_BROKER, "no broker at " + cluster.bootstrapServers() + " ("
          + TcpProbe.reason(e) + "). Start one: scripts/lab broker, or docker compose up -d;"
          + " or set KAFKA_BOOTSTRAP_SERVERS to where yours is.");
    }
  }

  private static boolean isPlaintext(ClusterAddress cluster) {
    return cluster.adminSettings().getOrDefault(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT").toString()
        .equalsIgnoreCase("PLAINTEXT");
  }

  private static List<HostPort> advertised(ClusterAddress cluster, Admin admin) {
    try {
      return KafkaFutures.get(admin.describeCluster().nodes(), cluster.answerTimeout().plusSeconds(1)).stream()
          .map(HostPort::of).sorted().toList();
    } catch (TimeoutException | UnsupportedVersionException | UnsupportedEndpointTypeException e) {
      checkProtocol(cluster, connect(cluster));
      throw new LabException(ExitCode.NO_BROKER, "something listens at " + cluster.bootstrapServers()
          + ", but does not answer as a Kafka broker for clients (" + Failure.reason(e) + "). Is the port right"
          + " (not the controller's), and does it want TLS or SASL (LAB_CLIENT_PROPERTIES)?");
    }
  }

  /** A client with TLS or SASL at a port without it would get no answer. */
  private static void checkProtocol(ClusterAddress cluster, InetSocketAddress server) {
    if (!isPlaintext(cluster) && AdvertisedListenerProbe.at(server).isPresent()) {
      throw new LabException(ExitCode.NO_BROKER, "the broker at " + cluster.bootstrapServers() + " speaks without TLS"
          + " and SASL, but security.protocol=" + cluster.security().get(AdminClientConfig.SECURITY_PROTOCOL_CONFIG)
          + " was set by " + SettingOrigins.of(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "LAB_CLIENT_PROPERTIES")
          + ". Leave it out for this broker, or take the port that has TLS.");
    }
  }

  /** What is wrong with the addresses that the brokers tell their clients, if anything is. */
  private static Optional<LabException> unreachable(ClusterAddress cluster, List<HostPort> advertised) {
    return advertised.isEmpty() ? Optional.empty() : TcpProbe.connectFailure(advertised, ClusterAddress.CONNECT_TIMEOUT)
        .map(failure -> new LabException(ExitCode.UNREACHABLE_ADDRESS, "the broker at "
            + cluster.bootstrapServers() + " answers, but tells its clients to connect to "
            + advertised.stream().map(HostPort::toString).collect(Collectors.joining(", "))
            + ", which cannot be reached from here (" + failure + "). Set its advertised.listeners to an"
            + " address that this machine can reach."));
  }
}
