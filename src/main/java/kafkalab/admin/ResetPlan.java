package kafkalab.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import kafkalab.base.Plural;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.Offsets;
import kafkalab.cluster.Partitions;
import kafkalab.cluster.Topics;
import kafkalab.common.LabTopics;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What a reset will change on a cluster, determined before anything is changed; and the change itself. */
final class ResetPlan {

  private static final Pattern LESSON = Pattern.compile("consumer\\d\\d|consumer10-[a-z]+");

  private final Admin admin;
  private final boolean recordsOnly;
  private final Map<String, TopicDescription> topics;
  private final Offsets.Bounds bounds;
  private final TopicReaders readers;
  private final Leftovers leftovers;
  private final List<String> done = new ArrayList<>();
  private String failure;

  private ResetPlan(Admin admin, boolean recordsOnly, TopicReaders readers, Leftovers leftovers) {
    this.admin = admin;
    this.recordsOnly = recordsOnly;
    this.readers = readers;
    this.leftovers = leftovers;
    topics = Partitions.topics(admin, LabTopics.ALL.keySet());
    Map<String, TopicDescription> all = new HashMap<>(topics);
    all.putAll(leftovers.topics());
    bounds = Offsets.knownBounds(admin, all.values());
  }

  /**
   * Finds out what is to be reset: all of the lab's topics with their dead letters and results; of the consumer groups
   * those that have committed offsets for them or members that read them; and the groups of the student's lessons.
   *
   * @param student the student's id
   * @param recordsOnly whether to delete the topics' records instead of the topics
   * @throws LabException if a group does not stop to rebalance, so that nobody can tell what its members read; or if
   *     a topic cannot be kept, as it has another partition count than the lab's
   */
  static ResetPlan of(Admin admin, String student, boolean recordsOnly) throws InterruptedException {
    Set<String> read = new HashSet<>(LabTopics.ALL.keySet());
    read.addAll(Leftovers.topicNames());
    Predicate<String> isLessons = group -> isLessons(group, student);
    ResetPlan plan = new ResetPlan(admin, recordsOnly, TopicReaders.of(admin, read, isLessons),
        Leftovers.of(admin, isLessons));
    plan.requireLabCounts();
    return plan;
  }

  /** The group that a lesson takes by itself: the student's, whatever it has read. Other names prove nothing. */
  private static boolean isLessons(String group, String student) {
    return group.startsWith(student + "-") && LESSON.matcher(group.substring(student.length() + 1)).matches();
  }

  private void requireLabCounts() {
    topics.forEach((name, topic) -> {
      if (recordsOnly && topic.partitions().size() != LabTopics.ALL.get(name)) {
        throw new LabException(ExitCode.WRONG_TOPIC, "topic " + name + " has "
            + Plural.count(topic.partitions().size(), "partition") + " instead of " + LabTopics.ALL.get(name)
            + ", and deleting it may crash a broker on Windows (KAFKA-1194). Nothing was changed."
            + " Stop the broker, and start it with: scripts/lab broker --fresh");
      }
    });
  }

  /** Who must have stopped before. */
  TopicReaders readers() {
    return readers;
  }

  /** Whether another plan names the same topics and groups; record counts may differ. */
  boolean isSameAs(ResetPlan other) {
    return topics.keySet().equals(other.topics.keySet()) && ids().equals(other.ids())
        && leftovers.names().equals(other.leftovers.names());
  }

  private List<String> ids() {
    return readers.groups().stream().map(ConsumerGroup::id).toList();
  }

  /** What it will do, line by line. */
  List<String> lines() {
    Table table = new Table("  ", Table.names("TOPIC"), Table.figures("RECORDS"), Table.texts(""));
    for (String topic : LabTopics.ALL.keySet()) {
      if (!topics.containsKey(topic)) {
        table.row(topic, "-", "is missing: will be created");
      } else if (recordsOnly) {
        table.row(topic, bounds.records(topic), "records will be deleted, offsets go on");
      } else {
        table.row(topic, bounds.records(topic), "will be deleted and created again");
      }
    }
    leftovers.topics().keySet().forEach(topic -> table.row(topic, bounds.records(topic),
        recordsOnly ? "records will be deleted, offsets go on" : "will be deleted"));
    List<String> lines = new ArrayList<>(table.lines());
    if (recordsOnly) {
      lines.add("  (Deleting a topic may crash a broker on Windows: KAFKA-1194. So offsets");
      lines.add("  do not begin at 0 again.)");
    }
    if (readers.groups().isEmpty()) {
      lines.add("  No consumer group to delete.");
    } else {
      Table deleted = new Table("  ", Table.names("CONSUMER GROUP"), Table.texts(""));
      ids().forEach(id -> deleted.row(id, "will be deleted with its offsets"));
      lines.addAll(deleted.lines());
    }
    if (!leftovers.shareGroups().isEmpty()) {
      Table deleted = new Table("  ", Table.names("SHARE GROUP"), Table.texts(""));
      leftovers.shareGroups().forEach(id -> deleted.row(id, "will be deleted"));
      lines.addAll(deleted.lines());
    }
    lines.addAll(readers.notes());
    return lines;
  }

