package kafkalab.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final Pattern LESSON = Pattern.compile("consumer\\d\\d");

  private final Admin admin;
  private final boolean recordsOnly;
  private final Map<String, TopicDescription> topics;
  private final Offsets.Bounds bounds;
  private final TopicReaders readers;
  private final List<String> done = new ArrayList<>();
  private String failure;

  private ResetPlan(Admin admin, boolean recordsOnly, TopicReaders readers) {
    this.admin = admin;
    this.recordsOnly = recordsOnly;
    this.readers = readers;
    topics = Partitions.topics(admin, LabTopics.ALL.keySet());
    bounds = Offsets.knownBounds(admin, topics.values());
  }

  /**
   * Finds out what is to be reset: all of the lab's topics, and of the consumer groups those that have committed
   * offsets for them or members that read them, and those of the student's lessons.
   *
   * @param student the student's id
   * @param recordsOnly whether to delete the topics' records instead of the topics
   * @throws LabException if a group does not stop to rebalance, so that nobody can tell what its members read; or if
   *     a topic cannot be kept, as it has another partition count than the lab's
   */
  static ResetPlan of(Admin admin, String student, boolean recordsOnly) throws InterruptedException {
    ResetPlan plan = new ResetPlan(admin, recordsOnly, TopicReaders.of(admin, LabTopics.ALL.keySet(),
        group -> isLessons(group.id(), student)));
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
    return topics.keySet().equals(other.topics.keySet()) && ids().equals(other.ids());
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
        reset(topic);
      }
    }
    return failure;
  }

  private void deleteGroups() {
    if (readers.groups().isEmpty()) {
      return;
    }
    Map<String, KafkaFuture<Void>> deleted = new LinkedHashMap<>(
        admin.deleteConsumerGroups(ids()).deletedGroups());
    deleted.forEach((id, answer) -> {
      try {
        KafkaFutures.get(answer);
        done.add(id);
      } catch (GroupIdNotFoundException e) {
        done.add(id); // another program was quicker
      } catch (KafkaException e) {
        failure = "consumer group " + id + ": " + Failure.reason(e);
      }
    });
  }

  private void reset(String topic) {
    boolean there = topics.containsKey(topic);
    try {
      if (there && recordsOnly) {
        deleteRecords(topic);
      } else if (there) {
        TopicAdmin.recreate(admin, topic);
      } else {
        Topics.create(admin, topic, LabTopics.ALL.get(topic));
      }
      done.add(topic);
    } catch (KafkaException | LabException e) {
      failure = "topic " + topic + ": " + (e instanceof LabException ? e.getMessage() : Failure.reason(e));
    }
  }

  private void deleteRecords(String topic) {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int i = 0; i < LabTopics.ALL.get(topic); i++) {
      all.put(new TopicPartition(topic, i), RecordsToDelete.beforeOffset(-1)); // -1: up to the end
    }
    KafkaFutures.get(admin.deleteRecords(all).all());
  }

  /** What was done and what was not, line by line, after a failure. */
  List<String> outcome() {
    List<String> lines = new ArrayList<>();
    List<String> all = new ArrayList<>(ids());
    all.addAll(LabTopics.ALL.keySet());
    Table table = new Table("  ", Table.names("GROUP OR TOPIC"), Table.texts(""));
    all.forEach(name -> table.row(name, done.contains(name) ? "done" : "NOT DONE"));
    lines.addAll(table.lines());
    return lines;
  }

  /** The result, in one sentence, after success. */
  String summary() {
    return "Done: " + LabTopics.ALL.size() + " topics are empty"
        + (recordsOnly ? "" : " and begin at offset 0") + ", "
        + Plural.count(readers.groups().size(), "consumer group") + " deleted.";
  }
}
