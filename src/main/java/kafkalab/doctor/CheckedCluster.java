package kafkalab.doctor;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.WindowsBrokerCheck;
import kafkalab.common.LabConfig;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The cluster that is checked, as far as several checks need the same of it. They may run at the same time. */
final class CheckedCluster {

  /** Longer than the doctor waits for a check. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final LabConfig lab;
  private final Admin admin;
  private final FutureTask<Config> brokerConfig = new FutureTask<>(this::readBrokerConfig);
  private final FutureTask<RoundTrip> roundTrip = new FutureTask<>(this::measure);

  CheckedCluster(LabConfig lab, Admin admin) {
    this.lab = lab;
    this.admin = admin;
  }

  Admin admin() {
    return admin;
  }

  Collection<Node> nodes() {
    return KafkaFutures.get(admin.describeCluster().nodes());
  }

  /** A topic; empty if there is none of this name. */
  Optional<TopicDescription> topic(String name) {
    try {
      return Optional.of(KafkaFutures.get(admin.describeTopics(List.of(name)).topicNameValues().get(name)));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** The names of all topics but Kafka's own. */
  Set<String> topicNames() {
    return KafkaFutures.get(admin.listTopics().names());
  }

  /** A setting of the brokers; empty where they do not tell it. */
  Optional<String> setting(String name) {
    return Optional.ofNullable(shared(brokerConfig).get(name)).map(entry -> entry.value());
  }

  Optional<Integer> number(String setting) {
    return setting(setting).map(Integer::valueOf);
  }

  /** All settings of a topic or a broker. */
  Config config(ConfigResource of) {
    return KafkaFutures.get(admin.describeConfigs(List.of(of)).all()).get(of);
  }

  private Config readBrokerConfig() {
    return config(new ConfigResource(ConfigResource.Type.BROKER, nodes().iterator().next().idString()));
  }

  /**
   * A record to a broker and back again.
   *
   * @throws RoundTrip.NotTried if this cannot be measured on this cluster
   */
  RoundTrip roundTrip() {
    return shared(roundTrip);
  }

  private RoundTrip measure() {
    if (WindowsBrokerCheck.isAmong(admin)) {
      throw new RoundTrip.NotTried("a broker on Windows may not survive a topic's deletion (KAFKA-1194)");
    }
    return RoundTrip.measure(lab, admin);
  }

  /** What several checks need is done by the first of them; the others wait for it. */
  private static <T> T shared(FutureTask<T> task) {
    task.run();
    return KafkaFutures.get(task, TIMEOUT);
  }
}
