package kafkalab.experiment;

import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ResponseHeader;

/** What the answer to a producer says. */
final class Acknowledgement {

  private Acknowledgement() {}

  /** Where the broker has written the records, in words; empty if it is an answer of another kind. */
  static String text(ApiKeys kind, short version, ByteBuffer frame) {
    if (kind != ApiKeys.PRODUCE) {
      return "";
    }
    ByteBuffer answer = frame.duplicate();
    ResponseHeader.parse(answer, kind.responseHeaderVersion(version));
    ProduceResponseData data =
        (ProduceResponseData) AbstractResponse.parseResponse(kind, new ByteBufferAccessor(answer), version).data();
    return ", " + data.responses().stream().flatMap(topic -> topic.partitionResponses().stream())
        .map(partition -> partition.errorCode() == Errors.NONE.code()
            ? "partition " + partition.index() + " has the records from offset " + partition.baseOffset() + " on"
            : "partition " + partition.index() + " refuses: " + Errors.forCode(partition.errorCode()))
        .collect(Collectors.joining("; "));
  }
}
