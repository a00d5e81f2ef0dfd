package kafkalab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A group in lines: moments that a test on a broker cannot hold. */
class GroupTableTest {

  private static final String TOPIC = "ak03.fourpartition";
  private static final String GENERATED = "consumer-tdea-consumer01-1";

  private static TopicPartition partition(int number) {
    return new TopicPartition(TOPIC, number);
  }

  private static MemberDescription member(String client, String id, Integer... partitions) {
    Set<TopicPartition> assignment =
        Arrays.stream(partitions).map(GroupTableTest::partition).collect(Collectors.toSet());
    return new MemberDescription(id, Optional.empty(), Optional.empty(), client, "/127.0.0.1",
        new MemberAssignment(assignment), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static List<String> lines(GroupState state, GroupType type, String assignor, MemberDescription... members) {
    return GroupTable.lines(ConsumerGroup.of(new ConsumerGroupDescription("tdea-consumer01", false, List.of(members),
        assignor, type, state, new Node(1, "localhost", 9092), Set.of(), Optional.empty(), Optional.empty()),
        Map.of(partition(0), 5L, partition(1), 12L), Map.of(partition(0), 15L, partition(1), 10L, partition(2), 3L)));
  }

  @Test
  void membersOfTheSameClientIdAreToldApartAndWhoHasNothingIsShown() {
    assertThat(lines(GroupState.STABLE, GroupType.CLASSIC, "range",
        member(GENERATED, GENERATED + "-3f2a84ab-0000-4000-8000-000000000001", 0, 1, 2),
        member(GENERATED, GENERATED + "-77aa84ab-0000-4000-8000-000000000002"),
        member("member-1", "q1Zb_"))).containsExactly(
        "tdea-consumer01: Stable, classic range, 3 members, coordinator localhost:9092",
        "TOPIC-PARTITION       COMMITTED  END  LAG  MEMBER                      HOST",
        "ak03.fourpartition-0          5   15   10  consumer-tde..mer01-1#3f2a  127.0.0.1",
        "ak03.fourpartition-1         12   10    0  consumer-tde..mer01-1#3f2a  127.0.0.1",
        "ak03.fourpartition-2          -    3    -  consumer-tde..mer01-1#3f2a  127.0.0.1",
        "[]                                         consumer-tde..mer01-1#77aa  127.0.0.1",
        "[]                                         member-1                    127.0.0.1",
        "  Total lag: 10 (without 1 partition where nothing is committed yet)");
  }

  @ParameterizedTest
  @EnumSource(names = {"PREPARING_REBALANCE", "COMPLETING_REBALANCE"})
  void inARebalanceOfTheClassicProtocolNobodyIsSaidToHaveAnything(GroupState state) {
    List<String> lines = lines(state, GroupType.CLASSIC, "", member("member-1", "a", 0, 1),
        member("member-2", "b"));
    assertThat(lines).startsWith("tdea-consumer01: rebalancing (" + state + "), classic, 2 members,",
        "  coordinator localhost:9092").contains(
        "ak03.fourpartition-0          5   15   10  (rebalancing)",
        "(rebalancing)                              member-1       127.0.0.1");
  }

  @Test
  void inARebalanceOfTheConsumerProtocolMembersHaveWhatIsShown() {
    assertThat(lines(GroupState.RECONCILING, GroupType.CONSUMER, "uniform", member("member-1", "a", 0),
        member("member-2", "b"))).startsWith(
        "tdea-consumer01: rebalancing (Reconciling), consumer uniform, 2 members,").contains(
        "ak03.fourpartition-0          5   15   10  member-1       127.0.0.1",
        "ak03.fourpartition-1         12   10    0  (rebalancing)",
        "(rebalancing)                              member-2       127.0.0.1");
  }

  @Test
  void aGroupWithoutAnything() {
    List<String> lines = GroupTable.lines(ConsumerGroup.of(new ConsumerGroupDescription("g".repeat(90), false,
        List.of(), null, GroupType.CLASSIC, GroupState.EMPTY, null, Set.of(), Optional.empty(), Optional.empty()),
        Map.of(), Map.of()));
    assertThat(lines).containsExactly(
        "g".repeat(19) + ".." + "g".repeat(19) + ": Empty, classic, no members,", "  coordinator none",
        "  Nothing is committed, and nothing assigned.");
  }
}
