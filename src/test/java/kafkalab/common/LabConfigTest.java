package kafkalab.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafkalab.support.HostPort;
import kafkalab.support.LabException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabConfigTest {

  private static final String VARIABLES = "KAFKA_BOOTSTRAP_SERVERS, LAB_CLIENT_PROPERTIES, LAB_DELAY_MS, LAB_GROUP,"
      + " LAB_MESSAGES, LAB_STUDENT_ID, LAB_TOPIC";
  private static final String PROPERTIES = "bootstrap.servers, lab.client.properties, lab.delay.ms, lab.group,"
      + " lab.messages, lab.topic, student.id";

  @TempDir
  private Path folder;

  private final Properties file = new Properties();
  private final Map<String, String> environment = new HashMap<>();
  private final Properties system = new Properties();

  LabConfigTest() {
    file.setProperty("bootstrap.servers", "localhost:9092");
    // what every machine has, and is none of the lab's business
    environment.put("PATH", "/bin");
    environment.put("KAFKA_HOME", "/opt/kafka");
    environment.put("KAFKA_OPTS", "-Xmx1g");
    system.setProperty("java.version", "17");
    system.setProperty("kafkalab.home", "/home");
  }

  private LabConfig config() {
    return new LabConfig("Producer02Sync", file, environment, system);
  }

  /** Every error is a wrong setting, in one line. */
  private String refusal() {
    LabException refusal = catchThrowableOfType(LabException.class, this::config);
    assertThat(refusal).as("no setting is refused").isNotNull();
    assertThat(refusal.exitCode()).isEqualTo(LabException.WRONG_SETTING);
    assertThat(refusal.getMessage()).startsWith("wrong setting: ").doesNotContain("\n", "\r");
    return refusal.getMessage().substring("wrong setting: ".length());
  }

  /** Names a file of client settings. */
  private Path clientProperties(String... lines) {
    Path path = folder.resolve("client.properties");
    try {
      Files.write(path, List.of(lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    environment.put("LAB_CLIENT_PROPERTIES", path.toString());
    return path;
  }

  // where a setting comes from

  @Test
  void defaultsAreTheLessonsOwn() {
    LabConfig config = config();
    assertThat(config.program()).isEqualTo("Producer02Sync");
    assertThat(config.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.studentId()).isEqualTo("tdea");
    assertThat(config.topic("ak03.json")).isEqualTo("ak03.json");
    assertThat(config.group("consumer03")).isEqualTo("tdea-consumer03");
    assertThat(config.messages(100_000)).isEqualTo(100_000);
    assertThat(config.messages(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(config.delayMs(3_000)).isEqualTo(3_000);
    assertThat(config.maxPollRecords(10)).isEqualTo(10);
  }

  /** Each setting with a value for each of the three places. */
  private static Stream<String[]> settings() {
    return Stream.of(
        new String[] {"bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS", "file:1", "environment:2", "system:3"},
        new String[] {"student.id", "LAB_STUDENT_ID", "file", "environment", "system"},
        new String[] {"lab.topic", "LAB_TOPIC", "file", "environment", "system"},
        new String[] {"lab.group", "LAB_GROUP", "file", "environment", "system"},
        new String[] {"lab.messages", "LAB_MESSAGES", "1", "2", "3"},
        new String[] {"lab.delay.ms", "LAB_DELAY_MS", "1", "2", "3"});
  }

  private String value(String property) {
    LabConfig config = config();
    return switch (property) {
      case "bootstrap.servers" -> config.bootstrapServers();
      case "student.id" -> config.studentId();
      case "lab.topic" -> config.topic("lesson");
      case "lab.group" -> config.group("lesson");
      case "lab.messages" -> Long.toString(config.messages(10));
      case "lab.delay.ms" -> Long.toString(config.delayMs(10));
      default -> throw new AssertionError(property);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void aSystemPropertyOverridesTheEnvironmentWhichOverridesTheFile(String property, String variable,
      String inFile, String inEnvironment, String inSystem) {
    file.setProperty(property, inFile);
    assertThat(value(property)).isEqualTo(inFile);
    environment.put(variable, inEnvironment);
    assertThat(value(property)).isEqualTo(inEnvironment);
    system.setProperty(property, inSystem);
    assertThat(value(property)).isEqualTo(inSystem);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void blankIsNotSetAndBlanksAroundAValueAreNotMeant(String property, String variable,
      String inFile, String inEnvironment, String inSystem) {
    file.setProperty(property, "  " + inFile + "\t");
    environment.put(variable, "");
    system.setProperty(property, "  ");
    assertThat(value(property)).isEqualTo(inFile);
    environment.put(variable, " " + inEnvironment + "\n");
    assertThat(value(property)).isEqualTo(inEnvironment);
  }

  @Test
  void theStudentIsTheFirstPartOfTheGroup() {
    environment.put("LAB_STUDENT_ID", "u-17");
    assertThat(config().group("consumer03")).isEqualTo("u-17-consumer03");
    environment.put("LAB_GROUP", "all-of-us");
    assertThat(config().group("consumer03")).isEqualTo("all-of-us");
  }

  @Test
  void aPollGivesNoMoreThanIsAskedFor() {
    environment.put("LAB_MESSAGES", "3");
    assertThat(config().maxPollRecords(10)).isEqualTo(3);
    environment.put("LAB_MESSAGES", "2147483647");
    assertThat(config().maxPollRecords(10)).isEqualTo(10);
  }

  // names that are no settings

  @ParameterizedTest
  @CsvSource({
      "LAB_TOPIK,               LAB_TOPIC",
      "LAB_TOPICS,              LAB_TOPIC",
      "LAB_DELAY,               LAB_DELAY_MS",
      "LAB_CLIENT_PROPERTY,     LAB_CLIENT_PROPERTIES",
      "KAFKA_BOOTSTRAP_SERVER,  KAFKA_BOOTSTRAP_SERVERS",
      "KAFKA_BOOTSTRAPSERVERS,  KAFKA_BOOTSTRAP_SERVERS"})
  void anUnknownVariableIsRefusedWithASuggestion(String name, String meant) {
    environment.put(name, "x");
    assertThat(refusal()).isEqualTo(name + " (environment variable) is no setting of the lab. Did you mean "
        + meant + "? Unset it; known are: " + VARIABLES + ".");
  }

  @Test
  void anUnknownVariableIsRefusedEvenIfItIsEmptyAndLikeNoOther() {
    environment.put("LAB_X", "");
    assertThat(refusal()).isEqualTo("LAB_X (environment variable) is no setting of the lab. Unset it; known are: "
        + VARIABLES + ".");
  }

  @ParameterizedTest
  @CsvSource({
      "lab.topics,       lab.topic",
      "lab.delay,        lab.delay.ms",
      "student.name,     student.id",
      "bootstrap.server, bootstrap.servers"})
  void anUnknownPropertyIsRefusedWithASuggestion(String name, String meant) {
    system.setProperty(name, "x");
    assertThat(refusal()).isEqualTo("-D" + name + " (system property) is no setting of the lab. Did you mean "
        + meant + "? Known are: " + PROPERTIES + ".");
  }

  @ParameterizedTest
  @CsvSource({
      "bootstrap.server,             ' Did you mean bootstrap.servers?'",
      "studentid,                    ' Did you mean student.id?'",
      "producer.max.blok.ms,         ''",
      "producer.session.timeout.ms,  ''", // a consumer's
      "consumer.linger.ms,           ''", // a producer's
      "producer.,                    ''"})
  void anUnknownLineOfTheFileIsRefused(String name, String hint) {
    file.setProperty(name, "x");
    assertThat(refusal()).isEqualTo(name + " (lab.properties) is no setting of the lab." + hint + " Known are: "
        + PROPERTIES + ", and producer.* and consumer.* for Kafka's own.");
  }

  // values that make no sense

  private static Stream<String[]> malformed() {
    String address = "is no address; write host:port, for example localhost:9092.";
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
      all.add(new String[] {"lab.topic", "LAB_TOPIC", topic, "is no topic name."});
    }
    for (String text : List.of("many", "1.5", "1e5", "100_000", "100,000", "0x10", "10ms", "-",
        "99999999999999999999")) {
      all.add(new String[] {"lab.messages", "LAB_MESSAGES", text, "is no whole number; write 1 or more."});
      all.add(new String[] {"lab.delay.ms", "LAB_DELAY_MS", text, "is no whole number; write 0 or more."});
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
    file.setProperty(property, text);
    assertThat(refusal()).isEqualTo(property + "=" + shown + " (lab.properties) " + why);
    environment.put(variable, text);
    assertThat(refusal()).isEqualTo(variable + "=" + shown + " (environment variable) " + why);
    system.setProperty(property, text);
    assertThat(refusal()).isEqualTo("-D" + property + "=" + shown + " (system property) " + why);
  }

  @Test
  void aValueOfSeveralLinesIsRefusedInOne() {
    environment.put("LAB_TOPIC", "one\r\ntwo");
    assertThat(refusal()).startsWith("LAB_TOPIC=one\\u000d\\u000atwo (environment variable) may have letters,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9092", "10.0.0.1:1", "[::1]:65535", "[fe80::1]:9092",
      "kafka-1.example.org:9092,kafka-2.example.org:9092", "a:1, b:2", "my_broker:9092"})
  void addressesAreWhateverKafkaTakes(String servers) {
    environment.put("KAFKA_BOOTSTRAP_SERVERS", servers);
    LabConfig config = config();
    assertThat(config.bootstrapServers()).isEqualTo(servers);
    assertThat(config.cluster().servers()).extracting(HostPort::toString).containsExactly(servers.split(", ?"));
  }

  @Test
  void namesAreWhateverKafkaTakes() {
    String name = "Az09._-" + "x".repeat(193);
    environment.put("LAB_TOPIC", name);
    environment.put("LAB_GROUP", name);
    environment.put("LAB_STUDENT_ID", name);
    environment.put("LAB_DELAY_MS", "0");
    environment.put("LAB_MESSAGES", "1");
    LabConfig config = config();
    assertThat(config.topic("other")).isEqualTo(name);
    assertThat(config.group("other")).isEqualTo(name);
    assertThat(config.studentId()).isEqualTo(name);
    assertThat(config.delayMs(5)).isZero();
    assertThat(config.messages(5)).isEqualTo(1);
  }

  @Test
  void withoutAnAddressThereIsNothingToDo() {
    file.clear();
    assertThat(refusal())
        .isEqualTo("bootstrap.servers (lab.properties) is missing; write bootstrap.servers=localhost:9092.");
    file.setProperty("bootstrap.servers", " ");
    assertThat(refusal()).startsWith("bootstrap.servers (lab.properties) is missing;");
  }

  // the file of client settings

  @Test
  void aMissingFileIsRefusedWithThePlaceWhereItWasLookedFor() {
    environment.put("LAB_CLIENT_PROPERTIES", "no-such.properties");
    assertThat(refusal()).isEqualTo("LAB_CLIENT_PROPERTIES=no-such.properties (environment variable) names no file"
        + " (looked for " + Path.of("no-such.properties").toAbsolutePath() + ").");
    system.setProperty("lab.client.properties", "neither.properties");
    assertThat(refusal()).startsWith("-Dlab.client.properties=neither.properties (system property) names no file");
  }

  @Test
  void aFileThatCannotBeReadIsRefused() {
    environment.put("LAB_CLIENT_PROPERTIES", folder.toString());
    assertThat(refusal())
        .startsWith("LAB_CLIENT_PROPERTIES=" + Console.text(folder) + " (environment variable) cannot be read: ");
    Path path = clientProperties("client.id=\\" + "u12");
    assertThat(refusal()).startsWith("LAB_CLIENT_PROPERTIES=" + Console.text(path) + " (environment variable) "
        + "cannot be read: IllegalArgumentException: Malformed");
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    Path path = clientProperties();
    Files.write(path, "client.id=caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refusal()).startsWith("LAB_CLIENT_PROPERTIES=" + Console.text(path) + " (environment variable) "
        + "cannot be read: MalformedInputException: ");
  }

  @ParameterizedTest
  @CsvSource({
      "linger.mss,                 ' Did you mean linger.ms?'",
      "sesion.timeout.ms,          ' Did you mean session.timeout.ms?'",
      "sasl.mechanisms,            ' Did you mean sasl.mechanism?'",
      "something.else.altogether,  ''"})
  void anUnknownKafkaSettingIsRefusedWithASuggestion(String name, String hint) {
    Path path = clientProperties(name + "=1");
    assertThat(refusal()).isEqualTo(name + " (" + path + ") is no setting of a Kafka client." + hint);
  }

  @ParameterizedTest
  @CsvSource({
      "bootstrap.servers,   set KAFKA_BOOTSTRAP_SERVERS",
      "group.id,            set LAB_GROUP",
      "key.serializer,      it is part of the lesson's text",
      "value.serializer,    it is part of the lesson's text",
      "key.deserializer,    it is part of the lesson's text",
      "value.deserializer,  it is part of the lesson's text"})
  void whatTheLabSetsItselfIsRefusedThere(String name, String instead) {
    Path path = clientProperties("client.id=me", name + "=1");
    assertThat(refusal()).isEqualTo(name + " (" + path + ") cannot be set there: " + instead + ".");
  }

  // completing a client's settings

  private static Properties lesson(Object... settings) {
    Properties lesson = new Properties();
    for (int i = 0; i < settings.length; i += 2) {
      lesson.put(settings[i], settings[i + 1]);
    }
    return lesson;
  }

  @Test
  void theFilesDefaultsComeBeforeTheLessonAndTheClientFileComesAfterIt() {
    file.setProperty("producer.linger.ms", "1");
    file.setProperty("producer.acks", "1");
    file.setProperty("producer.max.block.ms", "1");
    file.setProperty("consumer.max.poll.records", "1");
    file.setProperty("consumer.fetch.min.bytes", "1");
    file.setProperty("consumer.auto.offset.reset", "latest");
    // session.timeout.ms is a consumer's only, retries a producer's only, client.id anybody's
    clientProperties("linger.ms=3", "max.poll.records=3", "client.id=me", "session.timeout.ms=3", "retries=3");

    Properties producer = lesson("linger.ms", 2, "acks", "all", "bootstrap.servers", "x:1");
    config().completeProducer(producer);
    assertThat(producer).containsOnly(entry("bootstrap.servers", "x:1"), entry("max.block.ms", "1"),
        entry("acks", "all"), entry("linger.ms", "3"), entry("client.id", "me"), entry("retries", "3"));

    Properties consumer = lesson("max.poll.records", 2, "auto.offset.reset", "earliest", "group.id", "g");
    config().completeConsumer(consumer);
    assertThat(consumer).containsOnly(entry("group.id", "g"), entry("fetch.min.bytes", "1"),
        entry("auto.offset.reset", "earliest"), entry("max.poll.records", "3"), entry("client.id", "me"),
        entry("session.timeout.ms", "3"));
  }

  @Test
  void withoutDefaultsAndClientFileALessonIsAsItStands() {
    Properties producer = lesson("acks", "all");
    config().completeProducer(producer);
    assertThat(producer).containsOnly(entry("acks", "all"));
    Properties consumer = lesson("max.poll.records", 10);
    config().completeConsumer(consumer);
    assertThat(consumer).containsOnly(entry("max.poll.records", 10));
  }

  private Properties timeouts() {
    file.setProperty("consumer.session.timeout.ms", "6000");
    file.setProperty("consumer.heartbeat.interval.ms", "1000");
    Properties consumer = lesson("partition.assignment.strategy", "range", "max.poll.records", 10);
    config().completeConsumer(consumer);
    return consumer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "CONSUMER", "Consumer"})
  void theConsumerProtocolTakesThreeSettingsAway(String protocol) {
    clientProperties("group.protocol=" + protocol, "session.timeout.ms=9000");
    assertThat(timeouts()).containsOnly(entry("max.poll.records", 10), entry("group.protocol", protocol));
  }

  @Test
  void theConsumerProtocolMayStandInTheFileToo() {
    file.setProperty("consumer.group.protocol", "consumer");
    assertThat(timeouts()).containsOnly(entry("max.poll.records", 10), entry("group.protocol", "consumer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"group.protocol=classic", ""})
  void theClassicProtocolKeepsThem(String line) {
    clientProperties(line);
    assertThat(timeouts()).contains(entry("session.timeout.ms", "6000"), entry("heartbeat.interval.ms", "1000"),
        entry("partition.assignment.strategy", "range"));
  }

  @Test
  void anAdminClientGetsTheAddressAndTheCredentialsOnly() {
    clientProperties("security.protocol=SASL_SSL", "sasl.mechanism=PLAIN", "ssl.truststore.type=PEM", "client.id=me",
        "acks=1", "request.timeout.ms=99");
    assertThat(config().cluster().adminSettings()).containsOnly(entry("bootstrap.servers", "localhost:9092"),
        entry("security.protocol", "SASL_SSL"), entry("sasl.mechanism", "PLAIN"), entry("ssl.truststore.type", "PEM"),
        entry("request.timeout.ms", 3_000), entry("default.api.timeout.ms", 4_000));
  }

  // the file that the lab ships

  @Test
  void theLabsOwnFileMakesAProducerAndAConsumer() throws IOException {
    file.clear();
    try (InputStream in = LabConfig.class.getResourceAsStream("/lab.properties")) {
      file.load(in);
    }
    LabConfig config = config();
    assertThat(config.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.studentId()).isEqualTo("tdea");

    Properties producer = lesson("bootstrap.servers", config.bootstrapServers(), "acks", "all",
        "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class);
    config.completeProducer(producer);
    // a missing topic is an error in seconds
    assertThat(new ProducerConfig(producer).getLong("max.block.ms")).isEqualTo(5_000);

    Properties consumer = lesson("bootstrap.servers", config.bootstrapServers(), "group.id", "g",
        "key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class);
    config.completeConsumer(consumer);
    // a dead member is noticed in seconds, and not by a single heartbeat that is late
    ConsumerConfig settings = new ConsumerConfig(consumer);
    assertThat(settings.getInt("session.timeout.ms")).isEqualTo(6_000);
    assertThat(settings.getInt("heartbeat.interval.ms")).isLessThanOrEqualTo(2_000);

    // likewise for the broker's group protocol, with which these two must not be set
    clientProperties("group.protocol=consumer");
    consumer.keySet().removeAll(List.of("session.timeout.ms", "heartbeat.interval.ms"));
    config().completeConsumer(consumer);
    assertThat(new ConsumerConfig(consumer).getString("group.protocol")).isEqualTo("consumer");
  }
}
