package kafkalab.cluster;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer group as the cluster shows it at one moment: the model of every view of it.
 *
 * @param type the protocol: classic or consumer (KIP-848)
 * @param assignor its partition assignor; empty as long as the group has none
 * @param epoch how often the group has changed, under the consumer protocol; no client can ask for a classic group's
 *     generation
 * @param coordinator the broker that coordinates it
 * @param membersKnown false if a member's assignment is in a format of its own, which only the group's clients can read
 * @param members in the order of their client ids; none if they are not known
 * @param topics the topics that it commits for or reads
 * @param partitions all partitions of its topics, in order
 */
public record ConsumerGroup(String id, GroupState state, GroupType type, String assignor, OptionalInt epoch,
    Optional<Node> coordinator, boolean membersKnown, List<Member> members, Set<String> topics,
    List<Partition> partitions) {

  private static final Set<GroupState> REBALANCING = EnumSet.of(GroupState.PREPARING_REBALANCE,
      GroupState.COMPLETING_REBALANCE, GroupState.ASSIGNING, GroupState.RECONCILING);
  /** A member's id is its client's id and one of these, or one of these in another spelling (KIP-848). */
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
  private static final int TAG = 4;

  /**
   * A member of the group.
   *
   * @param name tells it apart from the group's other members: its client's id, and a number sign with the first
   *     characters of what makes its member id unique where the client's id does not say which one it is
   * @param host the address that its requests come from
   * @param owned the partitions that it is known to have, in order
   * @param target those that it is to have, under the consumer protocol; elsewhere those that it has
   */
  public record Member(String clientId, String memberId, String name, String host, List<TopicPartition> owned,
      List<TopicPartition> target) {

    /** Whether it has yet to give partitions back, or to take some. */
    public boolean isReconciling() {
      return !owned.equals(target);
    }
  }

  /**
   * A partition of the group's topics.
   *
   * @param committed what the group has committed for it; empty if nothing
   * @param end where the next record goes; empty if no leader tells it
   * @param owner the member that is known to have it
   */
  public record Partition(TopicPartition partition, OptionalLong committed, OptionalLong end, Optional<Member> owner) {

    /** How many records there are after the committed offset; empty if nothing is committed, or its end unknown. */
    public OptionalLong lag() {
      return committed.isEmpty() || end.isEmpty() ? OptionalLong.empty()
          : OptionalLong.of(Math.max(0, end.getAsLong() - committed.getAsLong()));
    }
  }

  /**
   * A group by what the cluster has answered.
   *
   * @param committed what it has committed
   * @param ends where the next record goes, at least for all partitions of the topics that it commits for or reads
   */
  static ConsumerGroup of(ConsumerGroupDescription description, Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> ends) {
    List<Member> members = description.members().stream()
        .sorted(Comparator.comparing(MemberDescription::clientId).thenComparing(MemberDescription::consumerId))
        .map(member -> member(member, description)).toList();
    Map<TopicPartition, Member> owners = members.stream().flatMap(member -> member.owned.stream()
        .map(partition -> Map.entry(partition, member)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> second));
    Set<String> topics = topics(description, committed);
    List<Partition> partitions = partitions(description, topics, committed, ends).stream()
        .map(partition -> new Partition(partition, offset(committed, partition), offset(ends, partition),
            Optional.ofNullable(owners.get(partition)))).toList();
    return new ConsumerGroup(description.groupId(), description.groupState(), description.type(),
        Optional.ofNullable(description.partitionAssignor()).orElse(""),
        description.groupEpoch().map(OptionalInt::of).orElse(OptionalInt.empty()),
        Optional.ofNullable(description.coordinator()).filter(node -> !node.isEmpty()),
        true, members, topics, partitions);
  }

  /** A group whose members nobody but its own clients can read. */
  static ConsumerGroup ofUnknownMembers(String id, GroupState state, Map<TopicPartition, Long> committed,
      Map<TopicPartition, Long> ends) {
    List<Partition> partitions = committed.keySet().stream().map(partition -> new Partition(partition,
        offset(committed, partition), offset(ends, partition), Optional.empty())).toList();
    return new ConsumerGroup(id, state, GroupType.CLASSIC, "", OptionalInt.empty(), Optional.empty(), false, List.of(),
        topics(committed), partitions);
  }

  /** Whether it may have members that are running. */
  public boolean mayBeInUse() {
    return membersKnown ? !members.isEmpty() : state != GroupState.EMPTY && state != GroupState.DEAD;
  }

  private static OptionalLong offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  /** The topics that a group commits for or reads. */
  static Set<String> topics(ConsumerGroupDescription description, Map<TopicPartition, Long> committed) {
    Set<String> topics = topics(committed);
    for (MemberDescription member : description.members()) {
      member.assignment().topicPartitions().forEach(partition -> topics.add(partition.topic()));
      member.targetAssignment().ifPresent(target -> target.topicPartitions()
          .forEach(partition -> topics.add(partition.topic())));
    }
    return topics;
  }

  private static Set<String> topics(Map<TopicPartition, Long> committed) {
    return committed.keySet().stream().map(TopicPartition::topic).collect(Collectors.toCollection(TreeSet::new));
  }

  /** All partitions of its topics that are there, and what it commits for or reads besides. */
  private static Set<TopicPartition> partitions(ConsumerGroupDescription description, Set<String> topics,
      Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
    Set<TopicPartition> partitions = new TreeSet<>(Partitions.ORDER);
    partitions.addAll(committed.keySet());
    ends.keySet().stream().filter(partition -> topics.contains(partition.topic())).forEach(partitions::add);
    description.members().forEach(member -> partitions.addAll(member.assignment().topicPartitions()));
    return partitions;
  }

  /** Kafka gives each JVM's first consumer the client id {@code consumer-<group>-1}, which tells nobody apart. */
  private static String name(MemberDescription member, ConsumerGroupDescription group) {
    String client = member.clientId();
    boolean own = !client.matches("consumer-" + Pattern.quote(group.groupId()) + "-\\d+")
        && group.members().stream().filter(other -> other.clientId().equals(client)).count() == 1;
    Matcher uuid = UUID.matcher(member.consumerId());
    String unique = uuid.find() ? uuid.group() : member.consumerId();
    return own ? client : client + "#" + unique.substring(0, Math.min(TAG, unique.length()));
  }

  private static Member member(MemberDescription member, ConsumerGroupDescription group) {
    List<TopicPartition> owned = owned(member, group);
    List<TopicPartition> target = member.targetAssignment().map(assignment -> assignment.topicPartitions().stream()
        .sorted(Partitions.ORDER).toList()).orElse(owned);
    return new Member(member.clientId(), member.consumerId(), name(member, group), host(member), owned, target);
  }

  private static String host(MemberDescription member) {
    String host = member.host().replaceFirst("^/", "");
    return host.equals("0:0:0:0:0:0:0:1") ? "::1" : host;
  }

  /**
   * What a member has. In a rebalance of the classic protocol the broker goes on showing the assignment from before
   * it, or none; nobody can tell what the members still have. A KIP-848 group's members have what is shown.
   */
  private static List<TopicPartition> owned(MemberDescription member, ConsumerGroupDescription group) {
    return isRebalancing(group.groupState()) && group.type() != GroupType.CONSUMER ? List.of()
        : member.assignment().topicPartitions().stream().sorted(Partitions.ORDER).toList();
  }

  /** Whether a rebalance is running, so that members may not have their new partitions yet. */
  public boolean isRebalancing() {
    return isRebalancing(state);
  }

  private static boolean isRebalancing(GroupState state) {
    return REBALANCING.contains(state);
  }

  /** How many records there are after the committed offsets, as far as these and the ends are known. */
  public long totalLag() {
    return partitions.stream().map(Partition::lag).flatMapToLong(OptionalLong::stream).sum();
  }

  /** How many partitions there are for which nothing is committed. */
  public long uncommittedPartitions() {
    return partitions.stream().filter(partition -> partition.committed.isEmpty()).count();
  }
}
