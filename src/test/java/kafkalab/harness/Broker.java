package kafkalab.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafkalab.broker.BrokerReadyLine;
import kafkalab.process.ChildJvm;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The broker of a test run.
 *
 * @param stop what ends it
 */
public record Broker(String bootstrapServers, Runnable stop) implements AutoCloseable {

  /** A busy machine needs a minute and more. */
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  /** The broker that {@code -Dlab.test.broker} asks for; the choice is printed. */
  static Broker start() {
    Claims.forgetOldOnes();
    Transcripts.begin();
    String mode = System.getProperty("lab.test.broker", "auto");
    Broker broker = switch (mode) {
      case "auto" -> automatic();
      case "testcontainers" -> testcontainers();
      case "embedded" -> embedded();
      case "external" -> external();
      default -> throw new IllegalArgumentException("-Dlab.test.broker=" + mode
          + ": write auto, testcontainers, embedded or external");
    };
    return broker;
  }

  private static Broker automatic() {
    // whether an engine is there is asked, not assumed: Testcontainers' long explanation is not wanted
    System.setProperty("org.slf4j.simpleLogger.log.org.testcontainers", "off");
    System.setProperty("org.slf4j.simpleLogger.log.tc", "off");
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return embedded();
    }
    try {
      return testcontainers();
    } catch (RuntimeException e) {
      System.out.println("Broker of the tests: a Docker engine answers, but the container does not start ("
          + e.getMessage() + ")");
      return embedded();
    }
  }

  private static Broker testcontainers() {
    String image = "apache/kafka:" + System.getProperty("lab.test.kafka.version");
    KafkaContainer container = new KafkaContainer(DockerImageName.parse(image));
    settings().forEach((name, value) ->
        container.withEnv("KAFKA_" + name.toString().toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
    container.withStartupTimeout(TIMEOUT);
    container.start();
    System.out.println("Broker of the tests: Testcontainers, " + image + " at " + container.getBootstrapServers());
    return new Broker(container.getBootstrapServers(), container::stop);
  }

  private static Broker embedded() {
    ChildJvm program = Programs.start("kafkalab.broker.LocalBroker",
        List.of("--port", "0", "--data", newFolder().toString()), Map.of());
    String address = addressOf(program);
    System.out.println("Broker of the tests: embedded, a LocalBroker in its own JVM at " + address);
    return new Broker(address, program::close);
  }

  private static Broker external() {
    String address = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
    if (address == null) {
      throw new IllegalStateException("-Dlab.test.broker=external needs the environment variable"
          + " KAFKA_BOOTSTRAP_SERVERS");
    }
    System.out.println("Broker of the tests: external, " + address);
    return new Broker(address, () -> { });
  }

  /** Waits until a LocalBroker serves, and says where. */
  public static String addressOf(ChildJvm broker) {
    try {
      if (!broker.awaitLine(line -> BrokerReadyLine.address(line).isPresent(), TIMEOUT)) {
        throw new IllegalStateException("the broker does not start:\n" + String.join("\n", broker.lines()));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return broker.lines().stream().map(BrokerReadyLine::address).flatMap(Optional::stream).findFirst().orElseThrow();
  }

  /** What a LocalBroker has printed, except for what it says first where the machine is busy: that it is slow. */
  public static List<String> linesOf(ChildJvm broker) {
    return broker.lines().stream().filter(line -> !line.startsWith("The broker is not ready after ")).toList();
  }

  /** A folder for a broker's data, below target, which {@code mvn clean} clears away. */
  public static Path newFolder() {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target", "brokers")), "data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Properties settings() {
    Properties settings = new Properties();
    try (InputStream in = Broker.class.getResourceAsStream("/broker.properties")) {
      settings.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  @Override
  public void close() {
    stop.run();
  }
}
