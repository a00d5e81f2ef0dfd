package kafkalab.board.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.process.OutputLine;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The model of the group, with made-up samples and lines: causes, time without a reader, words. */
class GroupModelTest {

  private static final String TOPIC = "t";
  private static final String SETTING = "Setting newly assigned partitions: ";
  private static final String REVOKING = "Revoking previously assigned partitions: ";
  private static final String LOST = "Lost previously assigned partitions: ";

  private final List<ObjectNode> events = new ArrayList<>();
  private long now = 1_000;
  private final Figures figures = new Figures(() -> now, events::add);
  private final GroupModel model = new GroupModel(TOPIC, () -> now, events::add, figures);

  private static ConsumerGroup.Member listed(String client, int... partitions) {
    return listed(client, client + "-id", partitions);
  }

  private static ConsumerGroup.Member listed(String client, String id, int... partitions) {
    List<TopicPartition> owned = partitions(partitions);
    return new ConsumerGroup.Member(client, id, client, "127.0.0.1", owned, owned);
  }

  private static List<TopicPartition> partitions(int... numbers) {
    return Arrays.stream(numbers).mapToObj(number -> new TopicPartition(TOPIC, number)).toList();
  }

  private void sample(GroupState state, ConsumerGroup.Member... members) {
    sample(state, "range", members);
  }

  private void sample(GroupState state, String assignor, ConsumerGroup.Member... members) {
    model.sample(Optional.of(new ConsumerGroup("g", state, GroupType.CLASSIC, assignor, OptionalInt.empty(),
        Optional.empty(), true, List.of(members), Set.of(TOPIC), List.of())));
  }

  private void sampleOfConsumerProtocol(GroupState state, int epoch, ConsumerGroup.Member... members) {
    model.sample(Optional.of(new ConsumerGroup("g", state, GroupType.CONSUMER, "uniform", OptionalInt.of(epoch),
        Optional.empty(), true, List.of(members), Set.of(TOPIC), List.of())));
  }

  private void says(String member, String line) {
    model.printed(member, OutputLine.parse(line));
  }

  private List<ObjectNode> events(String type) {
    return events.stream().filter(event -> event.get("type").asText().equals(type)).toList();
  }

  private JsonNode last(String type) {
    List<ObjectNode> all = events(type);
    return all.get(all.size() - 1);
  }

  private JsonNode member(String name) {
    return StreamSupport.stream(last("members").get("list").spliterator(), false)
        .filter(member -> member.get("name").asText().equals(name)).findFirst().orElseThrow();
  }

  private Map<String, String> states() {
    return StreamSupport.stream(last("members").get("list").spliterator(), false)
        .collect(Collectors.toMap(member -> member.get("name").asText(), member -> member.get("state").asText()));
  }

  /** Two members of the board on four partitions. */
  private void two() {
    model.sample(Optional.empty());
    model.started("member-1", "Consumer01CGroup", 11);
    says("member-1", SETTING + "[t-0, t-1, t-2, t-3]");
    sample(GroupState.STABLE, listed("member-1", 0, 1, 2, 3));
    now += 5_000;
    model.started("member-2", "Consumer01CGroup", 12);
    now += 500;
    sample(GroupState.PREPARING_REBALANCE, listed("member-1"), listed("member-2"));
    says("member-1", REVOKING + "[t-0, t-1, t-2, t-3]");
    now += 310;
    says("member-1", SETTING + "[t-0, t-1]");
    says("member-2", SETTING + "[t-2, t-3]");
    now += 100;
    sample(GroupState.STABLE, listed("member-1", 0, 1), listed("member-2", 2, 3));
  }

