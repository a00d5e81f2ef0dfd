package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group's name and offsets in other hands: an operator's, or members' that speak another protocol. */
@Tag("faults")
@BrokerTest
class GroupChangedByOthersIT {

  private static final Duration SECONDS = Duration.ofSeconds(15);

  private static List<String> offsets(int from, int to) {
    return IntStream.range(from, to).mapToObj(offset -> "0-" + offset).toList();
  }

  private static void alter(TestLab lab, String group, String topic, long offset) {
    TestLab.get(lab.admin().alterConsumerGroupOffsets(group,
        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset))).all());
  }

  private static LessonRun run(TestLab lab, Class<?> lesson, String topic, String group, int messages) {
    var run = lab.lesson(lesson).topic(topic).group(group).messages(messages).start();
    assertThat(run.exitCode()).isZero();
    return run;
  }

  @ParameterizedTest
  @ValueSource(classes = {Consumer02AutoCommit.class, Consumer07RebalanceCallback.class})
  void anOperatorSetsTheOffsets(Class<?> lesson, TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 20);
    run(lab, lesson, topic, group, 20);
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 20L));

    alter(lab, group, topic, 0);
    var back = run(lab, lesson, topic, group, 20);
    assertThat(back.lines().get(1)).isEqualTo("Group " + group + " resumes at its committed offsets 0:0");
    assertThat(LessonRun.places(back.records())).isEqualTo(offsets(0, 20));

    lab.feed(topic, 20, 35);
    alter(lab, group, topic, 30);
    var forward = run(lab, lesson, topic, group, 5);
    assertThat(forward.lines().get(1)).isEqualTo("Group " + group + " resumes at its committed offsets 0:30");
    assertThat(LessonRun.places(forward.records())).isEqualTo(offsets(30, 35));
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 35L));

    // the records up to 32 are deleted, and the committed offset lies before
    alter(lab, group, topic, 3);
    TestLab.get(lab.admin().deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(32)))
        .all());
    var deleted = run(lab, lesson, topic, group, 3);
    assertThat(deleted.lines().get(1)).isEqualTo("Group " + group + " resumes at its committed offsets 0:3;"
        + " what was there is deleted, so it starts at the earliest record: 0:32");
    assertThat(LessonRun.places(deleted.records())).isEqualTo(offsets(32, 35));
    assertThat(deleted.lastLine()).isEqualTo("Verdict     : 3 messages processed, committed offsets 0:35,"
        + " none will be read again");
    Claims.proven(lesson.getSimpleName(), "Offsets that an operator sets are where the next run resumes, as its second"
        + " line says; where the records are deleted it starts at the earliest that is left",
        "20 read; set to 0: 20 again; set to 30 of 35: 5; set to 3 with 32 deleted: 3");
  }

  @Test
  void offsetsOutOfRangeInOneOfFourPartitions(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    run(lab, Consumer03CommitSync.class, topic, group, 40);
    Map<Integer, Long> ends = lab.ends(topic);
    TopicPartition first = new TopicPartition(topic, 0);
    TestLab.get(lab.admin().alterConsumerGroupOffsets(group, Map.of(first, new OffsetAndMetadata(2))).all());
    TestLab.get(lab.admin().deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(4))).all());
    int left = (int) (ends.get(0) - 4);
    var run = run(lab, Consumer03CommitSync.class, topic, group, left);
    Map<Integer, Long> committed = new TreeMap<>(ends);
    committed.put(0, 2L);
    assertThat(run.lines().get(1)).isEqualTo("Group " + group + " resumes at its committed offsets "
        + committed.entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).collect(Collectors.joining(" "))
        + "; what was there is deleted, so it starts at the earliest record: 0:4");
    assertThat(LessonRun.places(run.records())).isEqualTo(offsets(4, ends.get(0).intValue()));
    assertThat(lab.committed(group, topic)).isEqualTo(ends);
  }

  @Test
  void membersWithoutACommonAssignor(TestLab lab) {
    String topic = lab.newTopic(4);
    String ranged = TestLab.newName("group");
    String sticky = TestLab.newName("group");
    String strategy = "partition.assignment.strategy";
    var range = lab.lesson(Consumer03CommitSync.class).topic(topic).group(ranged)
        .client(strategy, RangeAssignor.class.getName()).start();
    var cooperative = lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(sticky)
        .client(strategy, CooperativeStickyAssignor.class.getName()).start();
    TestLab.await().until(() -> lab.members(ranged).size() == 1 && lab.members(sticky).size() == 1);
    List<LessonRun> strangers = List.of(
        lab.lesson(Consumer03CommitSync.class).topic(topic).group(ranged)
            .client(strategy, CooperativeStickyAssignor.class.getName()).start(),
        lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(sticky)
            .client(strategy, RangeAssignor.class.getName()).start());
    strangers.forEach(stranger -> refusedByTheGroup(stranger, "InconsistentGroupProtocolException: "));
    // those that were there first do not notice
    for (LessonRun first : List.of(range, cooperative)) {
      assertThat(first.lines().stream().filter(line -> line.contains("assigned partitions"))).hasSize(1);
    }
    TestLab.await().untilAsserted(() -> assertThat(lab.members(ranged).values()).singleElement().asString()
        .isEqualTo("[0, 1, 2, 3]"));
    range.stop();
    cooperative.stop();
    Claims.proven("all", "A member whose assignors the group does not share is refused in one line; the group goes on",
        "range and cooperative-sticky, either way: exit code 1, one line");
  }

  @Test
  void aShareGroupOfTheSameName(TestLab lab) throws InterruptedException {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    AtomicBoolean stop = new AtomicBoolean();
    Thread member = new Thread(() -> {
      try (var share = new KafkaShareConsumer<>(lab.properties(Map.of("group.id", group)), new StringDeserializer(),
          new StringDeserializer())) {
        share.subscribe(List.of(topic));
        while (!stop.get()) {
          share.poll(Duration.ofMillis(200));
        }
      }
    });
    member.start();
    try {
      TestLab.await().ignoreExceptions().until(() ->
          !TestLab.get(lab.admin().describeShareGroups(List.of(group)).all()).get(group).members().isEmpty());
      var classic = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).start();
      var next = lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).client("group.protocol", "consumer")
          .start();
      refusedByTheGroup(classic, "InconsistentGroupProtocolException: ");
      refusedByTheGroup(next, "GroupIdNotFoundException: Group " + group + " is not a consumer group.");
    } finally {
      stop.set(true);
      member.join(20_000);
    }
    Claims.proven("all", "A share group of the same name refuses a consumer in one line",
        "classic: InconsistentGroupProtocolException; group.protocol=consumer: GroupIdNotFoundException; exit code 1");
  }

  private static void refusedByTheGroup(LessonRun stranger, String reason) {
    assertThat(stranger.exitCode(SECONDS)).isEqualTo(ExitCode.FAILED);
    assertThat(stranger.lines()).as("two opening lines and the error").hasSize(3);
    assertThat(stranger.lastLine()).startsWith("Error: the group is in use by members that this one does not fit: "
        + reason).endsWith("set LAB_GROUP)");
  }

  /** Not an incompatible protocol, as one might think: the broker translates (KIP-848, a group's migration). */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothGroupProtocolsInOneGroup(boolean classicFirst, TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 20);
    List<LessonRun> members = new ArrayList<>();
    for (boolean classic : new boolean[] {classicFirst, !classicFirst}) {
      members.add(lab.lesson(Consumer07RebalanceCallback.class).topic(topic).group(group)
          .client("client.id", classic ? "classic" : "consumer")
          .client("group.protocol", classic ? "classic" : "consumer").start());
      lab.awaitMembers(group, all -> all.size() == members.size()
          && all.values().stream().allMatch(partitions -> partitions.size() == 4 / members.size()));
    }
    lab.feed(topic, 20, 60);
    TestLab.await().until(() -> members.stream().mapToInt(member -> member.records().size()).sum() >= 60);
    members.forEach(LessonRun::stop);
    List<String> places = members.stream().flatMap(member -> LessonRun.places(member.records()).stream()).toList();
    assertThat(places).hasSize(60).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    Claims.proven("Consumer07RebalanceCallback", "A member with group.protocol=classic and one with consumer share one"
        + " group", (classicFirst ? "classic" : "consumer") + " first: two partitions each, 60 of 60 records, no"
        + " duplicates");
  }
}
