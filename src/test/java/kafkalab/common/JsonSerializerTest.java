package kafkalab.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kafkalab.support.Failure;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class JsonSerializerTest {

  private static final String TOPIC = "ak03.json";

  private final JsonSerializer<Object> serializer = new JsonSerializer<>();

  private String json(Object value) {
    return new String(serializer.serialize(TOPIC, value), UTF_8);
  }

  @Test
  void writesAnEmployeeAsTheseBytes() {
    assertThat(serializer.serialize(TOPIC, Employee.number(0))).isEqualTo(("{\"id\":0,\"firstName\":\"Ada\","
        + "\"lastName\":\"Lovelace\",\"department\":\"Research\",\"hireDate\":\"2010-01-01\",\"salary\":3000,"
        + "\"manager\":true}").getBytes(UTF_8));
    assertThat(json(Employee.number(3))).isEqualTo("{\"id\":3,\"firstName\":\"Barbara\",\"lastName\":\"Liskov\","
        + "\"department\":\"Logistics\",\"hireDate\":\"2010-01-04\",\"salary\":3300,\"manager\":false}");
  }

  @Test
  void writesEveryFieldAndNothingElse() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(json(Employee.number(41)));
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .isEqualTo(Stream.of(Employee.class.getRecordComponents()).map(RecordComponent::getName).toList());
    assertThat(tree).noneMatch(JsonNode::isNull).noneMatch(JsonNode::isContainerNode);
  }

  @Test
  void writesDatesInIso8601() {
    assertThat(json(LocalDate.of(2019, 3, 4))).isEqualTo("\"2019-03-04\"");
    assertThat(json(Map.of("since", LocalDate.of(476, 9, 4)))).isEqualTo("{\"since\":\"0476-09-04\"}");
  }

  @Test
  void leavesNullNull() {
    assertThat(serializer.serialize(TOPIC, null)).isNull();
    assertThat(json(new Employee(1, null, "Zo\"e\n", null, null, 0, false))).isEqualTo("{\"id\":1,"
        + "\"firstName\":null,\"lastName\":\"Zo\\\"e\\n\",\"department\":null,\"hireDate\":null,\"salary\":0,"
        + "\"manager\":false}");
  }

  @Test
  void writesEveryScriptInUtf8() throws IOException {
    String name = "\u738b\u5c0f\u660e \u00e9"; // three ideographs, e acute
    assertThat(serializer.serialize(TOPIC, name)).isEqualTo(("\"" + name + "\"").getBytes(UTF_8))
        .hasSize(1 + 3 * 3 + 1 + 2 + 1);
    // what needs two chars in Java, Jackson writes as two escapes: every reader makes the same of them
    String face = "\ud83d\ude00";
    assertThat(new ObjectMapper().readTree(json(face)).textValue()).isEqualTo(face);
  }

  /** What Jackson cannot write. */
  private static final class Broken {
    @SuppressWarnings("unused") // Jackson calls it
    public String getName() {
      throw new IllegalStateException("no name\nyet");
    }
  }

  /** What would be written without end. */
  private static final class Endless {
    @SuppressWarnings("unused") // Jackson calls it
    public List<Endless> getNext() {
      return List.of(new Endless());
    }
  }

  @Test
  void saysWhatItCannotWrite() {
    for (Object value : List.of(new Object(), new Broken(), new Endless())) {
      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> serializer.serialize(TOPIC, value))
          .withMessageStartingWith("no JSON for " + value.getClass().getSimpleName() + ": ")
          .satisfies(e -> assertThat(Failure.oneLine(e)).startsWith("Error: Kafka says: SerializationException: ")
              .doesNotContain("\n"));
    }
  }

  @Test
  void kafkaCanInstantiateItByItsClassName() {
    ProducerConfig config = new ProducerConfig(Map.of("bootstrap.servers", "localhost:9092",
        "key.serializer", StringSerializer.class, "value.serializer", "kafkalab.common.JsonSerializer"));
    assertThat(config.getConfiguredInstance("value.serializer", Serializer.class)).isInstanceOf(JsonSerializer.class);
  }

  @Test
  void theSameNumberGivesTheSameEmployee() {
    assertThat(IntStream.range(0, 5_000).mapToObj(Employee::number)).doesNotHaveDuplicates()
        .containsExactlyElementsOf(IntStream.range(0, 5_000).mapToObj(Employee::number).toList());
    assertThat(Employee.number(Integer.MAX_VALUE).id()).isEqualTo(Integer.MAX_VALUE);
  }
}
