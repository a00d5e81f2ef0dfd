package kafkalab.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafkalab.support.HostPort;
import kafkalab.support.Plural;
import kafkalab.terminal.Table;
import kafkalab.terminal.Text;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * A consumer group as the cluster shows it at one moment.
 *
 * @param description its state, coordinator and members
 * @param committed what it has committed
 * @param ends where the next record goes, for all partitions of the topics that it commits for or reads
 */
public record GroupView(ConsumerGroupDescription description, Map<TopicPartition, Long> committed,
    Map<TopicPartition, Long> ends) {

  private static final Set<GroupState> REBALANCING = EnumSet.of(GroupState.PREPARING_REBALANCE,
      GroupState.COMPLETING_REBALANCE, GroupState.ASSIGNING, GroupState.RECONCILING);
  private static final String IN_BETWEEN = "(rebalancing)";
  /** A member's id is its client's id and one of these, or one of these in another spelling (KIP-848). */
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
  private static final int TAG = 4;

  /** The ids of all consumer groups, of the classic and of the consumer protocol (KIP-848), in order. */
  public static List<String> all(Admin admin) {
    return Cluster.get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()).stream()
        .map(GroupListing::groupId).sorted().toList();
  }

  /** The groups of these ids, in order; those that have gone in the meantime are left out. */
  public static List<GroupView> of(Admin admin, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, ConsumerGroupDescription> descriptions = new TreeMap<>();
    Map<String, KafkaFuture<ConsumerGroupDescription>> described = admin.describeConsumerGroups(ids).describedGroups();
    ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(
        ids.stream().distinct().collect(Collectors.toMap(id -> id, id -> new ListConsumerGroupOffsetsSpec())));
    Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
    described.forEach((id, description) -> {
      try {
        committed.put(id, committed(offsets.partitionsToOffsetAndMetadata(id)));
        descriptions.put(id, Cluster.get(description));
      } catch (GroupIdNotFoundException e) {
        // gone
      }
    });
    descriptions.values().removeIf(description -> description.groupState() == GroupState.DEAD);
    Set<String> topics = new TreeSet<>();
    descriptions.forEach((id, description) -> topics.addAll(topics(description, committed.get(id))));
    // after the committed offsets: an end is never behind what is committed
    Map<String, TopicDescription> existing = topics.isEmpty() ? Map.of() : Partitions.topics(admin, topics);
    Map<TopicPartition, Long> ends = Partitions.offsets(admin, existing.values(), OffsetSpec.latest());
    return descriptions.values().stream()
        .map(group -> new GroupView(group, committed.get(group.groupId()), ends)).toList();
  }

  private static Map<TopicPartition, Long> committed(KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Cluster.get(answer).forEach((partition, offset) -> {
      if (offset != null) {
        committed.put(partition, offset.offset());
      }
    });
    return committed;
  }

  /** The topics that the group commits for or reads. */
  public Set<String> topics() {
    return topics(description, committed);
  }

  private static Set<String> topics(ConsumerGroupDescription description, Map<TopicPartition, Long> committed) {
    Set<String> topics = new TreeSet<>();
    committed.keySet().forEach(partition -> topics.add(partition.topic()));
    for (MemberDescription member : description.members()) {
      member.assignment().topicPartitions().forEach(partition -> topics.add(partition.topic()));
      member.targetAssignment().ifPresent(target -> target.topicPartitions()
          .forEach(partition -> topics.add(partition.topic())));
    }
    return topics;
  }

  public String id() {
    return description.groupId();
  }

  /** Whether its members do not have yet what they are to have. */
  public boolean isRebalancing() {
    return REBALANCING.contains(description.groupState());
  }

  /** Its members, in the order of their client ids. */
  public List<MemberDescription> members() {
    return description.members().stream()
        .sorted(Comparator.comparing(MemberDescription::clientId).thenComparing(MemberDescription::consumerId))
        .toList();
  }

  /**
   * A member by its client's id, and a number sign with the first characters of what makes its member id unique where
   * this does not say which one it is: Kafka gives each JVM's first consumer the client id
   * {@code consumer-<group>-1}.
   */
  public String name(MemberDescription member) {
    String client = member.clientId();
    boolean own = !client.matches("consumer-" + Pattern.quote(id()) + "-\\d+")
        && description.members().stream().filter(other -> other.clientId().equals(client)).count() == 1;
    Matcher uuid = UUID.matcher(member.consumerId());
    String unique = uuid.find() ? uuid.group() : member.consumerId();
    return own ? client : client + "#" + unique.substring(0, Math.min(TAG, unique.length()));
  }

  /** The address that a member's requests come from. */
  public static String host(MemberDescription member) {
    String host = member.host().replaceFirst("^/", "");
    return host.equals("0:0:0:0:0:0:0:1") ? "::1" : host;
  }

  /** The group as it is shown: what it is, partition by partition who has it and how far it is, and the total lag. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(header());
    Table table = table();
    if (table.isEmpty()) {
      lines.add("  " + (isRebalancing() ? "Nothing is committed, and nothing assigned yet."
          : "Nothing is committed, and nothing assigned."));
      return lines;
    }
    lines.addAll(table.lines());
    lines.add("  Total lag: " + totalLag());
    return lines;
  }

  private String totalLag() {
    Set<TopicPartition> partitions = partitions();
    List<Long> lags = partitions.stream().map(this::lag).filter(Objects::nonNull).toList();
    long uncommitted = partitions.stream().filter(partition -> !committed.containsKey(partition)).count();
    if (uncommitted == partitions.size()) {
      return "- (nothing is committed yet)";
    }
    return lags.stream().mapToLong(Long::longValue).sum() + (uncommitted == 0 ? ""
        : " (without " + Plural.count(uncommitted, "partition") + " where nothing is committed yet)");
  }

  private List<String> header() {
    String state = isRebalancing() ? "rebalancing (" + description.groupState() + ")"
        : description.groupState().toString();
    String assignor = description.partitionAssignor() == null ? "" : description.partitionAssignor();
    String protocol = ((description.type() == GroupType.CONSUMER ? "consumer " : "classic ") + assignor).strip();
    int count = description.members().size();
    String members = count == 0 ? "no members" : Plural.count(count, "member");
    String first = Table.cut(Table.ascii(id()), 40) + ": " + state + ", " + protocol + ", " + members;
    String second = "coordinator " + (description.coordinator() == null || description.coordinator().isEmpty()
        ? "none" : HostPort.of(description.coordinator()));
    String both = first + ", " + second;
    return both.length() <= Text.WIDTH ? List.of(both)
        : List.of(Table.cut(first + ",", Text.WIDTH), "  " + Table.cut(second, Text.WIDTH - 2));
  }

  private Table table() {
    Table table = new Table("", Table.names("TOPIC-PARTITION"), Table.figures("COMMITTED"), Table.figures("END"),
        Table.figures("LAG"), Table.names("MEMBER"), Table.names("HOST"));
    Map<TopicPartition, MemberDescription> owners = new HashMap<>();
    description.members().forEach(member -> owned(member).forEach(partition -> owners.put(partition, member)));
    for (TopicPartition partition : partitions()) {
      MemberDescription owner = owners.get(partition);
      table.row(partition, text(committed.get(partition)), text(ends.get(partition)), text(lag(partition)),
          owner != null ? name(owner) : isRebalancing() ? IN_BETWEEN : "-", owner == null ? "" : host(owner));
    }
    for (MemberDescription member : members()) {
      if (owned(member).isEmpty()) {
        table.row(isRebalancing() ? IN_BETWEEN : "[]", "", "", "", name(member), host(member));
      }
    }
    return table;
  }

  /**
   * What a member has. In a rebalance of the classic protocol the broker goes on showing the assignment from before
   * it, or none; nobody can tell what the members still have. A KIP-848 group's members have what is shown.
   */
  private Set<TopicPartition> owned(MemberDescription member) {
    return isRebalancing() && description.type() != GroupType.CONSUMER ? Set.of()
        : member.assignment().topicPartitions();
  }

  /** All partitions of its topics that are there, and what it commits for or reads besides. */
  private Set<TopicPartition> partitions() {
    Set<TopicPartition> partitions = new TreeSet<>(Partitions.ORDER);
    Set<String> topics = topics();
    partitions.addAll(committed.keySet());
    ends.keySet().stream().filter(partition -> topics.contains(partition.topic())).forEach(partitions::add);
    description.members().forEach(member -> partitions.addAll(member.assignment().topicPartitions()));
    return partitions;
  }

  /** How many records a partition has after the committed offset; null if nothing is committed, or its end unknown. */
  private Long lag(TopicPartition partition) {
    Long offset = committed.get(partition);
    Long end = ends.get(partition);
    return offset == null || end == null ? null : Long.valueOf(Math.max(0, end - offset));
  }

  private static String text(Long figure) {
    return figure == null ? "-" : figure.toString();
  }
}
