package kafkalab.common;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import kafkalab.cluster.BrokerWatch;
import kafkalab.cluster.Cluster;
import kafkalab.cluster.Topics;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.Plural;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

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
    Cluster.check(lab.cluster());
    int wanted = ALL.getOrDefault(topic, partitions);
    boolean created;
    int count;
    try (Admin admin = lab.cluster().admin()) {
      created = Topics.create(admin, topic, wanted);
      // another broker may not know yet what was made just now
      count = Topics.partitions(admin, topic).orElse(wanted);
    } catch (AuthorizationException e) {
      throw Failure.refused("topic " + topic, e);
    }
    if (ALL.containsKey(topic) && count != wanted) {
      throw new LabException(LabException.WRONG_TOPIC, remedy(topic, count));
    }
    System.out.printf(Locale.ROOT, "%s: %s (%s%s) at %s%n", lab.program(), topic, Plural.count(count, "partition"),
        created ? ", just created" : "", lab.bootstrapServers());
    BrokerWatch.start(lab.cluster(), topic);
  }

  /** What to do about a topic of the lab that has another partition count than the lab's. */
  public static String remedy(String topic, int count) {
    return "topic " + topic + " has " + Plural.count(count, "partition") + ", the lesson needs " + ALL.get(topic)
        + ". Recreate it (this deletes its records): scripts/lab topics --recreate " + topic
        + "; or use another topic: LAB_TOPIC=name.";
  }

  /** Where the next record of each partition goes: the records ever written, by partition. */
  public static Map<TopicPartition, Long> ends(Admin admin, String topic) {
    return Console.byPartition(Cluster.ends(admin, Cluster.partitions(admin, topic)));
  }

  /** The offsets that a group has committed for a topic; a partition without one is left out. */
  public static Map<TopicPartition, Long> committed(Admin admin, String group, String topic) {
    return Console.byPartition(Cluster.committed(admin, group, topic));
  }
}
