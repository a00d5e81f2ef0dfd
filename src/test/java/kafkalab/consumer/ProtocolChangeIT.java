package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Feeder;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A group of two goes from one rebalance protocol to another while it works: its members restart one by one. */
@Tag("faults")
@BrokerTest
class ProtocolChangeIT {

  private static final String STRATEGY = "partition.assignment.strategy";
  private static final Map<String, String> RANGE = Map.of(STRATEGY, RangeAssignor.class.getName());
  private static final Map<String, String> BOTH =
      Map.of(STRATEGY, RangeAssignor.class.getName() + "," + CooperativeStickyAssignor.class.getName());
  private static final Map<String, String> COOPERATIVE = Map.of(STRATEGY, CooperativeStickyAssignor.class.getName());
  private static final Map<String, String> CONSUMER = Map.of("group.protocol", "consumer");

  /** A busy group, whose members restart with other settings. */
  private static final class Group {

    private final TestLab lab;
    private final String topic;
    private final String name = TestLab.newName("group");
    private final Map<String, LessonRun> members = new TreeMap<>();
    private final List<LessonRun> runs = new ArrayList<>();
    /** Type and assignor after each start. */
    private final List<String> kinds = new ArrayList<>();

    Group(TestLab lab) {
      this.lab = lab;
      this.topic = lab.newTopic(4);
    }

    void start(String member, Map<String, String> settings) {
      if (members.containsKey(member)) {
        members.get(member).stop();
      }
      LessonRun run = lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(name)
          .client("client.id", member);
      settings.forEach(run::client);
      runs.add(run.start());
      members.put(member, run);
      // one look for both: the group may begin a further rebalance between two
      kinds.add(TestLab.await().until(() -> lab.stableGroup(name).filter(this::isShared)
          .map(Group::kind), Optional::isPresent).orElseThrow());
    }

    /** Whether all have joined, and have as many partitions each. */
    private boolean isShared(ConsumerGroupDescription group) {
      Map<String, Set<Integer>> assignment = TestLab.assignment(group);
      return assignment.keySet().equals(members.keySet())
          && assignment.values().stream().allMatch(partitions -> partitions.size() == 4 / members.size());
    }

    private static String kind(ConsumerGroupDescription group) {
      return group.type().toString().toLowerCase(Locale.ROOT) + " " + group.partitionAssignor();
    }

    /** All members, one after the other. */
    void roll(Map<String, String> settings) {
      start("a", settings);
      start("b", settings);
    }

    /** How many records there were; none is missing, none was processed twice, all are committed. */
    int assertExactlyOnce() {
      Lessons.awaitAll(lab, topic, runs);
      // one that is stopped in the middle of the rebalance that another one's leaving begins cannot commit
      LessonRun last = members.get("b");
      int assigned = last.output(OutputLine.Assigned.class).size();
      members.get("a").stop();
      TestLab.await().until(() -> last.output(OutputLine.Assigned.class).size() > assigned);
      last.stop();
      assertThat(Lessons.duplicates(lab, topic, runs)).isZero();
      assertThat(lab.committed(name, topic)).isEqualTo(lab.ends(topic));
      return Lessons.processed(runs).size();
    }
  }

  @Test
  void fromRangeToCooperativeByTwoRollingRestarts(TestLab lab) {
    Group group = new Group(lab);
    Feeder.during(lab, group.topic, 10, () -> {
      group.roll(RANGE);
      group.roll(BOTH);
      group.roll(COOPERATIVE);
    });
    int records = group.assertExactlyOnce();
    assertThat(group.kinds).containsExactly("classic range", "classic range", "classic range", "classic range",
        "classic cooperative-sticky", "classic cooperative-sticky");
    Claims.proven("Consumer10Protocols", "from range to cooperative-sticky by two rolling restarts, the first with both"
        + " in the list: nothing is lost, nothing processed twice", records + " records, after each start "
        + group.kinds);
  }

  @Test
  void fromClassicToConsumerAndBackByRollingRestarts(TestLab lab) {
    Group group = new Group(lab);
    Feeder.during(lab, group.topic, 10, () -> {
      group.roll(Map.of());
      group.roll(CONSUMER);
      group.roll(Map.of());
    });
    int records = group.assertExactlyOnce();
    assertThat(group.kinds).containsExactly("classic range", "classic range", "consumer uniform", "consumer uniform",
        "consumer uniform", "classic range");
    Claims.proven("Consumer10Protocols", "from classic to consumer and back by rolling restarts: the first member with"
        + " the new protocol makes it a consumer group, the last one's leaving a classic group; nothing is lost,"
        + " nothing processed twice", records + " records, after each start " + group.kinds);
  }

  @Test
  void theBrokersPolicyMayForbidIt() {
    try (OwnBroker broker = OwnBroker.start("group.consumer.migration.policy=disabled")) {
      TestLab lab = broker.lab();
      Group group = new Group(lab);
      group.start("a", Map.of());
      LessonRun refused = lab.lesson(Consumer07RebalanceCallback.class).topic(group.topic).group(group.name)
          .client("group.protocol", "consumer").start();
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.lastLine()).contains("GroupIdNotFoundException: Cannot upgrade classic group ",
          "because online upgrade is disabled");
      group.members.get("a").stop();
      // of a group without members any protocol takes over
      LessonRun later = lab.lesson(Consumer07RebalanceCallback.class).topic(group.topic).group(group.name)
          .client("group.protocol", "consumer").client("client.id", "b").start();
      TestLab.await().until(() -> lab.members(group.name).containsKey("b"));
      later.stop();
      Claims.proven("Consumer10Protocols", "group.consumer.migration.policy=disabled: a member with the consumer"
          + " protocol is refused as long as the classic group has members, and taken when it has none",
          "GroupIdNotFoundException, exit code 1; then a member");
    }
  }

  @Test
  void theClientChoosesAmongTheBrokersAssignors(TestLab lab) {
    Group group = new Group(lab);
    group.start("a", Map.of("group.protocol", "consumer", "group.remote.assignor", "range"));
    assertThat(group.kinds).containsExactly("consumer range");
    LessonRun unknown = lab.lesson(Consumer07RebalanceCallback.class).topic(group.topic).group(group.name)
        .client("group.protocol", "consumer").client("group.remote.assignor", "sticky").start();
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.lastLine()).isEqualTo("Error: Kafka says: UnsupportedAssignorException: ServerAssignor sticky is"
        + " not supported. Supported assignors: uniform, range.");
    Claims.proven("Consumer10Protocols", "group.remote.assignor chooses one of the broker's assignors, and any other"
        + " name is refused", group.kinds.get(0) + "; of another one: UnsupportedAssignorException, exit code 1");
  }
}
