package kafkalab.experiment;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.protocol.ApiKeys;

/** One client's connection to one broker. Both directions run at the same time. */
final class ProxiedConnection {

  /** A request whose answer matters; correlation ids say which answer is whose. */
  private record Asked(ApiKeys kind, short version, Losses losses, Delay delay) {}

  private final LossyProxy proxy;
  private final Socket client;
  private final Socket broker;
  private final Map<Integer, Asked> asked = new ConcurrentHashMap<>();

  ProxiedConnection(LossyProxy proxy, Socket client, Socket broker) {
    this.proxy = proxy;
    this.client = client;
    this.broker = broker;
  }

  private interface Filter {
    /** The frame to be passed on; empty if it is lost. */
    Optional<ByteBuffer> pass(ByteBuffer frame) throws IOException;
  }

  /** Until one side closes the connection, or a request is lost. */
  void forwardRequests() throws IOException {
    forward(client, broker, this::request);
  }

  /** Until one side closes the connection, or an answer is lost. */
  void forwardAnswers() throws IOException {
    forward(broker, client, this::answer);
  }

  private static void forward(Socket from, Socket to, Filter filter) throws IOException {
    DataInputStream in = new DataInputStream(from.getInputStream());
    DataOutputStream out = new DataOutputStream(to.getOutputStream());
    while (true) {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      Optional<ByteBuffer> passed = filter.pass(ByteBuffer.wrap(frame));
      if (passed.isEmpty()) {
        return;
      }
      int length = passed.get().remaining();
      // in one piece: of two, the second would wait for the first one's acknowledgement (Nagle)
      out.write(ByteBuffer.allocate(4 + length).putInt(length).put(passed.get()).array());
    }
  }

  private Optional<ByteBuffer> request(ByteBuffer frame) {
    ApiKeys kind = ApiKeys.forId(frame.getShort(0));
    Losses losses = proxy.losses().kind() == kind ? proxy.losses() : null;
    Delay delay = proxy.delay().kind() == kind && proxy.delay().milliseconds() > 0 ? proxy.delay() : null;
    if (losses != null && !losses.answers() && !losses.passes("")) {
      return Optional.empty();
    }
    if (delay != null) {
      delay.asked();
    }
    if (losses != null || delay != null || BrokerAddresses.isNamedIn(kind)) {
      asked.put(frame.getInt(4), new Asked(kind, frame.getShort(2), losses, delay));
    }
    return Optional.of(frame);
  }

  private Optional<ByteBuffer> answer(ByteBuffer frame) throws IOException {
    Asked request = asked.remove(frame.getInt(0));
    if (request == null) {
      return Optional.of(frame);
    }
    if (request.delay != null) {
      request.delay.answer();
    }
    if (request.losses != null && request.losses.answers()
        && !request.losses.passes(Acknowledgement.text(request.kind, request.version, frame))) {
      return Optional.empty();
    }
    return Optional.of(BrokerAddresses.isNamedIn(request.kind)
        ? BrokerAddresses.replaced(request.kind, request.version, frame, proxy::inPlaceOf) : frame);
  }
}
