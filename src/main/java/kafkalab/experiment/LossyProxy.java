package kafkalab.experiment;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import kafkalab.base.DaemonThreads;
import kafkalab.base.HostPort;
import kafkalab.common.LabConfig;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Stands between clients and a cluster, and loses requests, which the broker then never sees, or answers: the broker
 * has done what was asked, and the client does not learn of it. Whatever is lost, the connection breaks. It also makes
 * a slow cluster of it. Clients see the proxy's addresses in place of the brokers', so that none gets around it.
 */
public final class LossyProxy implements AutoCloseable {

  /** Where the proxy listens, in place of each broker. */
  private final Map<HostPort, ServerSocket> listeners = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final String address;
  private volatile Losses losses = Losses.NONE;
  private volatile Delay delay = Delay.NONE;

  /** Listens in front of these brokers, and of those that they name, at free ports. */
  public LossyProxy(String bootstrapServers) {
    address = HostPort.parseList(bootstrapServers).stream().map(this::inPlaceOf).map(HostPort::toString)
        .collect(Collectors.joining(","));
  }

  /** Listens in front of the lab's cluster until the program ends. Of the answers to a producer each nth is lost. */
  public static LossyProxy losingAcknowledgements(LabConfig lab, int nth) {
    if (lab.cluster().isEncrypted()) {
      throw new LabException(ExitCode.WRONG_SETTING, lab.program() + " needs a connection without TLS: its proxy cannot"
          + " read what is encrypted. Run it on a local broker: scripts/lab broker");
    }
    LossyProxy proxy = new LossyProxy(lab.bootstrapServers());
    proxy.losses = new Losses(ApiKeys.PRODUCE, true, answer -> answer % nth == 0, System.out::println);
    return proxy;
  }

  /** Where clients find it, in place of the brokers it was given. */
  public String address() {
    return address;
  }

  /** From now on loses these requests of a kind, counted from 1 over all connections, and nothing else. */
  public void loseRequests(ApiKeys kind, IntPredicate which) {
    losses = new Losses(kind, false, which, text -> { });
  }

  /** From now on loses these answers to requests of a kind, counted from 1 over all connections, and nothing else. */
  public void loseAnswers(ApiKeys kind, IntPredicate which) {
    losses = new Losses(kind, true, which, text -> { });
  }

  /** From now on each answer to a request of a kind comes so much later, one after the other on a connection. */
  public void delayAnswers(ApiKeys kind, long milliseconds) {
    delay = new Delay(kind, milliseconds);
  }

  /** How many such requests have waited for their answers at the same time at most, since it was told to delay them. */
  public int mostUnderWay() {
    return delay.most();
  }

  /** How much it has lost since it was told what to lose. */
  public int lost() {
    return losses.lost();
  }

  Losses losses() {
    return losses;
  }

  Delay delay() {
    return delay;
  }

  /** The proxy's address in place of a broker's. */
  HostPort inPlaceOf(HostPort broker) {
    return new HostPort("localhost", listeners.computeIfAbsent(broker, this::listen).getLocalPort());
  }

  private ServerSocket listen(HostPort broker) {
    try {
      ServerSocket server = new ServerSocket(0, 0, InetAddress.getByName("localhost"));
      start(() -> {
        while (true) {
          connect(server.accept(), broker);
        }
      });
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(Socket client, HostPort broker) throws IOException {
    Socket server;
    try {
      server = new Socket(broker.host(), broker.port());
    } catch (IOException brokerIsGone) {
      client.close();
      return;
    }
    open.add(client);
    open.add(server);
    ProxiedConnection connection = new ProxiedConnection(this, client, server);
    start(() -> closing(client, server, connection::forwardRequests));
    start(() -> closing(client, server, connection::forwardAnswers));
  }

  /** When one direction ends, both sides lose the connection. */
  private void closing(Socket client, Socket server, Work work) throws IOException {
    try (client; server) {
      work.run();
    } finally {
      open.remove(client);
      open.remove(server);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    DaemonThreads.start("lossy-proxy", () -> {
      try {
        work.run();
      } catch (EOFException | SocketException e) {
        // closed by one of the sides, or by close()
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  @Override
  public void close() {
    try {
      for (ServerSocket listener : listeners.values()) {
        listener.close();
      }
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