  @Test
  void aSecondMemberJoinsAndAllStandsStill() {
    two();
    JsonNode rebalance = last("rebalance");
    assertThat(rebalance.get("n").asInt()).isEqualTo(2);
    assertThat(rebalance.get("cause").asText()).isEqualTo("member-2 joined");
    assertThat(rebalance.get("endT").asLong() - rebalance.get("startT").asLong()).isEqualTo(310);
    assertThat(rebalance.get("before").toString()).isEqualTo("{\"member-1\":[0,1,2,3]}");
    assertThat(rebalance.get("after").toString()).isEqualTo("{\"member-1\":[0,1],\"member-2\":[2,3]}");
    assertThat(rebalance.get("without").toString()).isEqualTo("{\"0\":310,\"1\":310,\"2\":310,\"3\":310}");
    assertThat(events("rebalance").stream().filter(event -> event.get("n").asInt() == 2)
        .map(event -> event.get("endT").isNull())).containsExactly(true, false);
    assertThat(events("owner")).filteredOn(event -> event.get("to").asText().equals("member-2"))
        .allMatch(event -> event.get("from").asText().equals("member-1") && event.get("withoutMs").asLong() == 310)
        .hasSize(2);
    assertThat(states()).isEqualTo(Map.of("member-1", "consuming", "member-2", "consuming"));
    assertThat(member("member-2").get("source").asText()).isEqualTo("program");
    assertThat(model.view().settled()).isTrue();
  }

  @Test
  void thePartitionsOfOneThatIsKilledWaitForItsSession() {
    two();
    now += 2_000;
    model.ended("member-2", "killed", 6_000L);
    assertThat(member("member-2").get("state").asText()).isEqualTo("gone");
    assertThat(member("member-2").get("why").asText()).isEqualTo("killed");
    assertThat(member("member-2").get("deadlineMs").asLong()).isEqualTo(now + 6_000);
    assertThat(member("member-2").get("partitions")).isEmpty();
    assertThat(model.isChanging()).isTrue();
    assertThat(model.view().names()).as("its name is taken").contains("member-2");
    now += 3_000;
    sample(GroupState.STABLE, listed("member-1", 0, 1), listed("member-2", 2, 3));
    assertThat(model.view().settled()).as("no rebalance before the session has timed out").isTrue();
    now += 2_700;
    says("member-1", REVOKING + "[t-0, t-1]");
    now += 20;
    says("member-1", SETTING + "[t-0, t-1, t-2, t-3]");
    sample(GroupState.STABLE, listed("member-1", 0, 1, 2, 3));
    JsonNode rebalance = last("rebalance");
    assertThat(rebalance.get("cause").asText())
        .isEqualTo("member-2 was killed; its session timed out after 5.7 s");
    assertThat(rebalance.get("without").toString()).isEqualTo("{\"0\":20,\"1\":20,\"2\":5720,\"3\":5720}");
    assertThat(rebalance.get("endT").isNumber()).isTrue();
    assertThat(model.view().names()).containsOnly("member-1");
    now += 9_000;
    model.tick();
    assertThat(states()).containsOnlyKeys("member-1");
  }

  @Test
  void oneThatIsStoppedLeaves() {
    two();
    model.ended("member-2", "left", null);
    says("member-2", REVOKING + "[t-2, t-3]");
    sample(GroupState.PREPARING_REBALANCE, listed("member-1"));
    now += 150;
    says("member-1", REVOKING + "[t-0, t-1]");
    says("member-1", SETTING + "[t-0, t-1, t-2, t-3]");
    sample(GroupState.STABLE, listed("member-1", 0, 1, 2, 3));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("member-2 left");
    assertThat(last("rebalance").get("without").get("2").asLong()).isEqualTo(150);
    assertThat(member("member-2").get("why").asText()).isEqualTo("left");
    assertThat(member("member-2").get("deadlineMs").isNull()).isTrue();
  }

