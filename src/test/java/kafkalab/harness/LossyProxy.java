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
import kafkalab.base.DaemonThreads;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Stands between clients and a broker, and loses requests, which the broker then never sees, or answers: the broker
 * has done what was asked, and the client does not learn of it. Whatever is lost, the connection breaks. The broker
 * has to advertise the proxy's address.
 */
public final class LossyProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int brokerPort;
  private volatile Losses losses = new Losses(ApiKeys.PRODUCE, true, number -> false);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Listens at a free port. The broker need not run yet. */
  public LossyProxy(int brokerPort) {
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

  /** From now on loses these requests of a kind, counted from 1 over all connections, and nothing else. */
  public void loseRequests(ApiKeys kind, IntPredicate which) {
    losses = new Losses(kind, false, which);
  }

  /** From now on loses these answers to requests of a kind, counted from 1 over all connections, and nothing else. */
  public void loseAnswers(ApiKeys kind, IntPredicate which) {
    losses = new Losses(kind, true, which);
  }

  /** How much it has lost since it was told what to lose. */
  public int lost() {
    return losses.lost.get();
  }

  /** What is to be lost: some of the requests of a kind, or of the answers to them. */
  private record Losses(ApiKeys kind, boolean answers, IntPredicate which, AtomicInteger seen, AtomicInteger lost) {

    Losses(ApiKeys kind, boolean answers, IntPredicate which) {
      this(kind, answers, which, new AtomicInteger(), new AtomicInteger());
    }

    /** Counts a request or an answer of this kind, and says whether it arrives. */
    boolean passes() {
      if (!which.test(seen.incrementAndGet())) {
        return true;
      }
      lost.incrementAndGet();
      return false;
    }
  }

  private void connect(Socket client) throws IOException {
    open.add(client);
    Socket broker = new Socket("localhost", brokerPort);
    open.add(broker);
    Set<Integer> asked = ConcurrentHashMap.newKeySet();
    start(() -> forward(client, broker, request -> {
      Losses current = losses;
      if (ByteBuffer.wrap(request).getShort() != current.kind.id) {
        return true;
      }
      if (current.answers) {
        return asked.add(correlationId(request, 4));
      }
      return current.passes();
    }));
    start(() -> forward(broker, client, answer -> !asked.remove(correlationId(answer, 0)) || losses.passes()));
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

  /** The number by which a client knows which of its requests is answered. */
  private static int correlationId(byte[] frame, int at) {
    return ByteBuffer.wrap(frame).getInt(at);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    DaemonThreads.start("lossy-proxy", () -> {
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
