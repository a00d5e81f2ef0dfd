package kafkalab.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the cluster knows of partitions, as far as it can be had: topics and leaders may go while one asks. */
public final class Partitions {

  /** By topic, then by number. */
  public static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  /** An offset that no leader has told by then is left out. */
  private static final int OFFSETS_MS = 3_000;

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

  /** The first or the next offset of each partition; a partition without a leader, and one that goes, is left out. */
  public static Map<TopicPartition, Long> offsets(Admin admin, Collection<TopicDescription> topics, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicDescription topic : topics) {
      topic.partitions().stream().filter(Partitions::hasLeader)
          .forEach(partition -> wanted.put(new TopicPartition(topic.name(), partition.partition()), which));
    }
    ListOffsetsResult answers = admin.listOffsets(wanted, new ListOffsetsOptions().timeoutMs(OFFSETS_MS));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : wanted.keySet()) {
      try {
        offsets.put(partition, KafkaFutures.get(answers.partitionResult(partition)).offset());
      } catch (RetriableException e) {
        // left out
      }
    }
    return offsets;
  }

  /** Whether somebody can be asked for the partition's records. */
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
