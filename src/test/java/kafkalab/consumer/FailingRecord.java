package kafkalab.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * An interceptor that makes a lesson fail in the middle of its work: in the second batch that it polls, one record
 * throws as soon as its value is looked at. Two environment variables say which record, and what it throws.
 */
public final class FailingRecord implements ConsumerInterceptor<String, String>,
    ProducerInterceptor<String, String> {

  /** The record's place in the batch, from 0. */
  static final String PLACE = "TEST_FAILING_RECORD_PLACE";
  /** An exception or an Error. */
  static final String THROWS = "TEST_FAILING_RECORD_THROWS";

  /** What a record throws when it is processed. */
  enum Kind { EXCEPTION, ERROR }

  private int batches;

  @Override
  public ConsumerRecords<String, String> onConsume(ConsumerRecords<String, String> records) {
    if (records.isEmpty() || ++batches != 2) {
      return records;
    }
    TopicPartition partition = records.partitions().iterator().next();
    List<ConsumerRecord<String, String>> batch = new ArrayList<>(records.records(partition));
    int place = Integer.parseInt(System.getenv(PLACE));
    batch.set(place, failing(batch.get(place), Kind.valueOf(System.getenv(THROWS))));
    return new ConsumerRecords<>(Map.of(partition, batch), records.nextOffsets());
  }

  private static ConsumerRecord<String, String> failing(ConsumerRecord<String, String> record, Kind kind) {
    return new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), record.key(), record.value()) {
      @Override
      public String value() {
        if (kind == Kind.ERROR) {
          throw new StackOverflowError("as of a parser, when data are nested too deep");
        }
        throw new IllegalArgumentException("not what the program expects");
      }
    };
  }

  /** A lesson that has a producer as well gives it the same settings. */
  @Override
  public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> settings) {}
}
