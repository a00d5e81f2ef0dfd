package kafkalab.docs;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaBuilder.FieldAssembler;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.Test;

/** The table of changes on the page of Producer10Schema says what Avro says. */
class SchemaPageTest {

  private static final Schema ID = schema(fields -> fields.requiredInt("id"));

  /** Each change with its old and its new schema. */
  private static final Map<String, List<Schema>> CHANGES = Map.of(
      "a new field with a default", List.of(ID, schema(fields -> fields.requiredInt("id").name("team").type()
          .stringType().stringDefault("none"))),
      "a new field without a default", List.of(ID, schema(fields -> fields.requiredInt("id").requiredString("team"))),
      "a field removed that had a default", List.of(schema(fields -> fields.requiredInt("id").name("team").type()
          .stringType().stringDefault("none")), ID),
      "a field removed that had none", List.of(schema(fields -> fields.requiredInt("id").requiredString("team")), ID),
      "a field renamed", List.of(ID, schema(fields -> fields.requiredInt("number"))),
      "int becomes long", List.of(ID, schema(fields -> fields.requiredLong("id"))),
      "int becomes string", List.of(ID, schema(fields -> fields.requiredString("id"))));

  private static Schema schema(UnaryOperator<FieldAssembler<Schema>> fields) {
    return fields.apply(SchemaBuilder.record("Employee").fields()).endRecord();
  }

  private static String canRead(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType() == COMPATIBLE ? "yes" : "no";
  }

  @Test
  void thePagesTableIsAvros() throws IOException {
    Map<String, List<String>> onThePage = new TreeMap<>();
    try (Stream<String> lines = Files.lines(Path.of("docs", "producer10.md"))) {
      lines.map(line -> line.split(" *\\| *")).filter(cells -> cells.length == 4 && CHANGES.containsKey(cells[1]))
          .forEach(cells -> onThePage.put(cells[1], List.of(cells[2].replaceAll(",.*", ""), cells[3])));
    }
    Map<String, List<String>> byAvro = new TreeMap<>();
    CHANGES.forEach((change, schemas) -> byAvro.put(change,
        List.of(canRead(schemas.get(1), schemas.get(0)), canRead(schemas.get(0), schemas.get(1)))));
    assertThat(onThePage).isEqualTo(byAvro);
  }

  @Test
  void anAliasLetsTheNewReaderFindTheOldName() {
    Schema renamed = schema(fields -> fields.name("number").aliases("id").type().intType().noDefault());
    assertThat(canRead(renamed, ID)).isEqualTo("yes");
    assertThat(canRead(ID, renamed)).isEqualTo("no");
  }
}
