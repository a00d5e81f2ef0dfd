package kafkalab.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import kafkalab.process.ChildJvm;

/** A broker that a test has for itself: it can be killed, and started again on the same port and data. */
public final class OwnBroker implements AutoCloseable {

  private final int port;
  private final Path data = Broker.newFolder();
  private final List<String> arguments = new ArrayList<>();
  private ChildJvm program;
  private TestLab lab;

  private OwnBroker(int port, List<String> settings) {
    this.port = port;
    arguments.addAll(List.of("--port", Integer.toString(port), "--data", data.toString()));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
  }

  /** Starts a broker on a port that is free. */
  public static OwnBroker start(String... settings) {
    return start(freePort(), settings);
  }

  /**
   * Starts a broker.
   *
   * @param settings further broker settings, {@code key=value} each
   */
  public static OwnBroker start(int port, String... settings) {
    OwnBroker broker = new OwnBroker(port, List.of(settings));
    broker.begin();
    try {
      broker.awaitServing();
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
    return broker;
  }

  public String address() {
    return "localhost:" + port;
  }

  /** What it has printed, with the folder of a user. */
  public List<String> lines() {
    return Broker.linesOf(program).stream().map(line -> line.replace(data.toAbsolutePath().toString(), ".lab/broker")).toList();
  }

  /** What a test asks of it; closed with it. */
  public TestLab lab() {
    if (lab == null) {
      lab = new TestLab(address());
    }
    return lab;
  }

  /** SIGKILL: it has no chance to write anything down. */
  public void kill() {
    program.close();
  }

  /** SIGSTOP or SIGCONT: connections are accepted, and nobody answers; where there are such signals. */
  public void freeze(boolean frozen) {
    try {
      new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(program.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again on the same port and data, without waiting until it serves. */
  public void begin() {
    program = Programs.start("kafkalab.broker.LocalBroker", arguments, Map.of());
  }

  public void awaitServing() {
    Broker.addressOf(program);
  }

  /**
   * A port below those that the system gives to outgoing connections: while the broker is gone, none of these can
   * take it, nor can a client that tries to reach it be connected to itself.
   */
  public static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException taken) {
        // the next one
      }
    }
  }

  @Override
  public void close() {
    if (lab != null) {
      lab.close();
    }
    program.close();
  }
}
