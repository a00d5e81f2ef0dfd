package kafkalab.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafkalab.admin.TopicRecreation;
import kafkalab.cluster.Cluster;
import kafkalab.cluster.Partitions;
import kafkalab.cluster.Topics;
import kafkalab.cluster.WindowsBroker;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.support.ErrorOutput;
import kafkalab.support.HostPort;
import kafkalab.support.LabException;
import kafkalab.support.Plural;
import kafkalab.support.Suggestions;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The lab's topics on the configured cluster, and any other topic partition by partition. */
@Command(name = "topics", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Creates the lab's topics where they are missing, and describes them.",
    footer = {"", "Examples:",
        "  scripts/lab topics                        all topics of the lab",
        "  scripts/lab topics ak03.fourpartition     partition by partition",
        "  scripts/lab topics --recreate ak03.json   make it anew, empty"})
final class TopicsCommand implements Callable<Integer> {

  /** Another broker of the cluster learns of a topic or its end some milliseconds later. */
  private static final long HEARSAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  @Parameters(paramLabel = "TOPIC", arity = "0..*", completionCandidates = Names.class,
      description = "Describe this topic partition by partition; any topic of the cluster.")
  private List<String> named = new ArrayList<>();

  @Option(names = "--recreate", paramLabel = "TOPIC", completionCandidates = Names.class,
      description = "Delete this topic of the lab with its records, and make it anew.")
  private List<String> recreate = new ArrayList<>();

  private Admin admin;

  /** The lab's topics, for the shell to complete. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return LabTopics.ALL.keySet().iterator();
    }
  }

  @Override
  public Integer call() {
    LabConfig lab = LabConfig.load(TopicsCommand.class);
    for (String topic : recreate) {
      if (!LabTopics.ALL.containsKey(topic)) {
        throw new LabException(LabException.WRONG_SETTING, "--recreate " + topic + ": no topic of the lab. They are "
            + String.join(", ", LabTopics.ALL.keySet()) + ".");
      }
    }
    Cluster.check(lab.cluster());
    try (Admin asked = lab.cluster().admin()) {
      admin = asked;
      refuseUnknown(lab);
      refuseToDelete();
      Set<String> ours = new LinkedHashSet<>(named.isEmpty() ? LabTopics.ALL.keySet() : named);
      ours.retainAll(LabTopics.ALL.keySet());
      ours.addAll(recreate);
      List<String> created = new ArrayList<>();
      for (String topic : ours) {
        if (recreate.contains(topic) ? TopicRecreation.recreate(admin, topic) : create(topic)) {
          created.add(topic);
        }
      }
      Map<String, TopicDescription> topics = describe(named.isEmpty() ? ours : new LinkedHashSet<>(named));
      Map<TopicPartition, Long> earliest = Partitions.offsets(admin, topics.values(), OffsetSpec.earliest());
      Map<TopicPartition, Long> ends = Partitions.offsets(admin, topics.values(), OffsetSpec.latest());
      if (named.isEmpty()) {
        System.out.println("Topics at " + Table.cut(lab.bootstrapServers(), 60) + ":");
        overview(topics, earliest, ends, created).lines().forEach(System.out::println);
      } else {
        topics.values().forEach(topic -> details(topic, earliest, ends, created.contains(topic.name()))
            .forEach(System.out::println));
        brokers(topics.values()).forEach(System.out::println);
      }
      return complain(topics);
    }
  }

  /** Before anything is made: a wrong name is a typing error. */
  private void refuseUnknown(LabConfig lab) {
    Set<String> known = new TreeSet<>(LabTopics.ALL.keySet());
    if (!known.containsAll(named)) {
      known.addAll(Cluster.get(admin.listTopics().names()));
    }
    for (String topic : named) {
      if (!known.contains(topic) && Partitions.topics(admin, List.of(topic)).isEmpty()) {
        throw new LabException(LabException.WRONG_SETTING, "no topic '" + topic + "' at " + lab.bootstrapServers()
            + "." + Suggestions.hint(topic, known) + " The lab's own: scripts/lab topics");
      }
    }
  }

  private void refuseToDelete() {
    if (!recreate.isEmpty() && WindowsBroker.isAmong(admin)) {
      throw new LabException(LabException.FAILED, "--recreate " + String.join(", ", recreate) + " (option): deleting a"
          + " topic may crash a broker on Windows (KAFKA-1194). Nothing was changed. Stop the broker, and start it"
          + " with: scripts/lab broker --fresh");
    }
  }

