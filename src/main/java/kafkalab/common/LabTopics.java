package kafkalab.common;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of the lab, and that a program finds the right one before it begins. */
public final class LabTopics {

  /** The lab's topics with their partition counts; the one that the group lessons share comes first. */
  public static final Map<String, Integer> ALL;

  static {
    Map<String, Integer> all = new LinkedHashMap<>();
    all.put("ak03.fourpartition", 4);
    all.put("ak03.fireandforget", 1);
    all.put("ak03.syncsending", 1);
    all.put("ak03.asyncsending", 1);
    all.put("ak03.json", 1);
    all.put("ak03.test", 1);
    ALL = java.util.Collections.unmodifiableMap(all);
  }

  private static final long CREATION_SECONDS = 5;
  private static final int LOOKS = 6;

  private LabTopics() {}

  /**
   * Finds the cluster, makes the topic if it is missing, and prints the program's first line.
   *
   * <p>A topic of the lab must have the lab's partition count; one of the user's own ({@code LAB_TOPIC}) is
   * taken as it is, and made with the lesson's count if it is missing.
   *
   * @param partitions how many partitions the lesson needs
   * @throws LabException if there is no broker, or the topic has another count or cannot be made
   */
  public static void ensure(LabConfig lab, String topic, int partitions) {
    Cluster.check(lab);
    int wanted = ALL.getOrDefault(topic, partitions);
    boolean created;
    int count;
    try (Admin admin = Admin.create(lab.adminSettings())) {
      created = create(admin, topic, wanted);
      // another broker may not know yet what was made just now
      count = partitions(admin, topic).orElse(wanted);
    } catch (AuthorizationException e) {
      throw Failure.refused("topic " + topic, e);
    }
    if (ALL.containsKey(topic) && count != wanted) {
      throw new LabException(LabException.WRONG_TOPIC, remedy(topic, count));
    }
    System.out.printf("%s: %s (%s%s) at %s%n", lab.program(), topic, partitions(count),
        created ? ", just created" : "", lab.bootstrapServers());
    BrokerWatch.start(lab, topic);
  }

  /** What to do about a topic of the lab that has another partition count than the lab's. */
  public static String remedy(String topic, int count) {
    return "topic " + topic + " has " + partitions(count) + ", the lesson needs " + ALL.get(topic)
        + ". Make it anew, its records are lost: scripts/lab topics --recreate " + topic
        + "; or use another topic: LAB_TOPIC=name.";
  }

  private static String partitions(int count) {
    return count + (count == 1 ? " partition" : " partitions");
  }

  /** How many partitions a topic has; empty if there is no such topic. */
  public static Optional<Integer> partitions(Admin admin, String topic) {
    try {
      return Optional.of(Cluster.partitions(admin, topic).size());
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes a topic with the cluster's own replication factor, unless it is there, and waits until it can be used.
   *
   * @return whether this call made it
   */
  public static boolean create(Admin admin, String topic, int partitions) {
    if (partitions(admin, topic).isPresent()) {
      return false;
    }
    boolean created = true;
    try {
      Cluster.get(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()))).all());
    } catch (TopicExistsException e) {
      created = false; // another program was quicker
    } catch (InvalidReplicationFactorException e) {
      throw new LabException(LabException.WRONG_TOPIC, "topic " + topic + " cannot be made: " + Failure.reason(e)
          + " (fewer brokers are running than the cluster's default.replication.factor)");
    }
    await(admin, topic, true);
    return created;
  }

  /** Deletes a topic with its records, and waits until it is gone. */
  public static void delete(Admin admin, String topic) {
    Cluster.get(admin.deleteTopics(List.of(topic)).all());
    await(admin, topic, false);
  }

  /** Where the next record of each partition goes: the records ever written, by partition. */
  public static Map<TopicPartition, Long> ends(Admin admin, String topic) {
    return Console.byPartition(Cluster.ends(admin, Cluster.partitions(admin, topic)));
  }

  /** The offsets that a group has committed for a topic; a partition without one is left out. */
  public static Map<TopicPartition, Long> committed(Admin admin, String group, String topic) {
    return Console.byPartition(Cluster.committed(admin, group, topic));
  }

  /**
   * A broker learns of a topic some milliseconds after the controller has made or deleted it. Where there are several
   * brokers each learns it by itself, and a look asks any of them: so several looks in a row must agree.
   */
  private static void await(Admin admin, String topic, boolean there) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CREATION_SECONDS);
    int agreed = 0;
    while (agreed < LOOKS) {
      agreed = partitions(admin, topic).isPresent() == there ? agreed + 1 : 0;
      if (System.nanoTime() > deadline) {
        throw new LabException(LabException.WRONG_TOPIC, "topic " + topic + (there ? " was made, but does not appear"
            : " was deleted, but does not go") + " within " + CREATION_SECONDS + " s.");
      }
      Thread.onSpinWait();
    }
  }
}
