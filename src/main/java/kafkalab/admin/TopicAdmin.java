package kafkalab.admin;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import kafkalab.base.Suggestions;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.Offsets;
import kafkalab.cluster.Partitions;
import kafkalab.cluster.Topics;
import kafkalab.cluster.WindowsBrokerCheck;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.support.ErrorOutput;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Creates the lab's topics where they are missing, recreates them, and describes any topic of the cluster. */
public final class TopicAdmin {

  /** Another broker of the cluster learns of a topic or its end some milliseconds later. */
  static final long METADATA_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LabConfig lab;
  private final Admin admin;
  private final DeletionGuard guard;

  private TopicAdmin(LabConfig lab, Admin admin, DeletionGuard guard) {
    this.lab = lab;
    this.admin = admin;
    this.guard = guard;
  }

  /**
   * Creates what is missing, and prints what is there.
   *
   * @param named the topics to describe partition by partition; if there are none, a table of the lab's topics
   * @param recreated topics of the lab to be deleted with their records, and created again
   * @param guard what deleting them must pass
   * @return the exit code: not 0 if a topic of the lab has another partition count than the lab's, or if the answer
   *     was no
   * @throws LabException if a name is not a topic, or no broker can be reached
   */
  public static int run(LabConfig lab, List<String> named, List<String> recreated, DeletionGuard guard)
      throws InterruptedException, IOException {
    recreated.forEach(TopicAdmin::requireLabTopic);
    if (!recreated.isEmpty()) {
      guard.requireMeantCluster();
    }
    try (Admin admin = ClusterConnection.open(lab.cluster())) {
      return new TopicAdmin(lab, admin, guard).run(named, recreated);
    }
  }

  private static void requireLabTopic(String topic) {
    if (!LabTopics.ALL.containsKey(topic)) {
      throw new LabException(ExitCode.WRONG_SETTING, "--recreate " + topic + ": no topic of the lab. They are "
          + String.join(", ", LabTopics.ALL.keySet()) + ".");
    }
  }

  private int run(List<String> named, List<String> recreated) throws InterruptedException, IOException {
    requireExisting(named);
    if (!recreated.isEmpty() && !mayDelete(recreated)) {
      return ExitCode.FAILED;
    }
    Set<String> ours = new LinkedHashSet<>(named.isEmpty() ? LabTopics.ALL.keySet() : named);
    ours.retainAll(LabTopics.ALL.keySet());
    ours.addAll(recreated);
    Set<String> created = new TreeSet<>();
    Map<String, LabException> impossible = new LinkedHashMap<>();
    for (String topic : ours) {
      try {
        if (recreated.contains(topic) ? recreate(admin, topic)
            : ClusterConnection.answer(lab.cluster(),
                () -> Topics.create(admin, topic, LabTopics.ALL.get(topic)))) {
          created.add(topic);
        }
      } catch (LabException e) {
        impossible.put(topic, e); // the others are shown all the same
      }
    }
    Set<String> shown = named.isEmpty() ? ours : new LinkedHashSet<>(named);
    shown.removeAll(impossible.keySet());
    Map<String, TopicDescription> topics = describe(shown);
    TopicTables tables = new TopicTables(Offsets.knownBounds(admin, topics.values()), created);
    if (named.isEmpty()) {
      System.out.println("Topics at " + Table.cut(lab.bootstrapServers(), 60) + ":");
      tables.overview(topics).forEach(System.out::println);
    } else {
      topics.values().forEach(topic -> tables.details(topic).forEach(System.out::println));
      TopicTables.brokers(topics.values()).forEach(System.out::println);
    }
    int exitCode = reportWrongCounts(topics);
    for (LabException error : impossible.values()) {
      ErrorOutput.print(Failure.oneLine(error));
      exitCode = exitCode == 0 ? error.exitCode() : exitCode;
    }
    return exitCode;
  }

