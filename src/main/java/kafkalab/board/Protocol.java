package kafkalab.board;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;

/** How a group shares the partitions: three ways that look different on the board. */
enum Protocol {

  /** All give back what they have, and get their new partitions. */
  RANGE("range", Map.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic",
      ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName())),

  /** Only what is to move is given back. */
  COOPERATIVE("cooperative-sticky", Map.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic",
      ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName())),

  /** The broker assigns, and each member changes over by itself (KIP-848). */
  CONSUMER("consumer", Map.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer"));

  private final String title;
  private final Map<String, String> settings;

  Protocol(String title, Map<String, String> settings) {
    this.title = title;
    this.settings = settings;
  }

  String title() {
    return title;
  }

  /** What makes a consumer do so. */
  Map<String, String> settings() {
    return settings;
  }

  static List<String> titles() {
    return Arrays.stream(values()).map(Protocol::title).toList();
  }

  static Optional<Protocol> named(String title) {
    return Arrays.stream(values()).filter(protocol -> protocol.title.equals(title)).findFirst();
  }

  /** What these settings of a user ask for; Kafka's own defaults share by range. */
  static Protocol of(Map<String, String> clientSettings) {
    if (clientSettings.getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "").equalsIgnoreCase("consumer")) {
      return CONSUMER;
    }
    return clientSettings.getOrDefault(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, "")
        .contains(CooperativeStickyAssignor.class.getSimpleName()) ? COOPERATIVE : RANGE;
  }
}
