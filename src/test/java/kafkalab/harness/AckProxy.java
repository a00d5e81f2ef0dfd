package kafkalab.harness;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import kafkalab.support.DaemonThreads;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Stands between clients and a broker, and loses acknowledgements: the broker has written the records, its answer
 * does not arrive, and the connection breaks. The broker has to advertise the proxy's address.
 */
public final class AckProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int brokerPort;
  private volatile IntPredicate lose = answer -> false;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Listens at a free port. The broker need not run yet. */
  public AckProxy(int brokerPort) {
    this.brokerPort = brokerPort;
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(InetAddress.getByName("localhost"), OwnBroker.freePort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(() -> {
      while (true) {
        connect(server.accept());
      }
    });
  }

  /** Where clients find it. */
  public String address() {
    return "localhost:" + server.getLocalPort();
  }

  /** From now on loses these answers to Produce requests, counted from 1 over all connections. */
  public void lose(IntPredicate which) {
    answers.set(0);
    lost.set(0);
    lose = which;
  }

  /** How many acknowledgements it has lost since {@link #lose}. */
  public int lost() {
    return lost.get();
  }

  private void connect(Socket client) throws IOException {
    open.add(client);
    Socket broker = new Socket("localhost", brokerPort);
    open.add(broker);
    Set<Integer> produce = ConcurrentHashMap.newKeySet();
    start(() -> forward(client, broker, frame -> {
      if (frame[0] == 0 && frame[1] == ApiKeys.PRODUCE.id) {
        produce.add(number(frame, 4)); // its correlation id, which the answer repeats
      }
      return true;
    }));
    start(() -> forward(broker, client, frame -> {
      if (!produce.remove(number(frame, 0)) || !lose.test(answers.incrementAndGet())) {
        return true;
      }
      lost.incrementAndGet();
      return false;
    }));
  }

  private interface Filter {
    boolean passes(byte[] frame);
  }

  /** Until one side closes the connection, or a frame does not pass: then both sides lose it. */
  private void forward(Socket from, Socket to, Filter filter) throws IOException {
    try (from; to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        if (!filter.passes(frame)) {
          return;
        }
        // in one piece: of two, the second would wait for the first one's acknowledgement (Nagle)
        out.write(ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array());
      }
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static int number(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).getInt(at);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    DaemonThreads.start("ack-proxy", () -> {
      try {
        work.run();
      } catch (EOFException | SocketException e) {
        // closed by one of the sides, or by the end of the test
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
