package kafkalab;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The brokers in docker-compose.yml are the lab's brokers: same version, same settings, this machine only. */
class ComposeFileTest {

  /** What a container needs of its own; LocalBroker sets these likewise, with other addresses. */
  private static final Set<String> OF_THE_CONTAINER = Set.of(
      "node.id", "process.roles", "controller.quorum.voters", "controller.listener.names", "listeners",
      "advertised.listeners", "listener.security.protocol.map", "inter.broker.listener.name");

  private static JsonNode file;
  private static JsonNode kafka;

  /** With all anchors and merges resolved, as Compose reads it. */
  @BeforeAll
  static void read() throws IOException {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    try (Reader in = Files.newBufferedReader(Path.of("docker-compose.yml"))) {
      file = new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(strict)).load(in));
    }
    kafka = service("kafka");
  }

  private static JsonNode service(String name) {
    return file.path("services").path(name);
  }

  @Test
  void setsExactlyTheSettingsOfTheLocalBroker() throws IOException {
    Map<String, String> settings = settings(kafka);
    assertThat(settings.keySet()).containsAll(OF_THE_CONTAINER);
    settings.keySet().removeAll(OF_THE_CONTAINER);
    assertThat(settings).containsExactlyInAnyOrderEntriesOf(properties("broker"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void eachNodeOfTheClusterIsTheSameBrokerButForReplication(int node) throws IOException {
    Map<String, String> settings = settings(service("kafka-" + node));
    assertThat(settings.keySet()).containsAll(OF_THE_CONTAINER);
    assertThat(settings).containsEntry("node.id", String.valueOf(node))
        .containsEntry("controller.quorum.voters", "1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093");
    assertThat(settings.get("listeners").split(",")).contains("HOST://:9092", "CONTROLLER://:9093");
    String port = "${KAFKA_PORT_" + node + ":-" + node + "9092}";
    assertThat(settings.get("advertised.listeners").split(","))
        .containsExactlyInAnyOrder("HOST://localhost:" + port, "CONTAINER://kafka-" + node + ":19092");
    assertThat(service("kafka-" + node).path("ports")).extracting(JsonNode::asText)
        .containsExactly("127.0.0.1:" + port + ":9092");

    settings.keySet().removeAll(OF_THE_CONTAINER);
    settings.remove("heap.opts"); // the JVM's, not the broker's
    Map<String, String> expected = properties("broker");
    Map<String, String> ofTheCluster = properties("cluster");
    assertThat(ofTheCluster.keySet()).allMatch(name -> name.matches(".*(replica|min\\.isr).*"));
    assertThat(expected.keySet()).containsAll(ofTheCluster.keySet());
    expected.putAll(ofTheCluster);
    assertThat(settings).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theClusterIsStartedOnDemandOnlyAndIsOne(int node) {
    JsonNode service = service("kafka-" + node);
    assertThat(service.path("profiles")).extracting(JsonNode::asText).containsExactly("cluster");
    for (String same : new String[] {"image", "healthcheck"}) {
      assertThat(service.path(same)).isEqualTo(kafka.path(same));
    }
    assertThat(service.path("environment").path("CLUSTER_ID").asText()).hasSize(22)
        .isEqualTo(service("kafka-1").path("environment").path("CLUSTER_ID").asText());
    assertThat(kafka.has("profiles")).isFalse();
  }

  private static Map<String, String> properties(String name) throws IOException {
    Properties local = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of("src/main/resources", name + ".properties"))) {
      local.load(in);
    }
    return local.stringPropertyNames().stream()
        .collect(toMap(Function.identity(), local::getProperty, (a, b) -> a, TreeMap::new));
  }

  @Test
  void everySettingIsText() {
    // Compose v1 refuses true and false, and YAML reads 010 as 8
    assertThat(file.path("services")).isNotEmpty().allSatisfy(service ->
        assertThat(service.path("environment")).isNotEmpty().allMatch(JsonNode::isTextual));
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
  }

  @Test
  void programsOnThisMachineAreSentToThePublishedPort() {
    Map<String, String> settings = settings(kafka);
    assertThat(settings.get("listeners").split(",")).contains("HOST://:9092");
    assertThat(settings.get("advertised.listeners").split(","))
        .containsExactlyInAnyOrder("HOST://localhost:${KAFKA_PORT:-9092}", "CONTAINER://kafka:19092");
  }

  @Test
  void hasNoVersionNoNameAndNoVolume() {
    // "version" is obsolete and warned about; the project's name is its folder's or COMPOSE_PROJECT_NAME
    assertThat(file.fieldNames()).toIterable().containsExactly("services");
    assertThat(file.path("services").fieldNames()).toIterable()
        .containsExactly("kafka", "kafka-1", "kafka-2", "kafka-3");
    for (String unwanted : new String[] {"volumes", "container_name", "network_mode"}) {
      assertThat(file.path("services")).noneMatch(service -> service.has(unwanted));
    }
  }

  @Test
  void theHealthCheckUsesKafkasOwnTool() {
    assertThat(kafka.path("healthcheck").path("test").toString()).contains("/opt/kafka/bin/kafka-topics.sh");
  }

  /** The broker's settings, named as in a properties file: KAFKA_NODE_ID is node.id. */
  private static Map<String, String> settings(JsonNode service) {
    Map<String, String> settings = new TreeMap<>();
    service.path("environment").properties().forEach(variable -> {
      if (variable.getKey().equals("CLUSTER_ID")) {
        return;
      }
      assertThat(variable.getKey()).matches("KAFKA(_[A-Z]+)+");
      String key = variable.getKey().substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
      settings.put(key, variable.getValue().asText());
    });
    return settings;
  }
}
