package kafkalab.common;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kafkalab.base.Plural;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.Topics;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.watch.BrokerWatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthorizationException;

/** The topics of the lab, and the check that a program's topic is there before it begins. */
public final class LabTopics {

  /**
   * The topics of the slides' lessons, and one to try things on, with their partition counts; the one that the group
   * lessons share comes first.
   */
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

  /** A topic's partition count, and whether it was not there before. */
  private record Found(int count, boolean created) {}

  private LabTopics() {}

  /**
   * Finds the cluster, creates the topic if it is missing, and prints the program's first line.
   *
   * <p>A topic of the lab must have the lab's partition count; one of the user's own ({@code LAB_TOPIC}) is
   * taken as it is, and created with the lesson's count if it is missing.
   *
   * @param partitions how many partitions the lesson needs
   * @throws LabException if there is no broker, or the topic has another count or cannot be created
   */
  public static void ensure(LabConfig lab, String topic, int partitions) {
    Admin admin = lab.admin();
    int wanted = ALL.getOrDefault(topic, partitions);
    Found found;
    try {
      found = ClusterConnection.answer(lab.cluster(), () -> findOrCreate(admin, topic, wanted));
    } catch (AuthorizationException e) {
      throw Failure.refused("topic " + topic, e);
    }
    if (ALL.containsKey(topic) && found.count != wanted) {
      throw new LabException(ExitCode.WRONG_TOPIC, remedy(topic, found.count));
    }
    System.out.printf(Locale.ROOT, "%s: %s (%s%s) at %s%n", lab.program(), topic, Plural.count(found.count, "partition"),
        found.created ? ", just created" : "", lab.bootstrapServers());
    BrokerWatch.start(lab.cluster(), admin, topic);
  }

  private static Found findOrCreate(Admin admin, String topic, int wanted) {
    Optional<Integer> there = Topics.partitionCount(admin, topic);
    boolean created = there.isEmpty() && Topics.create(admin, topic, wanted);
    // another broker may not know yet what was created just now
    return new Found(there.or(() -> Topics.partitionCount(admin, topic)).orElse(wanted), created);
  }

  /** What to do about a topic of the lab that has another partition count than the lab's. */
  public static String remedy(String topic, int count) {
    return "topic " + topic + " has " + Plural.count(count, "partition") + ", the lesson needs " + ALL.get(topic)
        + ". Recreate it (this deletes its records): scripts/lab topics --recreate " + topic
        + "; or use another topic: LAB_TOPIC=name.";
  }
}
