package kafkalab.experiment;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.UnaryOperator;
import kafkalab.base.HostPort;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/** The answers by which clients learn where the brokers are: a client connects to these, not to where it has asked. */
final class BrokerAddresses {

  private static final Set<ApiKeys> KINDS = Set.of(ApiKeys.METADATA, ApiKeys.FIND_COORDINATOR);

  private BrokerAddresses() {}

  static boolean isNamedIn(ApiKeys kind) {
    return KINDS.contains(kind);
  }

  /** The same answer with other addresses. */
  static ByteBuffer replaced(ApiKeys kind, short version, ByteBuffer answer, UnaryOperator<HostPort> addresses) {
    short headerVersion = kind.responseHeaderVersion(version);
    ResponseHeader header = ResponseHeader.parse(answer, headerVersion);
    ApiMessage body = AbstractResponse.parseResponse(kind, new ByteBufferAccessor(answer), version).data();
    if (body instanceof MetadataResponseData metadata) {
      metadata.brokers().forEach(broker -> {
        HostPort address = addresses.apply(new HostPort(broker.host(), broker.port()));
        broker.setHost(address.host()).setPort(address.port());
      });
    } else if (body instanceof FindCoordinatorResponseData found) {
      if (!found.host().isEmpty()) {
        HostPort address = addresses.apply(new HostPort(found.host(), found.port()));
        found.setHost(address.host()).setPort(address.port());
      }
      found.coordinators().stream().filter(coordinator -> !coordinator.host().isEmpty()).forEach(coordinator -> {
        HostPort address = addresses.apply(new HostPort(coordinator.host(), coordinator.port()));
        coordinator.setHost(address.host()).setPort(address.port());
      });
    }
    return RequestUtils.serialize(header.data(), headerVersion, body, version);
  }
}
