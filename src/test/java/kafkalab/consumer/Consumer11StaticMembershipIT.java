package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A static member that restarts, one that dies, one that does not come back, and two with one name. */
@BrokerTest
class Consumer11StaticMembershipIT {

  private static final int BATCH = 10;
  /** The two names in a group of two, and what range gives each. */
  private static final Map<String, Set<Integer>> SHARED = Map.of("1", Set.of(0, 1), "2", Set.of(2, 3));

  private static LessonRun member(TestLab lab, String topic, String group, String instance) {
    return lab.lesson(Consumer11StaticMembership.class).topic(topic).group(group).env("LAB_INSTANCE", instance)
        .client("client.id", instance).delayMs(10);
  }

  private static LessonRun[] two(TestLab lab, String topic, String group) {
    LessonRun one = member(lab, topic, group, "1").start();
    LessonRun two = member(lab, topic, group, "2").start();
    TestLab.await().until(() -> lab.members(group).equals(SHARED));
    return new LessonRun[] {one.await(OutputLine.Assigned.class), two.await(OutputLine.Assigned.class)};
  }

  private static long rebalances(LessonRun run) {
    return run.output(OutputLine.Assigned.class).size() + run.output(OutputLine.Revoked.class).size();
  }

  @Test
  @Records("consumer11-restart")
  void aRestartMovesNothing(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 200);
    LessonRun[] members = two(lab, topic, group);
    long before = rebalances(members[0]);

    members[1].awaitRecords(5).stop();
    assertThat(members[1].lines()).contains("Closed      : consumer closed, " + group + "-2 remains a member of group "
        + group + " until the session timeout");
    Transcripts.record("consumer11-restart", members[1].lines(), Map.of(topic, "ak03.fourpartition", group,
        "tdea-consumer11"));
    LessonRun stopped = member(lab, topic, group, "2").start().await(OutputLine.Assigned.class);
    lab.feed(topic, 200, 600);
    stopped.awaitRecords(5).kill();
    LessonRun killed = member(lab, topic, group, "2").start().await(OutputLine.Assigned.class);
    List<LessonRun> all = List.of(members[0], members[1], stopped, killed);
    Lessons.awaitAll(lab, topic, all);
    TestLab.await().until(() -> lab.committed(group, topic).equals(lab.ends(topic)));

