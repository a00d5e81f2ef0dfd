package kafkalab.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafkalab.base.DaemonThreads;
import kafkalab.base.HostPort;
import kafkalab.base.Loopback;

/**
 * Whether anything listens at an address: TCP connections, no Kafka client, and within a time limit. All
 * servers, and all addresses of a server's name, are tried at the same time, as one may not answer at all.
 */
public final class TcpProbe {

  /** DNS lookups may be slow; one that nobody waits for any more ends by itself. */
  private static final ExecutorService LOOKUPS = DaemonThreads.pool("name-lookup");

  private TcpProbe() {}

  /**
   * Why nothing can be reached at any of the servers.
   *
   * @param atMost how long looking up the names may take, and then connecting
   * @return empty if something listens at one of them, else why the first of them cannot be reached
   */
  public static Optional<String> connectFailure(List<HostPort> servers, Duration atMost) {
    try {
      connect(servers, atMost);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  /** Why {@link #connect} has failed, in a few words. */
  static String reason(IOException failure) {
    String message = Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
    return failure instanceof UnknownHostException ? "unknown host " + message : message.toLowerCase(Locale.ROOT)
        .replaceFirst(": (connect|no further information)$", ""); // what Windows adds to "connection refused"
  }

  /** The address of a server that accepts connections: the first to do so. */
  static InetSocketAddress connect(List<HostPort> servers, Duration atMost) throws IOException {
    List<InetSocketAddress> addresses = lookUp(servers, atMost);
    IOException[] failures = new IOException[addresses.size()];
    List<SocketChannel> channels = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < failures.length; i++) {
        try {
          SocketChannel channel = SocketChannel.open();
          channels.add(channel);
          channel.configureBlocking(false);
          if (channel.connect(addresses.get(i))) {
            return addresses.get(i);
          }
          channel.register(selector, SelectionKey.OP_CONNECT, i);
        } catch (IOException e) {
          failures[i] = e;
        }
      }
      int connected = awaitOne(selector, failures, atMost);
      if (connected >= 0) {
        return addresses.get(connected);
      }
      throw failures[0];
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  /** The number of the first attempt that succeeds; -1 if all have failed. */
  private static int awaitOne(Selector selector, IOException[] failures, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!selector.keys().isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || selector.select(left) == 0 && System.nanoTime() >= deadline) {
        throw new SocketTimeoutException("no answer within " + atMost.toMillis() + " ms");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        int attempt = (int) key.attachment();
        try {
          if (((SocketChannel) key.channel()).finishConnect()) {
            return attempt;
          }
        } catch (IOException e) {
          failures[attempt] = e;
          key.cancel();
        }
      }
      selector.selectedKeys().clear();
      selector.selectNow(); // what is cancelled leaves the keys
    }
    return -1;
  }

  /** All addresses of all names that are known; if none is, an error that names the first. */
  private static List<InetSocketAddress> lookUp(List<HostPort> servers, Duration atMost) throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    IOException first = null;
    for (HostPort server : servers) {
      try {
        for (InetAddress address : lookUp(server.host(), atMost)) {
          addresses.add(new InetSocketAddress(address, server.port()));
        }
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (addresses.isEmpty()) {
      throw first;
    }
    return addresses;
  }

  private static InetAddress[] lookUp(String host, Duration atMost) throws IOException {
    if (Loopback.isHost(host)) {
      return InetAddress.getAllByName(host);
    }
    Future<InetAddress[]> lookup = LOOKUPS.submit(() -> InetAddress.getAllByName(host));
    try {
      return lookup.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UnknownHostException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
