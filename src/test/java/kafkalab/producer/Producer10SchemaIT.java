package kafkalab.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.support.ExitCode;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What is in the bytes that Producer10Schema sends, and what its two readers make of these and of others' records. */
@BrokerTest
class Producer10SchemaIT {

  private static LessonRun run(TestLab lab, String topic) {
    return lab.lesson(Producer10Schema.class).topic(topic);
  }

  /** What a reader made of the records, in order. */
  private static List<String> readBy(String reader, LessonRun run) {
    String start = "  " + reader + " reader: ";
    return run.lines().stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length()))
        .toList();
  }

  private static void send(TestLab lab, String topic, int partition, byte[]... values) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(lab.properties(Map.of()), new StringSerializer(), new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>(topic, partition, "key", value));
      }
    }
  }

  @Test
  @Records("producer10")
  void aFieldWithADefaultIsReadByAllAndAnotherTypeByNone(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic).start();

    assertThat(run.exitCode()).isZero();
    assertThat(readBy("old", run)).containsExactly("{\"id\": 0, \"name\": \"Ada\"}", "{\"id\": 1, \"name\": \"Ada\"}",
        "cannot be read: Found string, expecting int");
    assertThat(readBy("new", run)).containsExactly("{\"id\": 0, \"name\": \"Ada\", \"team\": \"none\"}",
        "{\"id\": 1, \"name\": \"Ada\", \"team\": \"Sales\"}", "cannot be read: Found string, expecting int");
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 3 messages acknowledged, none failed");
    Transcripts.record("producer10", run.lines(), Map.of(topic, "ak03.schema"));
    Claims.proven("Producer10Schema", "a new field with a default: an old reader skips it, a new one fills it in where"
        + " it is not; another type of a field: neither of them can read it", "3 schemas, 2 readers: both read 2 of 3");
  }

  @Test
  void tenBytesSayWhichSchemaItIs(TestLab lab) {
    String topic = lab.newTopic(1);
    assertThat(run(lab, topic).messages(1).start().exitCode()).isZero();
    ConsumerRecord<String, byte[]> record = lab.read(topic).get(0);
    Schema schema = new Schema.Parser().parse("""
        {"type": "record", "name": "Employee", "doc": "not in the fingerprint", "fields": [
          {"name": "id", "type": "int", "default": 7}, {"name": "name", "type": "string"}]}""");
    ByteBuffer bytes = ByteBuffer.wrap(record.value()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getShort()).isEqualTo((short) 0x01C3);
    assertThat(bytes.getLong()).isEqualTo(SchemaNormalization.parsingFingerprint64(schema));
    byte[] fields = Arrays.copyOfRange(record.value(), 10, record.value().length);
    assertThat(fields).containsExactly(0, 6, 'A', 'd', 'a');
    Claims.proven("Producer10Schema", "a value begins with C3 01 and the CRC-64-AVRO fingerprint of its schema, in which"
        + " documentation and defaults do not count; the value itself has no names of fields", "10 bytes, and 5 for id and name");
  }

  @Test
  void aSchemaThatTheStoreDoesNotHaveIsNamed(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic)
        .edited(Map.of("List.of(OLD, NEW, BREAKING).forEach", "List.of(OLD, NEW).forEach")).start();
    assertThat(run.exitCode()).isZero();
    assertThat(readBy("new", run)).hasSize(3).last().asString()
        .matches("cannot be read: Cannot resolve schema for fingerprint: -?\\d+");
    assertThat(readBy("old", run)).element(1).isEqualTo("{\"id\": 1, \"name\": \"Ada\"}");
    Claims.proven("Producer10Schema", "a reader whose store does not have the writer's schema names its fingerprint, and"
        + " cannot even tell where the value's fields are", "1 of 3 records");
  }

  @Test
  void aNewFieldWithoutADefaultIsReadByTheOldOnly(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic).edited(Map.of(".name(\"team\").type().stringType().stringDefault(\"none\")",
        ".requiredString(\"team\")")).start();
    assertThat(run.exitCode()).isZero();
    assertThat(readBy("new", run)).first().asString().startsWith("cannot be read: ").contains("team");
    assertThat(readBy("old", run)).element(1).isEqualTo("{\"id\": 1, \"name\": \"Ada\"}");
    Claims.proven("Producer10Schema", "a new field without a default: a new reader cannot read old records, an old"
        + " reader reads the new ones", readBy("new", run).get(0));
  }

  @Test
  void anotherNameForAFieldIsALossForNewReadersOfOldRecords(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic).edited(Map.of(".requiredString(\"name\")\n      .name(\"team\")",
        ".requiredString(\"surname\")\n      .name(\"team\")", "value.put(\"name\", \"Ada\");",
        "value.put(schema == NEW ? \"surname\" : \"name\", \"Ada\");")).start();
    assertThat(run.exitCode()).isZero();
    assertThat(readBy("new", run)).first().asString().startsWith("cannot be read: ").contains("surname");
    assertThat(readBy("old", run)).element(1).asString().startsWith("cannot be read: ").contains("name");
    Claims.proven("Producer10Schema", "a field that is renamed is for Avro one that is gone and a new one: neither"
        + " reader reads the other's records", readBy("new", run).get(0));
  }

  @Test
  void whatIsNoAvroIsSaidAndPassedOver(TestLab lab) {
    String topic = lab.newTopic(3);
    send(lab, topic, 0, new byte[0], "a text that is no Avro".getBytes(UTF_8), null);
    send(lab, topic, 2, new byte[] {(byte) 0xC3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 42}, new byte[] {(byte) 0xC3, 1});
    LessonRun run = run(lab, topic).messages(1).start();
    assertThat(run.exitCode()).isZero();
    assertThat(readBy("old", run)).filteredOn(line -> line.startsWith("cannot be read: ")).hasSizeBetween(3, 4)
        .contains("cannot be read: Unrecognized header bytes: 0x61 0x20", "cannot be read: Not enough header bytes",
            "cannot be read: Cannot resolve schema for fingerprint: 0");
    assertThat(readBy("old", run)).contains("null", "{\"id\": 0, \"name\": \"Ada\"}");
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 1 messages acknowledged, none failed");
    Claims.proven("Producer10Schema", "what is no Avro, of a schema that nobody knows, or null: the reader says so, and"
        + " goes on", "5 such records in 3 partitions");
  }

  @Test
  void aStopEndsItAndWhatIsAcknowledgedIsThere(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic).messages(1_000).delayMs(100).start().awaitRecords(2);
    run.stop();
    int acknowledged = run.records().size();
    assertThat(lab.read(topic)).hasSize(acknowledged);
    assertThat(run.lastLine()).isEqualTo("Verdict     : all " + acknowledged + " messages acknowledged, none failed");
  }

  @Test
  void anExceptionInTheMiddleLeavesWhatWasAcknowledged(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic).messages(1_000).edited(Map.of("        sent++;", "        sent++;\n"
        + "        if (sent == 5) {\n          throw new IllegalStateException(\"stop\");\n        }")).start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(lab.read(topic)).hasSize(5).hasSameSizeAs(run.records());
  }

  @Test
  void killedItLeavesNoHalfARecord(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = run(lab, topic).messages(1_000).delayMs(50).start().awaitRecords(3);
    run.kill();
    LessonRun again = run(lab, topic).messages(1).start();
    assertThat(again.exitCode()).isZero();
    assertThat(lab.read(topic).size()).isGreaterThanOrEqualTo(run.records().size() + 1);
    assertThat(readBy("new", again)).hasSize(3).filteredOn(line -> line.startsWith("cannot be read: "))
        .allMatch(line -> line.endsWith("Found string, expecting int"));
  }
}
