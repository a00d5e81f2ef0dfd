package kafkalab.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kafkalab.base.Plural;
import kafkalab.cluster.Partitions;
import kafkalab.cluster.Topics;
import kafkalab.common.LabTopics;
import kafkalab.support.ExitCode;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The checks of {@code lab doctor} of topics: the lab's own, and those that Kafka's groups and transactions need. */
final class TopicChecks {

  /** Kafka's internal topics that the lessons need, each with the broker setting of its replicas, and who needs it. */
  private record Internal(String topic, String setting, String what, String needed) {}

  private static final List<Internal> INTERNAL = List.of(
      new Internal("__consumer_offsets", "offsets.topic.replication.factor", "offsets",
          "consumer groups and their commits"),
      new Internal("__transaction_state", "transaction.state.log.replication.factor", "transactions",
          "transactions"));

  private TopicChecks() {}

  static Finding topics(CheckedCluster cluster) {
    List<String> wrong = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    List<TopicDescription> there = LabTopics.ALL.keySet().stream()
        .flatMap(name -> cluster.topic(name).stream()).toList();
    for (TopicDescription topic : there) {
      int count = topic.partitions().size();
      int wanted = LabTopics.ALL.get(topic.name());
      if (count != wanted) {
        wrong.add(topic.name() + " has " + Plural.count(count, "partition") + " instead of " + wanted);
        remedies.add("Recreate it (this deletes its records): "
            + LineWrap.command("scripts/lab topics --recreate " + topic.name()));
      }
    }
    if (!wrong.isEmpty()) {
      return Finding.fail(ExitCode.WRONG_TOPIC, String.join("; ", wrong), remedies.toArray(String[]::new));
    }
    boolean missing = there.size() < LabTopics.ALL.size();
    if (missing) {
      Optional<Finding> collision = collision(cluster, there);
      if (collision.isPresent()) {
        return collision.get();
      }
      Optional<Finding> impossible = tooManyReplicas(cluster, "default.replication.factor",
          "the lab's topics cannot be created", ExitCode.WRONG_TOPIC);
      if (impossible.isPresent()) {
        return impossible.get();
      }
    }
    String figure = there.size() + " of " + LabTopics.ALL.size() + " there"
        + (missing ? "; the lessons create the others" : ", each with the right partitions");
    return there.stream().map(TopicChecks::replication).flatMap(Optional::stream).findFirst()
        .orElseGet(() -> Finding.ok(figure));
  }

  /** A topic of the lab that is missing, and cannot be made beside another one. */
  private static Optional<Finding> collision(CheckedCluster cluster, List<TopicDescription> there) {
    Set<String> names = cluster.topicNames();
    List<String> found = there.stream().map(TopicDescription::name).toList();
    return LabTopics.ALL.keySet().stream().filter(topic -> !found.contains(topic))
        .flatMap(topic -> Topics.colliding(topic, names).map(other -> Finding.fail(ExitCode.WRONG_TOPIC,
            topic + " cannot be created: it collides with topic " + other + ", as Kafka takes a dot and an"
                + " underscore for the same",
            "Delete " + other + ", or give the lessons another topic: LAB_TOPIC=name"))
            .stream())
        .findFirst();
  }

  static Finding internalTopics(CheckedCluster cluster) {
    List<String> figures = new ArrayList<>();
    for (Internal internal : INTERNAL) {
      Optional<TopicDescription> topic = cluster.topic(internal.topic);
      Optional<Finding> wrong = topic.isPresent() ? tooFewInSync(cluster, topic.get(), internal)
          : tooManyReplicas(cluster, internal.setting, internal.needed + " hang", ExitCode.FAILED);
      if (wrong.isPresent()) {
        return wrong.get();
      }
      figures.add(internal.what + ": " + topic.map(found -> Plural.count(Partitions.replicas(found), "replica"))
          .orElse("not created yet"));
    }
    return Finding.ok(String.join("; ", figures));
  }

  /** A topic that is not there yet, and that so few brokers cannot create. */
  private static Optional<Finding> tooManyReplicas(CheckedCluster cluster, String setting, String consequence,
      int exitCode) {
    int brokers = cluster.nodes().size();
    return cluster.number(setting).filter(replicas -> replicas > brokers).map(replicas -> Finding.fail(exitCode,
        setting + "=" + replicas + " with " + Plural.count(brokers, "broker") + ": " + consequence,
        "Set " + setting + "=" + brokers + " on the brokers, as scripts/lab broker does, or start more of them."));
  }

  private static Optional<Finding> tooFewInSync(CheckedCluster cluster, TopicDescription topic, Internal internal) {
    int least = Integer.parseInt(cluster.config(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
        .get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
    return inSync(topic, least, internal.needed);
  }

  /**
   * What is wrong with an internal topic's replicas, if anything.
   *
   * @param least its min.insync.replicas; the broker asks for no more than there are replicas
   * @param needed what hangs if too few are in sync
   */
  static Optional<Finding> inSync(TopicDescription topic, int least, String needed) {
    boolean tooFew = topic.partitions().stream()
        .anyMatch(partition -> partition.isr().size() < Math.min(least, partition.replicas().size()));
    return tooFew ? Optional.of(Finding.fail(ExitCode.FAILED, topic.name() + " has fewer replicas in sync than its"
        + " min.insync.replicas=" + least + ": " + needed + " hang", "Start the brokers that are missing."))
        : replication(topic);
  }

  /** What is wrong with a topic's replicas, if anything. */
  static Optional<Finding> replication(TopicDescription topic) {
    for (TopicPartitionInfo partition : topic.partitions()) {
      String name = topic.name() + "-" + partition.partition();
      if (!Partitions.hasLeader(partition)) {
        return Optional.of(Finding.fail(ExitCode.FAILED, name + " has no leader: nobody can read or write it",
            "Start the brokers that are missing."));
      }
      if (Partitions.isUnderReplicated(partition)) {
        return Optional.of(Finding.warn(name + " has " + partition.isr().size() + " of " + partition.replicas().size()
            + " replicas in sync", "Start the brokers that are missing, or wait until they have caught up."));
      }
    }
    return Optional.empty();
  }
}
