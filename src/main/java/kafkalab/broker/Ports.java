package kafkalab.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface. */
final class Ports {

  static final String HOST = "localhost";

  private static final int TRIES = 1_000;

  private static final int DEFAULT = 9092;

  /** Many systems keep those below for root. */
  private static final int FIRST_OF_ALL_USERS = 1024;

  /** A cluster takes some more behind it. */
  private static final int LAST = 65_500;

  private static final String ANSWERED = "something answers there";

  private Ports() {}

  /** A port that is free now. */
  static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BrokerStartException("no free port on " + HOST + ": " + e.getMessage());
    }
  }

  /** Different ports that are free now. */
  static List<Integer> free(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    while (ports.size() < count) {
      ports.add(free());
    }
    return List.copyOf(ports);
  }

  /**
   * Ports that are free now, below those that systems give to outgoing connections (from 32768 on Linux, 49152
   * elsewhere): while their owner is down, none of these can take them.
   */
  static List<Integer> freeForLong(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < TRIES && ports.size() < count; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      if (!ports.contains(port) && whyTaken(port) == null) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new BrokerStartException("no " + count + " free ports from 20000 to 31999 on " + HOST + ".");
    }
    return ports;
  }

  /**
   * Checks that a port is free: on a port in use Kafka itself would leave threads behind, or halt the JVM.
   *
   * @param first the value of {@code --port}
   */
  static void requireFree(int port, int first) {
    String why = whyTaken(port);
    if (why != null) {
      throw new BrokerStartException(refusal(port, first, why));
    }
  }

  /** What is said of a port that cannot be had, with one that may be free and that every user may have. */
  static String refusal(int port, int first, String why) {
    int other = first < FIRST_OF_ALL_USERS ? DEFAULT : first + 100 <= LAST ? first + 100 : first - 100;
    boolean taken = why.equals(ANSWERED) || why.contains("in use");
    return "port " + port + (taken ? " is taken (" + why + "). Is a broker running already? Stop it, or choose"
        : " cannot be had (" + why + "). Choose") + " another port: --port " + other + ".";
  }

  private static String whyTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(HOST, port));
    } catch (IOException e) {
      return e.getMessage();
    }
    // some systems let two programs bind to the same port on different addresses
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), 500);
    } catch (IOException nobodyListens) {
      return null;
    }
    return ANSWERED;
  }
}