  @Test
  void oneThatDoesNotPollIsExpelledAndComesBack() {
    two();
    now += 1_000;
    model.paced("member-1", false, 10_000);
    assertThat(member("member-1").get("state").asText()).isEqualTo("slow");
    assertThat(member("member-1").get("deadlineMs").asLong()).isEqualTo(now + 10_000);
    now += 10_100;
    sample(GroupState.STABLE, listed("member-2", 0, 1, 2, 3));
    says("member-2", SETTING + "[t-0, t-1, t-2, t-3]");
    sample(GroupState.STABLE, listed("member-2", 0, 1, 2, 3));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("member-1 was too slow: max.poll.interval.ms");
    assertThat(member("member-1").get("state").asText()).isEqualTo("gone");
    assertThat(member("member-1").get("why").asText()).isEqualTo("too slow: max.poll.interval.ms");
    assertThat(last("owner").get("withoutMs").asLong()).as("it had it, but did not read").isGreaterThan(0);
    now += 3_000;
    model.resumed("member-1");
    says("member-1", LOST + "[t-0, t-1]");
    assertThat(member("member-2").get("partitions")).as("what is lost belongs to another one").hasSize(4);
    sample(GroupState.PREPARING_REBALANCE, listed("member-2"), listed("member-1", "another-id"));
    says("member-1", SETTING + "[t-0, t-1]");
    says("member-2", REVOKING + "[t-0, t-1, t-2, t-3]");
    says("member-2", SETTING + "[t-2, t-3]");
    sample(GroupState.STABLE, listed("member-1", "another-id", 0, 1), listed("member-2", 2, 3));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("member-1 joined again");
    assertThat(states()).isEqualTo(Map.of("member-1", "consuming", "member-2", "consuming"));
  }

  @Test
  void membersOfOthersAreKnownByTheClusterOnly() {
    sample(GroupState.STABLE, listed("ide", 0, 1, 2, 3));
    assertThat(events("rebalance")).as("what was so when the board came").isEmpty();
    assertThat(events("owner")).isEmpty();
    assertThat(member("ide").get("source").asText()).isEqualTo("admin");
    assertThat(member("ide").get("ours").asBoolean()).isFalse();
    assertThat(member("ide").get("pid").isNull()).isTrue();
    sample(GroupState.PREPARING_REBALANCE, "", listed("ide"), listed("other"));
    assertThat(states()).isEqualTo(Map.of("ide", "reconciling", "other", "joining"));
    now += 250;
    sample(GroupState.STABLE, listed("ide", 0, 1), listed("other", 2, 3));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("other joined");
    assertThat(last("rebalance").get("without").toString()).isEqualTo("{\"0\":250,\"1\":250,\"2\":250,\"3\":250}");
    sample(GroupState.STABLE, listed("ide", 0, 1, 2, 3));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("other left or timed out");
    assertThat(member("other").get("state").asText()).isEqualTo("gone");
  }

  @Test
  void inACooperativeRebalanceMembersOfOthersKeepWhatTheyHave() {
    sample(GroupState.STABLE, "cooperative-sticky", listed("ide", 0, 1, 2, 3));
    sample(GroupState.PREPARING_REBALANCE, "", listed("ide"), listed("other"));
    assertThat(member("ide").get("partitions")).hasSize(4);
    now += 250;
    sample(GroupState.STABLE, "cooperative-sticky", listed("ide", 0, 1), listed("other"));
    now += 250;
    sample(GroupState.STABLE, "cooperative-sticky", listed("ide", 0, 1), listed("other", 2, 3));
    assertThat(last("rebalance").get("without").toString()).isEqualTo("{\"2\":250,\"3\":250}");
  }

