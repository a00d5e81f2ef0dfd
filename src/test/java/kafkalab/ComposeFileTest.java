package kafkalab;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The broker in docker-compose.yml is the lab's broker: same version, same settings, this machine only. */
class ComposeFileTest {

  /** What a container needs of its own; LocalBroker sets these likewise, with other addresses. */
  private static final Set<String> OF_THE_CONTAINER = Set.of(
      "node.id", "process.roles", "controller.quorum.voters", "controller.listener.names", "listeners",
      "advertised.listeners", "listener.security.protocol.map", "inter.broker.listener.name");

  private static JsonNode file;
  private static JsonNode kafka;

  @BeforeAll
  static void read() throws IOException {
    file = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()
        .readTree(Path.of("docker-compose.yml").toFile());
    kafka = file.path("services").path("kafka");
  }

  @Test
  void setsExactlyTheSettingsOfTheLocalBroker() throws IOException {
    Properties local = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/broker.properties"))) {
      local.load(in);
    }
    Map<String, String> expected = local.stringPropertyNames().stream()
        .collect(toMap(Function.identity(), local::getProperty, (a, b) -> a, TreeMap::new));
    Map<String, String> settings = settings();
    assertThat(settings.keySet()).containsAll(OF_THE_CONTAINER);
    settings.keySet().removeAll(OF_THE_CONTAINER);
    assertThat(settings).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void everySettingIsText() {
    // Compose v1 refuses true and false, and YAML reads 010 as 8
    assertThat(kafka.path("environment")).isNotEmpty().allMatch(JsonNode::isTextual);
  }

  @Test
  void imageIsTheKafkaVersionOfThePom() throws IOException {
    Matcher pom = Pattern.compile("<kafka\\.version>(.+?)</kafka\\.version>")
        .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(pom.find()).isTrue();
    assertThat(kafka.path("image").asText()).isEqualTo("${KAFKA_IMAGE:-apache/kafka:" + pom.group(1) + "}");
  }

  @Test
  void isPublishedOnTheLoopbackInterfaceOnly() {
    assertThat(kafka.path("ports")).extracting(JsonNode::asText)
        .containsExactly("127.0.0.1:${KAFKA_PORT:-9092}:9092");
    assertThat(kafka.has("network_mode")).isFalse();
  }

  @Test
  void programsOnThisMachineAreSentToThePublishedPort() {
    Map<String, String> settings = settings();
    assertThat(settings.get("listeners").split(",")).contains("HOST://:9092");
    assertThat(settings.get("advertised.listeners").split(","))
        .containsExactlyInAnyOrder("HOST://localhost:${KAFKA_PORT:-9092}", "CONTAINER://kafka:19092");
  }

  @Test
  void hasNoVersionNoNameAndNoVolume() {
    // "version" is obsolete and warned about; the project's name is its folder's or COMPOSE_PROJECT_NAME
    assertThat(file.fieldNames()).toIterable().containsExactly("services");
    assertThat(file.path("services").fieldNames()).toIterable().containsExactly("kafka");
    assertThat(kafka.has("volumes")).isFalse();
    assertThat(kafka.has("container_name")).isFalse();
  }

  @Test
  void healthIsAskedOfKafkasOwnTool() {
    assertThat(kafka.path("healthcheck").path("test").toString()).contains("/opt/kafka/bin/kafka-topics.sh");
  }

  /** The broker's settings, named as in a properties file: KAFKA_NODE_ID is node.id. */
  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    kafka.path("environment").properties().forEach(variable -> {
      assertThat(variable.getKey()).matches("KAFKA(_[A-Z]+)+");
      String key = variable.getKey().substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
      settings.put(key, variable.getValue().asText());
    });
    return settings;
  }
}
