package kafkalab.localcluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kafkalab.cluster.Partitions;
import kafkalab.support.Futures;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The state of the cluster as a broker describes it, which has learnt it from the controller.
 *
 * @param brokers the ids of the brokers that the controller counts as alive
 * @param partitions of all topics but Kafka's own, in order
 */
record ClusterState(Set<Integer> brokers, Map<TopicPartition, TopicPartitionInfo> partitions) {

  static final int ANSWER_MS = 3_000;
  private static final int STARTING_MS = 60_000;

  /** A client that answers or fails within {@value #ANSWER_MS} ms. */
  static Admin client(String bootstrapServers) {
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS / 2);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200); // a node that is back is asked at once
    return Admin.create(settings);
  }

  /**
   * Asks the cluster.
   *
   * @throws KafkaException if nobody answers in time
   */
  static ClusterState ask(Admin admin) {
    Set<Integer> brokers = get(admin.describeCluster().nodes()).stream().map(Node::id)
        .collect(Collectors.toCollection(TreeSet::new));
    Map<TopicPartition, TopicPartitionInfo> partitions = new TreeMap<>(Partitions.ORDER);
    for (String topic : get(admin.listTopics().names())) {
      try {
        get(admin.describeTopics(Set.of(topic)).topicNameValues().get(topic)).partitions()
            .forEach(partition -> partitions.put(new TopicPartition(topic, partition.partition()), partition));
      } catch (UnknownTopicOrPartitionException e) {
        // deleted since it was listed
      }
    }
    return new ClusterState(brokers, partitions);
  }

  /**
   * Makes {@code min.insync.replicas} count for topics that do not set it. Kafka takes it from the brokers' settings
   * at their very first start, keeps it in the metadata, and passes the settings over from then on (KIP-966).
   *
   * @throws KafkaException if it is not a number, or nobody answers
   */
  static void setMinInsyncReplicas(Admin admin, String replicas) {
    ConfigResource allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");
    AlterConfigOp minInsync = new AlterConfigOp(
        new ConfigEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas), AlterConfigOp.OpType.SET);
    // nodes that have just started on a busy machine take longer than a table may
    get(admin.incrementalAlterConfigs(Map.of(allBrokers, List.of(minInsync)),
        new AlterConfigsOptions().timeoutMs(STARTING_MS)).all(), STARTING_MS);
  }

  /**
   * The id of the active controller, which the other controllers follow.
   *
   * @throws KafkaException if there is none, or nobody knows it
   */
  static int activeController(Admin admin) {
    return get(admin.describeMetadataQuorum().quorumInfo()).leaderId();
  }

  /** The leader of a partition: a node's id, or a hyphen if there is none. */
  static String leader(TopicPartitionInfo partition) {
    return partition.leader() == null ? "-" : partition.leader().idString();
  }

  private static <T> T get(KafkaFuture<T> future) {
    return get(future, ANSWER_MS);
  }

  private static <T> T get(KafkaFuture<T> future, int answerMs) {
    return Futures.get(future, Duration.ofMillis(2L * answerMs), "no answer");
  }
}
