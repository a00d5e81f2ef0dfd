package kafkalab.harness;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kafkalab.base.HostPort;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SyncGroupRequest;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.apache.kafka.common.protocol.Errors;

/** A client of another make: a member of a consumer group, with an assignment that only itself can read. */
public final class ForeignMember {

  private static final short VERSION = 3; // the last one that takes a member without a first, failed request

  private ForeignMember() {}

  /** Joins a group that has no other member; the broker keeps the member for 60 s without a further word. */
  public static void join(String servers, String group) {
    // a broker that has just started loads its coordinators when it is first asked
    TestLab.await().until(() -> joined(HostPort.parseList(servers).get(0), group));
  }

  private static boolean joined(HostPort broker, String group) throws IOException {
    try (Socket socket = new Socket(broker.host(), broker.port())) {
      var protocols = new JoinGroupRequestData.JoinGroupRequestProtocolCollection();
      protocols.add(new JoinGroupRequestData.JoinGroupRequestProtocol().setName("own").setMetadata(new byte[0]));
      JoinGroupResponse join = (JoinGroupResponse) ask(socket, new JoinGroupRequest.Builder(new JoinGroupRequestData()
          .setGroupId(group).setMemberId("").setProtocolType("consumer").setSessionTimeoutMs(60_000)
          .setRebalanceTimeoutMs(60_000).setProtocols(protocols)).build(VERSION));
      if (join.error() != Errors.NONE) {
        return false;
      }
      SyncGroupResponse sync = (SyncGroupResponse) ask(socket, new SyncGroupRequest.Builder(new SyncGroupRequestData()
          .setGroupId(group).setMemberId(join.data().memberId()).setGenerationId(join.data().generationId())
          .setAssignments(List.of(new SyncGroupRequestData.SyncGroupRequestAssignment()
              .setMemberId(join.data().memberId())
              .setAssignment("{\"mine\":1}".getBytes(StandardCharsets.UTF_8))))).build(VERSION));
      return sync.error() == Errors.NONE;
    }
  }

  private static AbstractResponse ask(Socket socket, AbstractRequest request) throws IOException {
    RequestHeader header = new RequestHeader(request.apiKey(), request.version(), "foreign", 1);
    ByteBuffer bytes = request.serializeWithHeader(header);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(bytes.remaining());
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = in.readNBytes(in.readInt());
    return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
  }
}
