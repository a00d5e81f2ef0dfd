package kafkalab.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics of any cluster: how many partitions they have, and how one is created or deleted for good. */
public final class Topics {

  private static final long CREATION_SECONDS = 5;
  private static final int LOOKS = 6;

  private Topics() {}

  /** A topic's partitions, in order. */
  public static List<TopicPartition> partitions(Admin admin, String topic) {
    int count = KafkaFutures.get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().size();
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  /** How many partitions a topic has; empty if there is no such topic. */
  public static Optional<Integer> partitionCount(Admin admin, String topic) {
    try {
      return Optional.of(partitions(admin, topic).size());
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /**
   * Creates a topic with the cluster's own replication factor, unless it is there, and waits until it can be used.
   *
   * @return whether this call created it
   */
  public static boolean create(Admin admin, String topic, int partitions) {
    if (partitionCount(admin, topic).isPresent()) {
      return false;
    }
    boolean created = true;
    try {
      NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty());
      KafkaFutures.get(admin.createTopics(List.of(wanted)).all());
    } catch (TopicExistsException e) {
      created = false; // another program was quicker
    } catch (InvalidTopicException e) {
      throw new LabException(ExitCode.WRONG_TOPIC, "topic " + topic + " cannot be created: "
          + colliding(topic, KafkaFutures.get(admin.listTopics().names())).map(other -> "it collides with topic "
              + other + ", as Kafka takes a dot and an underscore in topics' names for the same. Delete " + other
              + ", or use another topic: LAB_TOPIC=name.").orElseGet(() -> Failure.reason(e)));
    } catch (InvalidReplicationFactorException e) {
      throw new LabException(ExitCode.WRONG_TOPIC, "topic " + topic + " cannot be created: " + Failure.reason(e)
          + " (fewer brokers are running than the cluster's default.replication.factor)");
    }
    await(admin, topic, true);
    return created;
  }

  /** The topic that stands in the way of one of this name: in the names of metrics a dot is an underscore. */
  public static Optional<String> colliding(String topic, Collection<String> there) {
    return there.stream().filter(other -> !other.equals(topic)
        && other.replace('.', '_').equals(topic.replace('.', '_'))).sorted().findFirst();
  }

  /** Deletes a topic with its records, and waits until it is gone. */
  public static void delete(Admin admin, String topic) {
    KafkaFutures.get(admin.deleteTopics(List.of(topic)).all());
    await(admin, topic, false);
  }

  /**
   * A broker learns of a topic some milliseconds after the controller has created or deleted it. Where there are
   * several brokers each learns it by itself, and a look asks any of them: so several looks in a row must agree.
   */
  private static void await(Admin admin, String topic, boolean there) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CREATION_SECONDS);
    int agreed = 0;
    while (agreed < LOOKS) {
      agreed = partitionCount(admin, topic).isPresent() == there ? agreed + 1 : 0;
      if (System.nanoTime() > deadline) {
        throw new LabException(ExitCode.WRONG_TOPIC, "topic " + topic + (there ? " was created, but does not appear"
            : " was deleted, but is still there") + " within " + CREATION_SECONDS + " s.");
      }
      Thread.onSpinWait();
    }
  }
}
