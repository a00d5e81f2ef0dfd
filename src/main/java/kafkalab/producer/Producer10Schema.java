package kafkalab.producer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.SendFailures;
import kafkalab.common.StopSignal;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferSerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Schemas: values in Avro, a change that old and new readers survive, and one that none
 * does.
 *
 * <p><b>Watch:</b> what two readers make of the same bytes. Ten bytes in front of each
 * value say which schema it was written with.
 *
 * <p><b>Try:</b> write {@code .requiredString("team")} in the schema {@code NEW}. Whose
 * records can the new reader not read any more, and can the old one?
 */
public final class Producer10Schema {

  private static final Schema OLD = SchemaBuilder.record("Employee").fields()
      .requiredInt("id").requiredString("name").endRecord();
  // a new field with a default: old readers skip it, new ones fill it in where it is not
  private static final Schema NEW = SchemaBuilder.record("Employee").fields()
      .requiredInt("id").requiredString("name")
      .name("team").type().stringType().stringDefault("none").endRecord();
  // another type of a field: who expects a number cannot read it
  private static final Schema BREAKING = SchemaBuilder.record("Employee").fields()
      .requiredString("id").requiredString("name").endRecord();

  public static void main(String[] args) throws IOException, InterruptedException {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer10Schema.class);
    String topic = lab.topic("ak03.schema");
    long messages = lab.messages(3);
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteBufferSerializer.class);
    lab.applyToProducer(config);
    Properties reading = new Properties();
    reading.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    lab.applyToConsumer(reading);

    // 2. Topic
    LabTopics.ensure(lab, topic, 1);

    // 3. Producer
    StopSignal signal = StopSignal.listen();
    long sent = 0;
    SendFailures failures = new SendFailures();
    try (KafkaProducer<String, ByteBuffer> producer = new KafkaProducer<>(config)) {

      // 4. Send
      while (sent < messages && !signal.stopRequestedWithin(lab.delayMs(0))) {
        String key = Long.toString(sent);
        Schema schema = List.of(OLD, NEW, BREAKING).get((int) (sent % 3));
        GenericData.Record value = new GenericData.Record(schema);
        value.put("id", schema == BREAKING ? key : (int) sent);
        value.put("name", "Ada");
        if (schema == NEW) {
          value.put("team", "Sales");
        }
        // two bytes of a marker, eight of the schema's fingerprint, then the fields
        ProducerRecord<String, ByteBuffer> record = new ProducerRecord<>(topic, key,
            new BinaryMessageEncoder<>(GenericData.get(), schema).encode(value));
        try {
          // waits for the broker's answer, so that the lines come in order
          Console.record(producer.send(record).get(), key, value);
        } catch (ExecutionException e) {
          // the broker's reason is the cause, not the ExecutionException
          failures.add(key, e.getCause());
        }
        sent++;
      }

      // 5. Close: nothing is left to send
    }
    read(reading, topic);
    Console.verdict(sent - failures.count(), failures.count());
    failures.setExitCode(); // 1 if a record failed, 6 if the cluster refused one
  }

  /** What two readers make of the last records on the topic, whoever wrote them. */
  private static void read(Properties reading, String topic) {
    // finds a schema by its fingerprint; with a registry this would be its client
    SchemaStore.Cache store = new SchemaStore.Cache();
    List.of(OLD, NEW, BREAKING).forEach(store::addSchema);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(reading,
        new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
          .map(found -> new TopicPartition(topic, found.partition())).toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      ends.forEach((partition, end) -> consumer.seek(partition, Math.max(end - 3, 0)));
      while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.get(at))) {
        for (ConsumerRecord<?, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          System.out.println("Read        : " + record.topic() + "-" + record.partition()
              + "-" + record.offset() + ", " + record.serializedValueSize() + " bytes");
          System.out.println("  old reader: " + decode(record.value(), OLD, store));
          System.out.println("  new reader: " + decode(record.value(), NEW, store));
        }
      }
    }
  }

  private static Object decode(byte[] value, Schema expected, SchemaStore store) {
    try {
      return value == null ? null
          : new BinaryMessageDecoder<>(GenericData.get(), expected, store).decode(value);
    } catch (IOException | RuntimeException e) {
      // does not fit, is of a schema that the store does not have, or is not Avro
      return "cannot be read: " + e.getMessage();
    }
  }
}
