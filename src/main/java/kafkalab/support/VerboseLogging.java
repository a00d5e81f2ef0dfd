package kafkalab.support;

import java.util.Map;

/** System properties that show Kafka's own log in full; to be set before the first Kafka client. */
public final class VerboseLogging {

  /** System property: the whole log is wanted. */
  static final String PROPERTY = "kafkalab.verbose";

  private VerboseLogging() {}

  /** The properties, by name: slf4j-simple's levels, and that the lab leaves nothing out. */
  public static Map<String, String> verboseOptions() {
    return Map.of(
        PROPERTY, "true",
        "org.slf4j.simpleLogger.defaultLogLevel", "info",
        "org.slf4j.simpleLogger.log.org.apache.kafka.clients.NetworkClient", "info");
  }
}
