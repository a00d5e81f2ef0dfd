package kafkalab.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafkalab.support.DaemonThreads;
import kafkalab.support.HostPort;

/** Whether anything listens at an address: one TCP connection, no Kafka client, and never longer than it may take. */
public final class TcpProbe {

  /** A name server may take its time. */
  private static final ExecutorService THREADS = DaemonThreads.pool("tcp-probe");

  private TcpProbe() {}

  /** Whether something listens at one of the servers {@code host:port,...}. */
  public static boolean anybodyAt(String servers, long millis) {
    return whyNobodyAt(servers, millis).isEmpty();
  }

  /**
   * Why nothing can be reached at any of the servers {@code host:port,...}.
   *
   * @param millis how long this may take, with the look-up of the name
   * @return empty if something listens at one of them
   */
  public static Optional<String> whyNobodyAt(String servers, long millis) {
    List<Callable<Boolean>> attempts = Arrays.stream(servers.split(",")).map(String::strip)
        .<Callable<Boolean>>map(server -> () -> connect(server, millis)).toList();
    try {
      THREADS.invokeAny(attempts, millis, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause().getMessage()).toLowerCase(Locale.ROOT));
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + millis + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static boolean connect(String server, long millis) throws IOException {
    InetSocketAddress address = HostPort.parse(server).resolve();
    if (address.isUnresolved()) {
      throw new IOException("unknown host " + address.getHostString());
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) millis);
      return true;
    }
  }
}
