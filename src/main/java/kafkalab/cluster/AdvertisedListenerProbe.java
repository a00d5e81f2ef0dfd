package kafkalab.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import kafkalab.base.HostPort;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Where a broker tells its clients to connect. No Kafka client can be asked for this: with the first answer it
 * replaces {@code bootstrap.servers} by the advertised addresses, and then tries these in vain. So this class sends
 * one Metadata request itself.
 *
 * @see <a href="https://kafka.apache.org/protocol#The_Messages_Metadata">Kafka protocol guide, Metadata</a>
 */
final class AdvertisedListenerProbe {

  private static final int TIMEOUT_MS = 1_500;
  private static final int LONGEST_ANSWER = 1 << 20;

  private AdvertisedListenerProbe() {}

  /**
   * The addresses that the brokers of a cluster advertise on a listener without TLS and SASL.
   *
   * @return the address of each broker; empty if what listens there does not answer as a broker
   */
  static Optional<List<HostPort>> at(InetSocketAddress server) {
    short version = ApiKeys.METADATA.oldestVersion() < 5 ? 5 : ApiKeys.METADATA.oldestVersion();
    RequestHeader header = new RequestHeader(ApiKeys.METADATA, version, "kafka-lab", 1);
    MetadataRequestData noTopics = new MetadataRequestData().setTopics(List.of()).setAllowAutoTopicCreation(false);
    ByteBuffer request = new MetadataRequest(noTopics, version).serializeWithHeader(header);
    try (Socket socket = new Socket()) {
      socket.connect(server, TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] bytes = new byte[request.remaining()];
      request.get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int size = in.readInt();
      if (size < 0 || size > LONGEST_ANSWER) {
        return Optional.empty(); // another protocol's bytes
      }
      ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(size));
      MetadataResponse response = (MetadataResponse) AbstractResponse.parseResponse(answer, header);
      return Optional.of(response.brokers().stream().map(HostPort::of).sorted().toList());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