    assertThat(rebalances(members[0])).as("callbacks of the member that went on").isEqualTo(before);
    assertThat(List.of(stopped, killed)).allSatisfy(run -> assertThat(run.output(OutputLine.Assigned.class))
        .hasSize(1).allSatisfy(line -> assertThat(line.partitions()).hasSize(2)));
    assertThat(lab.members(group)).isEqualTo(SHARED);
    int twice = Lessons.duplicates(lab, topic, all);
    assertThat(twice).isLessThanOrEqualTo(BATCH);
    Claims.proven("Consumer11StaticMembership", "a member that is stopped or killed and starts again within the"
        + " session timeout has the partitions that it had, and the other member sees no rebalance",
        "0 callbacks of the other; 600 records, 0 lost, " + twice + " twice after kill -9");
  }

  @Test
  @Tag("faults")
  void whatDoesNotComeBackIsReadOnlyAfterTheSessionTimeout(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    LessonRun one = member(lab, topic, group, "1").client("session.timeout.ms", 6_000).start();
    LessonRun two = member(lab, topic, group, "2").client("session.timeout.ms", 6_000).start();
    TestLab.await().until(() -> lab.members(group).equals(SHARED));
    two.await(OutputLine.Assigned.class);
    long stop = System.nanoTime();
    two.stop();
    lab.feed(topic, 0, 100);
    TestLab.await().until(() -> Set.of(0, 1, 2, 3).equals(lab.members(group).get("1")));
    double seconds = (System.nanoTime() - stop) / 1e9;
    Lessons.awaitAll(lab, topic, List.of(one));

    // the last heartbeat may have been a second before the stop
    assertThat(seconds).isGreaterThan(4.5);
    assertThat(Lessons.duplicates(lab, topic, List.of(one))).isZero();
    Claims.proven("Consumer11StaticMembership", "the partitions of a static member that was stopped cleanly are read by"
        + " nobody until its session timeout is over", String.format(Locale.ROOT,
        "session timeout 6 s: taken over after %.1f s, 0 of 100 records lost", seconds));
  }

  @Test
  @Records("consumer11-fenced")
  void aSecondMemberOfTheSameNameTakesOverAndTheFirstIsFenced(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 200);
    LessonRun first = member(lab, topic, group, "1").start().awaitRecords(15);
    LessonRun second = member(lab, topic, group, "1").start();

    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.lines()).anyMatch(line -> line.startsWith("Error: Kafka says: FencedInstanceIdException"));
    Transcripts.record("consumer11-fenced", first.lines(), Map.of(topic, "ak03.fourpartition", group,
        "tdea-consumer11"));
    Lessons.awaitAll(lab, topic, List.of(first, second));
    second.stop();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    int twice = Lessons.duplicates(lab, topic, List.of(first, second));
    Claims.proven("Consumer11StaticMembership", "of two members with one group.instance.id the second goes on, the"
        + " first ends with FencedInstanceIdException", "exit code 1; 200 records, 0 lost, " + twice + " twice");
  }

  /** Consumer01CGroup, as the lesson's own session timeout is refused under this protocol. */
  @Test
  void underTheConsumerProtocolTheSecondOfTheSameNameIsRefused(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    List<LessonRun> members = Stream.generate(() -> lab.lesson(Consumer01CGroup.class).topic(topic).group(group)
        .client("group.protocol", "consumer").client("group.instance.id", "one").client("client.id", "1"))
        .limit(2).toList();
    LessonRun first = members.get(0).start().await(OutputLine.Assigned.class);
    TestLab.await().until(() -> lab.members(group).equals(Map.of("1", Set.of(0, 1, 2, 3))));
    LessonRun second = members.get(1).start();

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.lastLine()).startsWith("Error: Kafka says: UnreleasedInstanceIdException");
    lab.feed(topic, 0, 20);
    first.awaitRecords(20);
    Claims.proven("Consumer11StaticMembership", "of two members with one group.instance.id under"
        + " group.protocol=consumer the first goes on, the second ends with UnreleasedInstanceIdException",
        "exit code 1; the first read 20 of 20 records");
  }

  @Test
  void aMemberThatDoesNotComeBackCanBeRemoved(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    LessonRun[] members = two(lab, topic, group);
    members[1].stop();
    assertThat(lab.members(group)).isEqualTo(SHARED);
    long removed = System.nanoTime();
    TestLab.get(lab.admin().removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions(
        List.of(new MemberToRemove(group + "-2")))).all());
    TestLab.await().until(() -> lab.members(group).equals(Map.of("1", Set.of(0, 1, 2, 3))));
    double seconds = (System.nanoTime() - removed) / 1e9;

    assertThat(seconds).as("less than the session timeout").isLessThan(25);
    Claims.proven("Consumer11StaticMembership", "Admin.removeMembersFromConsumerGroup removes a stopped static member:"
        + " the other one has its partitions, and need not wait for the session timeout", String.format(Locale.ROOT,
        "session timeout 30 s: taken over after %.1f s", seconds));
  }

  @Test
  void anExceptionInABatchCommitsNothingOfIt(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 3 * BATCH);
    LessonRun failed = member(lab, topic, group, "1").env(FailingRecord.PLACE, "4")
        .env(FailingRecord.THROWS, FailingRecord.Kind.EXCEPTION.name()).interceptors(FailingRecord.class).start();
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.records()).hasSize(BATCH + 4);
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, (long) BATCH));
    LessonRun next = member(lab, topic, group, "1").messages(2 * BATCH).start();
    assertThat(next.exitCode()).isZero();
    assertThat(Lessons.duplicates(lab, topic, List.of(failed, next))).isEqualTo(4);
    Claims.proven("Consumer11StaticMembership", "an exception in the middle of a batch: nothing of the batch is"
        + " committed, the next run of the same name reads it again", "failed at offset 14, committed 10, 4 twice");
  }
}
