package kafkalab.cli;

import java.util.Map;

/** System properties that show Kafka's own log in full; to be set before the first Kafka client. */
final class KafkasLog {

  private KafkasLog() {}

  /** The properties, by name: slf4j-simple's levels, and that the lab leaves nothing out. */
  static Map<String, String> verboseOptions() {
    return Map.of(
        "kafkalab.verbose", "true",
        "org.slf4j.simpleLogger.defaultLogLevel", "info",
        "org.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient", "info");
  }
}
