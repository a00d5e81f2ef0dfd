package kafkalab.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKeyJsonConverter;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValueJsonConverter;

/** The contents of __consumer_offsets, in the form in which Kafka's console consumer prints them. */
final class OffsetsTopic {

  private OffsetsTopic() {}

  /** What a group has committed, a line for each commit. The lab's broker has one partition of this topic. */
  static List<String> commits(TestLab lab, String group) {
    List<String> lines = new ArrayList<>();
    TopicPartition partition = new TopicPartition("__consumer_offsets", 0);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
        lab.properties(Map.of("auto.offset.reset", "earliest")), new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      TestLab.await().until(() -> {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (isCommitOf(group, record)) {
            lines.add(line(record));
          }
        }
        return consumer.position(partition) >= end;
      });
    }
    return lines;
  }

  private static boolean isCommitOf(String group, ConsumerRecord<byte[], byte[]> record) {
    return type(record) == CoordinatorRecordType.OFFSET_COMMIT.id() && key(record).group().equals(group);
  }

  private static short type(ConsumerRecord<byte[], byte[]> record) {
    return ByteBuffer.wrap(record.key()).getShort();
  }

  private static OffsetCommitKey key(ConsumerRecord<byte[], byte[]> record) {
    ByteBuffer bytes = ByteBuffer.wrap(record.key());
    bytes.getShort(); // the type
    return new OffsetCommitKey(new ByteBufferAccessor(bytes), (short) 0);
  }

  private static String line(ConsumerRecord<byte[], byte[]> record) {
    ByteBuffer bytes = ByteBuffer.wrap(record.value());
    short version = bytes.getShort();
    OffsetCommitValue value = new OffsetCommitValue(new ByteBufferAccessor(bytes), version);
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.set("key", part("type", type(record), OffsetCommitKeyJsonConverter.write(key(record), (short) 0)));
    line.set("value", part("version", version, OffsetCommitValueJsonConverter.write(value, version)));
    return line.toString();
  }

  private static ObjectNode part(String name, short number, JsonNode data) {
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    part.put(name, number);
    part.set("data", data);
    return part;
  }
}
