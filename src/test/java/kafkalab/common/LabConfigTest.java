package kafkalab.common;

import static kafkalab.settings.Sources.lesson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafkalab.base.HostPort;
import kafkalab.settings.Sources;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lesson asks of its settings. */
class LabConfigTest {

  @TempDir
  private Path folder;

  private final Sources sources = new Sources();

  private LabConfig config() {
    return new LabConfig("Producer02Sync", sources.settings());
  }

  @Test
  void defaultsAreTheLessonsOwn() {
    LabConfig config = config();
    assertThat(config.program()).isEqualTo("Producer02Sync");
    assertThat(config.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.studentId()).isEqualTo("tdea");
    assertThat(config.topic("ak03.json")).isEqualTo("ak03.json");
    assertThat(config.group("consumer03")).isEqualTo("tdea-consumer03");
    assertThat(config.messages(100_000)).isEqualTo(100_000);
    assertThat(config.delayMs(3_000)).isEqualTo(3_000);
    assertThat(config.maxPollRecords(10)).isEqualTo(10);
  }

  @Test
  void aPollGivesNoMoreThanIsAskedFor() {
    sources.environment.put("LAB_MESSAGES", "3");
    assertThat(config().maxPollRecords(10)).isEqualTo(3);
    sources.environment.put("LAB_MESSAGES", "2147483647");
    assertThat(config().maxPollRecords(10)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:65535", "kafka-1.example.org:9092,kafka-2.example.org:9092", "a:1, b:2"})
  void theClusterIsAtEachOfTheAddresses(String servers) {
    sources.environment.put("KAFKA_BOOTSTRAP_SERVERS", servers);
    assertThat(config().cluster().servers()).extracting(HostPort::toString).containsExactly(servers.split(", ?"));
  }

  @Test
  void anAdminClientGetsTheAddressAndTheCredentialsOnly() {
    sources.clientProperties(folder, "security.protocol=SASL_SSL", "sasl.mechanism=PLAIN", "ssl.truststore.type=PEM",
        "client.id=me", "acks=1", "request.timeout.ms=99");
    assertThat(config().cluster().adminSettings()).containsOnly(entry("bootstrap.servers", "localhost:9092"),
        entry("security.protocol", "SASL_SSL"), entry("sasl.mechanism", "PLAIN"), entry("ssl.truststore.type", "PEM"),
        entry("request.timeout.ms", 10_000), entry("default.api.timeout.ms", 20_000),
        entry("socket.connection.setup.timeout.ms", 750L), entry("socket.connection.setup.timeout.max.ms", 1_500L));
  }

  // the file that the lab ships

  @Test
  void theLabsOwnFileMakesAProducerAndAConsumer() throws IOException {
    sources.file.clear();
    try (InputStream in = LabConfig.class.getResourceAsStream("/lab.properties")) {
      sources.file.load(in);
    }
    LabConfig config = config();
    assertThat(config.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(config.studentId()).isEqualTo("tdea");

    Properties producer = lesson("bootstrap.servers", config.bootstrapServers(), "acks", "all",
        "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class);
    config.applyToProducer(producer);
    // a missing topic is an error in seconds
    assertThat(new ProducerConfig(producer).getLong("max.block.ms")).isEqualTo(5_000);

    Properties consumer = lesson("bootstrap.servers", config.bootstrapServers(), "group.id", "g",
        "key.deserializer", StringDeserializer.class, "value.deserializer", StringDeserializer.class);
    config.applyToConsumer(consumer);
    // a dead member is noticed in seconds, and not by a single heartbeat that is late
    ConsumerConfig settings = new ConsumerConfig(consumer);
    assertThat(settings.getInt("session.timeout.ms")).isEqualTo(6_000);
    assertThat(settings.getInt("heartbeat.interval.ms")).isLessThanOrEqualTo(2_000);

    // likewise for the broker's group protocol, with which these two must not be set
    sources.clientProperties(folder, "group.protocol=consumer");
    consumer.keySet().removeAll(List.of("session.timeout.ms", "heartbeat.interval.ms"));
    config().applyToConsumer(consumer);
    assertThat(new ConsumerConfig(consumer).getString("group.protocol")).isEqualTo("consumer");
  }
}