  private boolean create(String topic) {
    return Topics.create(admin, topic, LabTopics.ALL.get(topic));
  }

  /** Topics that are there, in the order of their names here. */
  private Map<String, TopicDescription> describe(Set<String> names) {
    long deadline = System.nanoTime() + HEARSAY_NANOS;
    Map<String, TopicDescription> found;
    do {
      found = Partitions.topics(admin, names);
    } while (found.size() < names.size() && System.nanoTime() < deadline);
    List<String> order = List.copyOf(names);
    Map<String, TopicDescription> topics = new TreeMap<>(Comparator.comparingInt(order::indexOf));
    topics.putAll(found);
    return topics;
  }

  /** A line for each topic of the lab. */
  static Table overview(Map<String, TopicDescription> topics, Map<TopicPartition, Long> earliest,
      Map<TopicPartition, Long> ends, List<String> created) {
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
      notes.addAll(ailments(topic));
      table.row(name, topic.partitions().size(), replicas(topic), records(topic, earliest, ends),
          notes.isEmpty() ? "" : notes.get(0));
      notes.stream().skip(1).forEach(note -> table.row("", "", "", "", note));
    });
    return table;
  }

  /** A topic partition by partition. */
  static List<String> details(TopicDescription topic, Map<TopicPartition, Long> earliest,
      Map<TopicPartition, Long> ends, boolean created) {
    List<String> lines = new ArrayList<>();
    lines.add(Table.cut(topic.name(), 30) + ": " + Plural.count(topic.partitions().size(), "partition")
        + ", " + Plural.count(replicas(topic), "replica") + ", "
        + Plural.count(records(topic, earliest, ends), "record")
        + (created ? ", just created" : ""));
    Table table = new Table("  ", Table.figures("PARTITION"), Table.figures("LEADER"), Table.names("REPLICAS"),
        Table.names("IN SYNC"), Table.figures("EARLIEST"), Table.figures("END"), Table.texts(""));
    for (TopicPartitionInfo partition : topic.partitions()) {
      TopicPartition place = new TopicPartition(topic.name(), partition.partition());
      table.row(partition.partition(), Partitions.hasLeader(partition) ? partition.leader().id() : "none",
          ids(partition.replicas()), ids(partition.isr()), text(earliest.get(place)), text(ends.get(place)),
          isUnderReplicated(partition) ? inSync(partition) : "");
    }
    lines.addAll(table.lines());
    return lines;
  }

  /** Which broker an id is, where there are several. */
  static List<String> brokers(Collection<TopicDescription> topics) {
    Map<Integer, String> brokers = new TreeMap<>();
    topics.forEach(topic -> topic.partitions().forEach(partition -> partition.replicas().stream()
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
  private static long records(TopicDescription topic, Map<TopicPartition, Long> earliest,
      Map<TopicPartition, Long> ends) {
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
  private static List<String> ailments(TopicDescription topic) {
    List<String> ailments = new ArrayList<>();
    topic.partitions().stream().filter(TopicsCommand::isUnderReplicated)
        .min(Comparator.comparingInt(partition -> partition.isr().size())).map(TopicsCommand::inSync)
        .ifPresent(ailments::add);
    long leaderless = topic.partitions().stream().filter(partition -> !Partitions.hasLeader(partition)).count();
    if (leaderless > 0) {
      ailments.add("no leader: " + leaderless + " of " + topic.partitions().size());
    }
    return ailments;
  }

  private static String ids(List<Node> nodes) {
    return nodes.stream().map(Node::id).sorted().map(Object::toString).collect(Collectors.joining(","));
  }

  private static String text(Long offset) {
    return offset == null ? "-" : offset.toString();
  }

  private static int complain(Map<String, TopicDescription> topics) {
    int exitCode = 0;
    for (TopicDescription topic : topics.values()) {
      int count = topic.partitions().size();
      if (count != LabTopics.ALL.getOrDefault(topic.name(), count)) {
        ErrorOutput.print("Error: " + LabTopics.remedy(topic.name(), count));
        exitCode = LabException.WRONG_TOPIC;
      }
    }
    return exitCode;
  }
}