  @Test
  void underTheConsumerProtocolAMemberReconciles() {
    sampleOfConsumerProtocol(GroupState.STABLE, 1, listed("a", 0, 1, 2, 3));
    sampleOfConsumerProtocol(GroupState.RECONCILING, 2, new ConsumerGroup.Member("a", "a-id", "a", "",
        partitions(0, 1, 2, 3), partitions(0, 1)), new ConsumerGroup.Member("b", "b-id", "b", "", List.of(),
        partitions(2, 3)));
    assertThat(last("group").get("epoch").asInt()).isEqualTo(2);
    assertThat(last("group").get("protocol").asText()).isEqualTo("consumer");
    assertThat(member("a").get("state").asText()).isEqualTo("reconciling");
    assertThat(member("a").get("target").toString()).isEqualTo("[0,1]");
    assertThat(model.view().settled()).isFalse();
    now += 500;
    sampleOfConsumerProtocol(GroupState.RECONCILING, 2, listed("a", 0, 1), new ConsumerGroup.Member("b", "b-id", "b",
        "", List.of(), partitions(2, 3)));
    now += 500;
    sampleOfConsumerProtocol(GroupState.STABLE, 2, listed("a", 0, 1), listed("b", 2, 3));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("b joined");
    assertThat(last("rebalance").get("without").toString()).isEqualTo("{\"2\":500,\"3\":500}");
    assertThat(model.view().settled()).isTrue();
  }

  @Test
  void oneMoreThanThereArePartitionsIsIdle() {
    two();
    model.started("member-3", "Consumer01CGroup", 13);
    sample(GroupState.PREPARING_REBALANCE, listed("member-1"), listed("member-2"), listed("member-3"));
    assertThat(states().get("member-3")).isEqualTo("joining");
    says("member-3", SETTING + "[]");
    sample(GroupState.STABLE, listed("member-1", 0, 1), listed("member-2", 2, 3), listed("member-3"));
    assertThat(states().get("member-3")).isEqualTo("idle");
  }

  @Test
  void aMemberOfOthersMayHaveTheNameOfOneOfTheBoard() {
    two();
    sample(GroupState.STABLE, listed("member-1", 0, 1), listed("member-2", 2, 3), listed("member-2", "zz-9f3a"));
    assertThat(states()).containsOnlyKeys("member-1", "member-2", "member-2#9f3a");
  }

  @Test
  void recordsThatWereProcessedBeforeAreMarked() {
    two();
    says("member-1", "t-0-5 : (5 , msg_5)");
    says("member-1", "t-0-6 : (6 , msg_6)");
    says("member-1", "t-1-0 : (7 , msg_7)");
    says("member-1", "other-0-0 : (7 , msg_7)");
    figures.flush();
    assertThat(last("records").get("ranges").toString()).isEqualTo("[[0,5,6],[1,0,0]]");
    assertThat(last("records").has("again")).isFalse();
    says("member-2", "t-0-6 : (6 , msg_6)");
    says("member-2", "t-0-7 : (8 , msg_8)");
    figures.flush();
    List<ObjectNode> records = events("records");
    assertThat(records.get(records.size() - 2).toString()).contains("\"ranges\":[[0,6,6]]", "\"again\":true");
    assertThat(records.get(records.size() - 1).toString()).contains("\"ranges\":[[0,7,7]]").doesNotContain("again");
    assertThat(figures.again()).isEqualTo(1);
  }

  @Test
  void partitionsAreAdded() {
    two();
    model.partitionsAdded();
    says("member-1", REVOKING + "[t-0, t-1]");
    says("member-2", REVOKING + "[t-2, t-3]");
    says("member-1", SETTING + "[t-0, t-1, t-2]");
    says("member-2", SETTING + "[t-3, t-4, t-5]");
    sample(GroupState.STABLE, listed("member-1", 0, 1, 2), listed("member-2", 3, 4, 5));
    assertThat(last("rebalance").get("cause").asText()).isEqualTo("partitions were added");
    assertThat(last("rebalance").get("without").has("4")).as("nobody had it before").isFalse();
  }

  @Test
  void allIsShownOnceMore() {
    two();
    events.clear();
    model.showAgain();
    assertThat(events).extracting(event -> event.get("type").asText()).containsExactly("group", "members");
  }

  @Test
  void aGroupThatVanishes() {
    two();
    now += 1_000;
    model.sample(Optional.empty());
    assertThat(last("group").get("state").asText()).isEqualTo("NONE");
    assertThat(model.view().exists()).isFalse();
    assertThat(model.view().assignment()).isEmpty();
  }
}
