package kafkalab.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafkalab.support.DaemonThreads;
import kafkalab.support.Failure;
import kafkalab.support.HostPort;

/** Whether anything listens at an address: one TCP connection, no Kafka client, and never longer than it may take. */
public final class TcpProbe {

  /** A name server may take its time. */
  private static final ExecutorService THREADS = DaemonThreads.pool("tcp-probe");

  private TcpProbe() {}

  /**
   * Why nothing can be reached at any of the servers, which are tried at the same time.
   *
   * @param millis how long this may take, with the look-up of the names
   * @return empty if something listens at one of them
   */
  public static Optional<String> connectFailure(List<HostPort> servers, long millis) {
    List<Callable<Boolean>> attempts = servers.stream()
        .<Callable<Boolean>>map(server -> () -> connect(server.resolve(), millis)).toList();
    try {
      THREADS.invokeAny(attempts, millis, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(reason(Failure.cause(e)));
    } catch (TimeoutException e) {
      return Optional.of("no answer within " + millis + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** Why nothing can be reached at an address; empty if something listens there. */
  static Optional<String> connectFailure(InetSocketAddress address, long millis) {
    try {
      connect(address, millis);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  private static boolean connect(InetSocketAddress address, long millis) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("unknown host " + address.getHostString());
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) millis);
      return true;
    }
  }

  private static String reason(Throwable failure) {
    return Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName())
        .toLowerCase(Locale.ROOT)
        .replaceFirst(": (connect|no further information)$", ""); // what Windows adds to "connection refused"
  }
}
