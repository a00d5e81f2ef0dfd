package kafkalab.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a cluster knows of partitions and their replicas. */
public final class Partitions {

  /** By topic, then by number. */
  public static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private Partitions() {}

  /** The topics of these names, by name; what is no topic is left out. */
  public static Map<String, TopicDescription> topics(Admin admin, Collection<String> names) {
    Map<String, TopicDescription> topics = new TreeMap<>();
    admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
      try {
        topics.put(name, KafkaFutures.get(description));
      } catch (UnknownTopicOrPartitionException | InvalidTopicException e) {
        // left out
      }
    });
    return topics;
  }

  /** Whether the partition has a leader, which serves its records. */
  public static boolean hasLeader(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  /** The replica count of a topic whose partitions may differ in it: the least one. */
  public static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
  }

  /** Whether fewer replicas are in sync than there are. */
  public static boolean isUnderReplicated(TopicPartitionInfo partition) {
    return partition.isr().size() < partition.replicas().size();
  }

  /** Ids of brokers as {@code 1,2,3}. */
  public static String ids(List<Node> brokers) {
    return brokers.stream().map(Node::id).sorted().map(String::valueOf).collect(Collectors.joining(","));
  }
}
