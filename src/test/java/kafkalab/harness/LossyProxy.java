package kafkalab.harness;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import kafkalab.base.DaemonThreads;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Stands between clients and a broker, and loses requests, which the broker then never sees, or answers: the broker
 * has done what was asked, and the client does not learn of it. Whatever is lost, the connection breaks. It also makes
 * a slow broker of it. The broker has to advertise the proxy's address.
 */
public final class LossyProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int brokerPort;
  private volatile Losses losses = new Losses(ApiKeys.PRODUCE, true, number -> false);
  private volatile Delay delay = new Delay(ApiKeys.PRODUCE, 0);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Listens at a free port. The broker need not run yet. */
  public LossyProxy(int brokerPort) {
    this(OwnBroker.freePort(), brokerPort);
  }

  /** Listens at this port: where another one has been closed, which to its clients is a broker that has gone. */
  public LossyProxy(int port, int brokerPort) {
    this.brokerPort = brokerPort;
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
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

  /** From now on each answer to a request of a kind comes so much later, one after the other on a connection. */
  public void delayAnswers(ApiKeys kind, long milliseconds) {
    delay = new Delay(kind, milliseconds);
  }

  /** How many such requests have waited for their answers at the same time at most, since it was told to delay them. */
  public int mostUnderWay() {
    return delay.most.get();
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

  /** How much later the answers to the requests of a kind come. */
  private record Delay(ApiKeys kind, long milliseconds, AtomicInteger underWay, AtomicInteger most) {

    Delay(ApiKeys kind, long milliseconds) {
      this(kind, milliseconds, new AtomicInteger(), new AtomicInteger());
    }

    void asked() {
      int now = underWay.incrementAndGet();
      most.accumulateAndGet(now, Math::max);
    }

    void answer() throws IOException {
      try {
        TimeUnit.MILLISECONDS.sleep(milliseconds);
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      underWay.decrementAndGet();
    }
  }

  private void connect(Socket client) throws IOException {
    open.add(client);
    Socket broker = new Socket("localhost", brokerPort);
    open.add(broker);
    Set<Integer> asked = ConcurrentHashMap.newKeySet();
    Map<Integer, Delay> delayed = new ConcurrentHashMap<>();
    start(() -> forward(client, broker, request -> {
      short kind = ByteBuffer.wrap(request).getShort();
      Delay slow = delay;
      if (kind == slow.kind.id && slow.milliseconds > 0) {
        slow.asked();
        delayed.put(correlationId(request, 4), slow);
      }
      Losses current = losses;
      if (kind != current.kind.id) {
        return true;
      }
      if (current.answers) {
        return asked.add(correlationId(request, 4));
      }
      return current.passes();
    }));
    start(() -> forward(broker, client, answer -> {
      int id = correlationId(answer, 0);
      Delay slow = delayed.remove(id);
      if (slow != null) {
        slow.answer();
      }
      return !asked.remove(id) || losses.passes();
    }));
  }

  private interface Filter {
    boolean passes(byte[] frame) throws IOException;
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
