package kafkalab.admin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kafkalab.cluster.Partitions;
import kafkalab.common.LabTopics;
import kafkalab.support.HostPort;
import kafkalab.support.Plural;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Topics as text.
 *
 * @param earliest the first offset of each partition that has a leader
 * @param ends where the next record of each of them goes
 * @param created the topics that were created just now
 */
record TopicTables(Map<TopicPartition, Long> earliest, Map<TopicPartition, Long> ends, Set<String> created) {

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
      table.row(name, topic.partitions().size(), replicas(topic), records(topic),
          notes.isEmpty() ? "" : notes.get(0));
      notes.stream().skip(1).forEach(note -> table.row("", "", "", "", note));
    });
    return table.lines();
  }

  /** A topic partition by partition. */
  List<String> details(TopicDescription topic) {
    List<String> lines = new ArrayList<>();
    lines.add(Table.cut(topic.name(), 30) + ": " + Plural.count(topic.partitions().size(), "partition")
        + ", " + Plural.count(replicas(topic), "replica") + ", " + Plural.count(records(topic), "record")
        + (created.contains(topic.name()) ? ", just created" : ""));
    Table table = new Table("  ", Table.figures("PARTITION"), Table.figures("LEADER"), Table.names("REPLICAS"),
        Table.names("IN SYNC"), Table.figures("EARLIEST"), Table.figures("END"), Table.texts(""));
    for (TopicPartitionInfo info : topic.partitions()) {
      TopicPartition partition = new TopicPartition(topic.name(), info.partition());
      table.row(info.partition(), Partitions.hasLeader(info) ? info.leader().id() : "none",
          ids(info.replicas()), ids(info.isr()), text(earliest.get(partition)), text(ends.get(partition)),
          isUnderReplicated(info) ? inSync(info) : "");
    }
    lines.addAll(table.lines());
    return lines;
  }

  /** Which broker an id is, where there are several. */
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

  /** The replica count of a topic whose partitions may differ in it: the least one. */
  private static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
  }

  /** The records that are there now; transaction markers and compacted records count, as they have offsets. */
  private long records(TopicDescription topic) {
    return topic.partitions().stream().map(partition -> new TopicPartition(topic.name(), partition.partition()))
        .filter(partition -> earliest.containsKey(partition) && ends.containsKey(partition))
        .mapToLong(partition -> Math.max(0, ends.get(partition) - earliest.get(partition))).sum();
  }

  private static boolean isUnderReplicated(TopicPartitionInfo partition) {
    return partition.isr().size() < partition.replicas().size();
  }

  private static String inSync(TopicPartitionInfo partition) {
    return "ISR " + partition.isr().size() + " of " + partition.replicas().size();
  }

  /** What is wrong with a topic's replicas: that of the partition that has the fewest in sync, and missing leaders. */
  private static List<String> problems(TopicDescription topic) {
    List<String> problems = new ArrayList<>();
    topic.partitions().stream().filter(TopicTables::isUnderReplicated)
        .min(Comparator.comparingInt(partition -> partition.isr().size())).map(TopicTables::inSync)
        .ifPresent(problems::add);
    long leaderless = topic.partitions().stream().filter(partition -> !Partitions.hasLeader(partition)).count();
    if (leaderless > 0) {
      problems.add("no leader: " + leaderless + " of " + topic.partitions().size());
    }
    return problems;
  }

  private static String ids(List<Node> nodes) {
    return nodes.stream().map(Node::id).sorted().map(Object::toString).collect(Collectors.joining(","));
  }

  private static String text(Long offset) {
    return offset == null ? "-" : offset.toString();
  }
}