  /**
   * Does it: the groups first, as the cluster refuses to delete one that has got a member, then topic by topic. With
   * the first failure it stops.
   *
   * @return why it did not succeed; null if it did
   */
  String carryOut() {
    deleteGroups();
    for (String topic : LabTopics.ALL.keySet()) {
      if (failure == null) {
        reset(topic, () -> resetLabTopic(topic));
      }
    }
    for (String topic : leftovers.topics().keySet()) {
      if (failure == null) {
        reset(topic, () -> delete(topic));
      }
    }
    return failure;
  }

  private void deleteGroups() {
    if (!readers.groups().isEmpty()) {
      await(admin.deleteConsumerGroups(ids()).deletedGroups(), "consumer group ");
    }
    await(leftovers.deleteShareGroups(admin), "share group ");
  }

  private void await(Map<String, KafkaFuture<Void>> deleted, String what) {
    new LinkedHashMap<>(deleted).forEach((id, answer) -> {
      try {
        KafkaFutures.get(answer);
        done.add(id);
      } catch (GroupIdNotFoundException e) {
        done.add(id); // another program was quicker
      } catch (KafkaException e) {
        failure = what + id + ": " + Failure.reason(e);
      }
    });
  }

  private void reset(String topic, Runnable change) {
    try {
      change.run();
      done.add(topic);
    } catch (KafkaException | LabException e) {
      failure = "topic " + topic + ": " + (e instanceof LabException ? e.getMessage() : Failure.reason(e));
    }
  }

  private void resetLabTopic(String topic) {
    if (!topics.containsKey(topic)) {
      Topics.create(admin, topic, LabTopics.ALL.get(topic));
    } else if (recordsOnly) {
      deleteRecords(topics.get(topic));
    } else {
      TopicAdmin.recreate(admin, topic);
    }
  }

  /** The lesson creates it again. */
  private void delete(String topic) {
    if (recordsOnly) {
      deleteRecords(leftovers.topics().get(topic));
    } else {
      KafkaFutures.get(admin.deleteTopics(List.of(topic)).all());
    }
  }

  private void deleteRecords(TopicDescription topic) {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    topic.partitions().forEach(partition -> all.put(new TopicPartition(topic.name(), partition.partition()),
        RecordsToDelete.beforeOffset(-1))); // -1: up to the end
    KafkaFutures.get(admin.deleteRecords(all).all());
  }

  /** What was done and what was not, line by line, after a failure. */
  List<String> outcome() {
    List<String> lines = new ArrayList<>();
    List<String> all = new ArrayList<>(ids());
    all.addAll(LabTopics.ALL.keySet());
    all.addAll(leftovers.names());
    Table table = new Table("  ", Table.names("GROUP OR TOPIC"), Table.texts(""));
    all.forEach(name -> table.row(name, done.contains(name) ? "done" : "NOT DONE"));
    lines.addAll(table.lines());
    return lines;
  }

  /** The result, after success. */
  String summary() {
    List<String> further = new ArrayList<>();
    if (!leftovers.shareGroups().isEmpty()) {
      further.add(Plural.count(leftovers.shareGroups().size(), "share group"));
    }
    if (!leftovers.topics().isEmpty() && !recordsOnly) {
      further.add(Plural.count(leftovers.topics().size(), "further topic"));
    }
    return "Done: " + LabTopics.ALL.size() + " topics are empty"
        + (recordsOnly ? "" : " and begin at offset 0") + ", "
        + Plural.count(readers.groups().size(), "consumer group") + " deleted."
        + (further.isEmpty() ? "" : "\nDeleted, too: " + String.join(", ", further) + ".");
  }
}
