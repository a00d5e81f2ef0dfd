package kafkalab.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kafkalab.base.HostPort;
import kafkalab.base.Plural;
import kafkalab.cluster.Offsets;
import kafkalab.cluster.Partitions;
import kafkalab.common.LabTopics;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Topics as text.
 *
 * @param bounds where the topics' partitions begin and end
 * @param created the topics that were created just now
 */
record TopicTables(Offsets.Bounds bounds, Set<String> created) {

  /** A line for each topic of the lab. */
  List<String> overview(Map<String, TopicDescription> topics) {
    Table table = new Table("  ", Table.texts("TOPIC"), Table.figures("PARTITIONS"), Table.figures("REPLICAS"),
        Table.figures("RECORDS"), Table.texts(""));
    topics.forEach((name, topic) -> {
      List<String> notes = new ArrayList<>();
      if (created.contains(name)) {
        notes.add("just created");
      }
      if (topic.partitions().size() != LabTopics.ALL.get(name)) {
        notes.add("needs " + Plural.count(LabTopics.ALL.get(name), "partition"));
      }
      notes.addAll(problems(topic));
      table.row(name, topic.partitions().size(), Partitions.replicas(topic), bounds.records(topic.name()),
          notes.isEmpty() ? "" : notes.get(0));
      notes.stream().skip(1).forEach(note -> table.row("", "", "", "", note));
    });
    return table.lines();
  }

  /** A topic partition by partition. */
  List<String> details(TopicDescription topic) {
    List<String> lines = new ArrayList<>();
    lines.add(Table.cut(topic.name(), 30) + ": " + Plural.count(topic.partitions().size(), "partition")
        + ", " + Plural.count(Partitions.replicas(topic), "replica")
        + ", " + Plural.count(bounds.records(topic.name()), "record")
        + (created.contains(topic.name()) ? ", just created" : ""));
    Table table = new Table("  ", Table.figures("PARTITION"), Table.figures("LEADER"), Table.names("REPLICAS"),
        Table.names("IN SYNC"), Table.figures("EARLIEST"), Table.figures("END"), Table.texts(""));
    for (TopicPartitionInfo info : topic.partitions()) {
      TopicPartition partition = new TopicPartition(topic.name(), info.partition());
      table.row(info.partition(), Partitions.hasLeader(info) ? info.leader().id() : "none",
          Partitions.ids(info.replicas()), Partitions.ids(info.isr()),
          text(bounds.earliest().get(partition)), text(bounds.end().get(partition)),
          Partitions.isUnderReplicated(info) ? inSync(info) : "");
    }
    lines.addAll(table.lines());
    return lines;
  }

  /** The brokers' ids with their addresses, where there are several. */
  static List<String> brokers(Collection<TopicDescription> topics) {
    Map<Integer, String> brokers = new TreeMap<>();
    topics.forEach(topic -> topic.partitions().forEach(partition -> partition.replicas()
        .forEach(node -> brokers.put(node.id(), address(node)))));
    if (brokers.size() <= 1) {
      return List.of();
    }
    Table table = new Table("  ", Table.figures("BROKER"), Table.names("ADDRESS"));
    brokers.forEach(table::row);
    return table.lines();
  }

  /** A replica's broker that is not running has no address. */
  private static String address(Node node) {
    return node.host().isEmpty() ? "not running" : HostPort.of(node).toString();
  }

  private static String inSync(TopicPartitionInfo partition) {
    return "ISR " + partition.isr().size() + " of " + partition.replicas().size();
  }

  /** What is wrong with a topic's replicas: that of the partition that has the fewest in sync, and missing leaders. */
  private static List<String> problems(TopicDescription topic) {
    List<String> problems = new ArrayList<>();
    topic.partitions().stream().filter(Partitions::isUnderReplicated)
        .min(Comparator.comparingInt(partition -> partition.isr().size())).map(TopicTables::inSync)
        .ifPresent(problems::add);
    long leaderless = topic.partitions().stream().filter(partition -> !Partitions.hasLeader(partition)).count();
    if (leaderless > 0) {
      problems.add("no leader: " + leaderless + " of " + topic.partitions().size());
    }
    return problems;
  }

  private static String text(Long offset) {
    return offset == null ? "-" : offset.toString();
  }
}
