package kafkalab.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Any object as JSON in UTF-8, by Jackson; dates in ISO 8601. {@code null} stays {@code null}: in a compacted
 * topic that is a tombstone, which the four letters "null" are not.
 *
 * @param <T> what it serializes
 */
public final class JsonSerializer<T> implements Serializer<T> {

  private final ObjectMapper mapper = JsonMapper.builder()
      .addModule(new JavaTimeModule())
      .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
      .build();

  /** For Kafka, which creates it by reflection. */
  public JsonSerializer() {}

  /**
   * The bytes that go on the wire.
   *
   * @throws SerializationException if Jackson cannot write the object; {@code send()} throws it to its caller
   */
  @Override
  public byte[] serialize(String topic, T data) {
    try {
      return data == null ? null : mapper.writeValueAsBytes(data);
    } catch (JsonProcessingException e) {
      throw new SerializationException("no JSON for " + data.getClass().getSimpleName() + ": "
          + e.getOriginalMessage(), e);
    }
  }
}