  /** Checked before anything is created: an unknown name is a typo. */
  private void requireExisting(List<String> topics) {
    Set<String> known = new TreeSet<>(LabTopics.ALL.keySet());
    if (!known.containsAll(topics)) {
      known.addAll(KafkaFutures.get(admin.listTopics().names()));
    }
    for (String topic : topics) {
      if (!known.contains(topic) && Partitions.topics(admin, List.of(topic)).isEmpty()) {
        throw new LabException(ExitCode.WRONG_SETTING, "no topic '" + topic + "' at " + lab.bootstrapServers()
            + "." + Suggestions.didYouMean(topic, known) + " The lab's own: scripts/lab topics");
      }
    }
  }

  /** Whether what is there of these topics may be deleted; if it is to be refused, that is an error. */
  private boolean mayDelete(List<String> recreated) throws InterruptedException, IOException {
    guard.requireMeantCluster(admin);
    requireDeletable(recreated);
    Map<String, TopicDescription> there = Partitions.topics(admin, recreated);
    if (there.isEmpty()) {
      return true;
    }
    TopicReaders readers = TopicReaders.of(admin, there.keySet(), group -> false);
    guard.requireNoMembers(readers);
    Offsets.Bounds bounds = Offsets.knownBounds(admin, there.values());
    Table table = new Table("  ", Table.names("TOPIC"), Table.figures("RECORDS"), Table.texts(""));
    there.keySet().stream().sorted()
        .forEach(topic -> table.row(topic, bounds.records(topic), "will be deleted and created again"));
    table.lines().forEach(System.out::println);
    readers.notes().forEach(System.out::println);
    if (!guard.isConfirmed()) {
      return false;
    }
    if (guard.asks()) { // meanwhile somebody may have started a consumer
      guard.requireNoMembers(TopicReaders.of(admin, there.keySet(), group -> false));
    }
    return true;
  }

  private void requireDeletable(List<String> topics) {
    if (WindowsBrokerCheck.isAmong(admin)) {
      throw new LabException(ExitCode.FAILED, "--recreate " + String.join(", ", topics) + " (option): deleting a"
          + " topic may crash a broker on Windows (KAFKA-1194). Nothing was changed. Stop the broker, and start it"
          + " with: scripts/lab broker --fresh");
    }
  }

  /**
   * Recreates a topic of the lab: its records are deleted, its offsets begin at 0.
   *
   * @return whether this call created it; false if another program was quicker
   */
  static boolean recreate(Admin admin, String topic) {
    if (Topics.partitionCount(admin, topic).isPresent()) {
      Topics.delete(admin, topic);
    }
    long deadline = System.nanoTime() + METADATA_DELAY_NANOS;
    boolean created;
    do {
      // false: somebody has created it, or a broker that was asked has not heard yet that it is gone
      created = Topics.create(admin, topic, LabTopics.ALL.get(topic));
    } while (!created && System.nanoTime() < deadline);
    return created;
  }

  /** The topics that are there, in the order of their names here. */
  private Map<String, TopicDescription> describe(Set<String> names) {
    long deadline = System.nanoTime() + METADATA_DELAY_NANOS;
    Map<String, TopicDescription> found;
    do {
      found = Partitions.topics(admin, names);
    } while (found.size() < names.size() && System.nanoTime() < deadline);
    List<String> order = List.copyOf(names);
    Map<String, TopicDescription> topics = new TreeMap<>(Comparator.comparingInt(order::indexOf));
    topics.putAll(found);
    return topics;
  }

  private static int reportWrongCounts(Map<String, TopicDescription> topics) {
    int exitCode = 0;
    for (TopicDescription topic : topics.values()) {
      int count = topic.partitions().size();
      if (count != LabTopics.ALL.getOrDefault(topic.name(), count)) {
        ErrorOutput.print("Error: " + LabTopics.remedy(topic.name(), count));
        exitCode = ExitCode.WRONG_TOPIC;
      }
    }
    return exitCode;
  }
}
