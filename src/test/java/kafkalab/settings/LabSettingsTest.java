package kafkalab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab's own settings: where each comes from, and what is wrong with one. */
class LabSettingsTest {

  private static final String VARIABLES = "KAFKA_BOOTSTRAP_SERVERS, LAB_CLIENT_PROPERTIES, LAB_DELAY_MS, LAB_GROUP,"
      + " LAB_INSTANCE, LAB_MESSAGES, LAB_STUDENT_ID, LAB_TOPIC";
  private static final String PROPERTIES = "bootstrap.servers, lab.client.properties, lab.delay.ms, lab.group,"
      + " lab.instance, lab.messages, lab.topic, student.id";

  private final Sources sources = new Sources();

  // where a setting comes from

  @Test
  void defaultsAreTheLessonsOwn() {
    LabSettings settings = sources.settings();
    assertThat(settings.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(settings.studentId()).isEqualTo("tdea");
    assertThat(settings.topic("ak03.json")).isEqualTo("ak03.json");
    assertThat(settings.group("consumer03")).isEqualTo("tdea-consumer03");
    assertThat(settings.messages(100_000)).isEqualTo(100_000);
    assertThat(settings.messages(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(settings.delayMs(3_000)).isEqualTo(3_000);
  }

  /** Each setting with a value for each of the three places. */
  private static Stream<String[]> settings() {
    return Stream.of(
        new String[] {"bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS", "file:1", "environment:2", "system:3"},
        new String[] {"student.id", "LAB_STUDENT_ID", "file", "environment", "system"},
        new String[] {"lab.topic", "LAB_TOPIC", "file", "environment", "system"},
        new String[] {"lab.group", "LAB_GROUP", "file", "environment", "system"},
        new String[] {"lab.messages", "LAB_MESSAGES", "1", "2", "3"},
        new String[] {"lab.delay.ms", "LAB_DELAY_MS", "1", "2", "3"},
        new String[] {"lab.instance", "LAB_INSTANCE", "1", "b", "c"});
  }

  private String value(String property) {
    LabSettings settings = sources.settings();
    return switch (property) {
      case "bootstrap.servers" -> settings.bootstrapServers();
      case "student.id" -> settings.studentId();
      case "lab.topic" -> settings.topic("lesson");
      case "lab.group" -> settings.group("lesson");
      case "lab.messages" -> Long.toString(settings.messages(10));
      case "lab.delay.ms" -> Long.toString(settings.delayMs(10));
      case "lab.instance" -> settings.instance();
      default -> throw new AssertionError(property);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void aSystemPropertyOverridesTheEnvironmentWhichOverridesTheFile(String property, String variable,
      String inFile, String inEnvironment, String inSystem) {
    sources.file.setProperty(property, inFile);
    assertThat(value(property)).isEqualTo(inFile);
    sources.environment.put(variable, inEnvironment);
    assertThat(value(property)).isEqualTo(inEnvironment);
    sources.system.setProperty(property, inSystem);
    assertThat(value(property)).isEqualTo(inSystem);
  }

  /** Each option of {@code lab run}. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(delimiter = '|', value = {
      "lab.topic|--topic|option|a/b|may have letters, digits, dot, underscore and hyphen only, 200 at most.",
      "lab.group|--group|option|a b|may have letters, digits, dot, underscore and hyphen only, 200 at most.",
      "lab.messages|--messages|4|ten|is not a whole number; write 1 or more.",
      "lab.delay.ms|--delay|4|no|is not a whole number; write 0 or more."})
  void anOptionOfTheLauncherOverridesAll(String property, String option, String text, String wrong, String why) {
    sources.system.setProperty(property, "1");
    sources.system.setProperty("kafkalab.option." + property, text);
    assertThat(value(property)).isEqualTo(text);
    sources.system.setProperty("kafkalab.option." + property, wrong);
    assertThat(sources.error()).isEqualTo(option + " " + wrong + " (option) " + why);
  }

  /** As of a variable that is not set; in a message nobody would see it. */
  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptyOptionOfTheLauncherIsRefused(String text) {
    sources.system.setProperty("kafkalab.option.lab.topic", text);
    assertThat(sources.error()).isEqualTo("--topic (option) is empty; give a value, or leave it out.");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void aBlankValueIsUnsetAndBlanksAroundAValueAreStripped(String property, String variable,
      String inFile, String inEnvironment, String inSystem) {
    sources.file.setProperty(property, "  " + inFile + "\t");
    sources.environment.put(variable, "");
    sources.system.setProperty(property, "  ");
    assertThat(value(property)).isEqualTo(inFile);
    sources.environment.put(variable, " " + inEnvironment + "\n");
    assertThat(value(property)).isEqualTo(inEnvironment);
  }

  @Test
  void theStudentIsTheFirstPartOfTheGroup() {
    sources.environment.put("LAB_STUDENT_ID", "u-17");
    assertThat(sources.settings().group("consumer03")).isEqualTo("u-17-consumer03");
    sources.environment.put("LAB_GROUP", "all-of-us");
    assertThat(sources.settings().group("consumer03")).isEqualTo("all-of-us");
  }

  // names that are not settings

  @ParameterizedTest
  @CsvSource({
      "LAB_TOPIK,               LAB_TOPIC",
      "LAB_TOPICS,              LAB_TOPIC",
      "LAB_DELAY,               LAB_DELAY_MS",
      "LAB_CLIENT_PROPERTY,     LAB_CLIENT_PROPERTIES",
      "KAFKA_BOOTSTRAP_SERVER,  KAFKA_BOOTSTRAP_SERVERS",
      "KAFKA_BOOTSTRAPSERVERS,  KAFKA_BOOTSTRAP_SERVERS"})
  void anUnknownVariableIsRefusedWithASuggestion(String name, String meant) {
    sources.environment.put(name, "x");
    assertThat(sources.error()).isEqualTo(name + " (environment variable) is not a setting of the lab. Did you mean "
        + meant + "? Unset it; known are: " + VARIABLES + ".");
  }

  @Test
  void anUnknownVariableIsRefusedEvenIfItIsEmptyAndLikeNoOther() {
    sources.environment.put("LAB_X", "");
    assertThat(sources.error()).isEqualTo("LAB_X (environment variable) is not a setting of the lab. Unset it; known"
        + " are: " + VARIABLES + ".");
  }

  @ParameterizedTest
  @CsvSource({
      "lab.topics,       lab.topic",
      "lab.delay,        lab.delay.ms",
      "student.name,     student.id",
      "bootstrap.server, bootstrap.servers"})
  void anUnknownPropertyIsRefusedWithASuggestion(String name, String meant) {
    sources.system.setProperty(name, "x");
    assertThat(sources.error()).isEqualTo("-D" + name + " (system property) is not a setting of the lab. Did you mean "
        + meant + "? Known are: " + PROPERTIES + ".");
  }

  @ParameterizedTest
  @CsvSource({
      "bootstrap.server,             ' Did you mean bootstrap.servers?'",
      "studentid,                    ' Did you mean student.id?'"})
  void anUnknownLineOfTheFileIsRefused(String name, String hint) {
    sources.file.setProperty(name, "x");
    assertThat(sources.error()).isEqualTo(name + " (lab.properties) is not a setting of the lab." + hint + " Known"
        + " are: " + PROPERTIES + ", and producer.* and consumer.* for Kafka's own.");
  }

  @ParameterizedTest
  @CsvSource({
      "producer.max.blok.ms,         'is not a setting of a Kafka producer. Did you mean max.block.ms?'",
      "producer.session.timeout.ms,  'is not a setting of a Kafka producer. Did you mean request.timeout.ms?'", // a consumer's
      "consumer.linger.ms,           'is not a setting of a Kafka consumer.'", // a producer's
      "producer.,                    'is not a setting of a Kafka producer.'",
      "producer.transactional.id,    'cannot be set there: a lesson with transactions sets it itself, and any other"
          + " could send nothing with it.'",
      "consumer.group.id,            'cannot be set there: set LAB_GROUP.'",
      "producer.bootstrap.servers,   'cannot be set there: set KAFKA_BOOTSTRAP_SERVERS.'",
      "consumer.key.deserializer,    'cannot be set there: it is part of the lesson''s text.'"})
  void aDefaultThatKafkasClientsDoNotHaveOrThatTheLabSetsItselfIsRefused(String name, String why) {
    sources.file.setProperty(name, "x");
    assertThat(sources.error()).isEqualTo(name + " (lab.properties) " + why);
  }

  @Test
  void aDefaultThatNamesNoFileIsRefused() {
    sources.file.setProperty("producer.ssl.truststore.location", "/nope");
    assertThat(sources.error()).isEqualTo("producer.ssl.truststore.location (lab.properties) names no file that can be"
        + " read (looked for /nope).");
  }

  @Test
  void theFileOfTheLabIsUtf8() throws IOException {
    assertThat(ClientSettings.lines("lab.topic=\u8A9E\n".getBytes(StandardCharsets.UTF_8), "x")).containsValue("\u8A9E");
    assertThatThrownBy(() -> ClientSettings.lines(new byte[] {'a', '\n', (byte) 0xAA, (byte) 0xFE}, "lab.properties"))
        .hasMessageContaining("lab.properties is not a text in UTF-8: see line 2");
    assertThatThrownBy(() -> ClientSettings.lines("a=\\u00zz".getBytes(StandardCharsets.UTF_8), "lab.properties"))
        .hasMessageContaining("lab.properties has \\u without four hexadecimal digits behind it");
  }

  // values that make no sense

  private static Stream<String[]> malformed() {
    String address = "is not an address; write host:port, for example localhost:9092.";
    String name = "may have letters, digits, dot, underscore and hyphen only, 200 at most.";
    List<String[]> all = new ArrayList<>();
    for (String servers : List.of("localhost", "localhost:", ":9092", "localhost:0", "localhost:65536",
        "localhost:999999", "localhost:-1", "localhost:kafka", "http://localhost:9092", "localhost:9092,",
        ",localhost:9092", "localhost:9092 localhost:9093", "localhost:9092;localhost:9093", "::1:9092",
        "[::1]9092", "[broker]:9092", "PLAINTEXT://localhost:9092")) {
      all.add(new String[] {"bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS", servers, address});
    }
    for (String text : List.of("a b", "a/b", "a:b", "\u738b", "x".repeat(201), "$USER", "a,b")) {
      all.add(new String[] {"student.id", "LAB_STUDENT_ID", text, name});
      all.add(new String[] {"lab.topic", "LAB_TOPIC", text, name});
      all.add(new String[] {"lab.group", "LAB_GROUP", text, name});
    }
    for (String topic : List.of(".", "..")) {
      all.add(new String[] {"lab.topic", "LAB_TOPIC", topic, "is not a topic name."});
    }
    for (String text : List.of("many", "1.5", "1e5", "100_000", "100,000", "0x10", "10ms", "-",
        "99999999999999999999")) {
      all.add(new String[] {"lab.messages", "LAB_MESSAGES", text, "is not a whole number; write 1 or more."});
      all.add(new String[] {"lab.delay.ms", "LAB_DELAY_MS", text, "is not a whole number; write 0 or more."});
    }
    for (String text : List.of("0", "-1", "2147483648", "9223372036854775807")) {
      all.add(new String[] {"lab.messages", "LAB_MESSAGES", text,
          "is out of range; write a whole number from 1 to 2147483647."});
    }
    for (String text : List.of("-1", "2147483648")) {
      all.add(new String[] {"lab.delay.ms", "LAB_DELAY_MS", text,
          "is out of range; write a whole number from 0 to 2147483647."});
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}={2}")
  @MethodSource("malformed")
  void aMalformedValueIsRefusedWhereverItComesFrom(String property, String variable, String text, String why) {
    // more than a line's worth is cut
    String shown = text.length() <= 160 ? text : text.substring(0, 160) + "... (" + text.length() + " characters)";
    sources.file.setProperty(property, text);
    assertThat(sources.error()).isEqualTo(property + "=" + shown + " (lab.properties) " + why);
    sources.environment.put(variable, text);
    assertThat(sources.error()).isEqualTo(variable + "=" + shown + " (environment variable) " + why);
    sources.system.setProperty(property, text);
    assertThat(sources.error()).isEqualTo("-D" + property + "=" + shown + " (system property) " + why);
  }

  @Test
  void aValueOfSeveralLinesIsRefusedInOne() {
    sources.environment.put("LAB_TOPIC", "one\r\ntwo");
    assertThat(sources.error()).startsWith("LAB_TOPIC=one\\u000d\\u000atwo (environment variable) may have letters,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9092", "10.0.0.1:1", "[::1]:65535", "[fe80::1]:9092",
      "kafka-1.example.org:9092,kafka-2.example.org:9092", "a:1, b:2", "my_broker:9092"})
  void everyAddressThatKafkaAcceptsIsAccepted(String servers) {
    sources.environment.put("KAFKA_BOOTSTRAP_SERVERS", servers);
    LabSettings settings = sources.settings();
    assertThat(settings.bootstrapServers()).isEqualTo(servers);
  }

  @Test
  void everyNameThatKafkaAcceptsIsAccepted() {
    String name = "Az09._-" + "x".repeat(193);
    sources.environment.put("LAB_TOPIC", name);
    sources.environment.put("LAB_GROUP", name);
    sources.environment.put("LAB_STUDENT_ID", name);
    sources.environment.put("LAB_DELAY_MS", "0");
    sources.environment.put("LAB_MESSAGES", "1");
    LabSettings settings = sources.settings();
    assertThat(settings.topic("other")).isEqualTo(name);
    assertThat(settings.group("other")).isEqualTo(name);
    assertThat(settings.studentId()).isEqualTo(name);
    assertThat(settings.delayMs(5)).isZero();
    assertThat(settings.messages(5)).isEqualTo(1);
  }

  @Test
  void withoutAnAddressThereIsNothingToDo() {
    sources.file.clear();
    assertThat(sources.error())
        .isEqualTo("bootstrap.servers (lab.properties) is missing; write bootstrap.servers=localhost:9092.");
    sources.file.setProperty("bootstrap.servers", " ");
    assertThat(sources.error()).startsWith("bootstrap.servers (lab.properties) is missing;");
  }
}
