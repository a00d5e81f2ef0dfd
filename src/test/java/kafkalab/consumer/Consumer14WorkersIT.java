package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Feeder;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.OffsetWatch;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers beside the poll loop: the group never waits for them, and what is committed is what they have done. */
@BrokerTest
class Consumer14WorkersIT {

  @Test
  void slowWorkDoesNotCostItsPlaceInTheGroup(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    LessonRun run = run(lab, topic, group).messages(10).delayMs(600).client("max.poll.interval.ms", 3_000).start();
    assertThat(run.exitCode()).isZero();
    assertThat(LessonRun.places(run.records())).hasSize(10).doesNotHaveDuplicates();
    assertThat(run.output(OutputLine.Lost.class)).isEmpty();
    assertThat(run.output(OutputLine.CommitFailed.class)).isEmpty();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    Claims.proven("Consumer14Workers", "a batch that takes longer than max.poll.interval.ms: it is never Lost, nothing"
        + " is read twice", "10 records of 600 ms, max.poll.interval.ms=3000: 10 of 10 committed, 0 times Lost");
  }

  @Test
  void aStopFinishesTheRecordsInWorkAndNoOthers(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 100);
    LessonRun run = run(lab, topic, group).delayMs(4_500).start();
    run.awaitRecords(4);
    double seconds = run.stop();
    assertThat(LessonRun.places(run.records())).containsExactlyInAnyOrder("0-0", "1-0", "2-0", "3-0");
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 1L, 1, 1L, 2, 1L, 3, 1L));
    assertThat(lab.memberCount(group)).isZero();
    Claims.proven("Consumer14Workers", "four records at a time, one of each partition; SIGTERM finishes and commits"
        + " these, and begins no others", String.format(Locale.ROOT, "4 of 100 processed, 4 committed, exit"
        + " within %.1f s", seconds));
  }

  @ParameterizedTest
  @EnumSource(FailingRecord.Kind.class)
  void whatAWorkerThrowsEndsTheProgramAndIsNotCommitted(FailingRecord.Kind kind, TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 30);
    LessonRun first = run(lab, topic, group).env(FailingRecord.PLACE, "4").env(FailingRecord.THROWS, kind.name())
        .interceptors(FailingRecord.class).start();
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.lines()).anyMatch(line -> line.startsWith("Error: unexpected "));
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 14L));
    LessonRun second = run(lab, topic, group).messages(16).start();
    assertThat(second.exitCode()).isZero();
    assertThat(Lessons.duplicates(lab, topic, List.of(first, second))).isZero();
    Claims.proven("Consumer14Workers", "an exception or an Error in a worker: the program ends with it, and commits"
        + " exactly what is done before it", "failed at offset 14, committed 14; 30 records, 0 lost, 0 twice");
  }

  /** Kafka's three ways to share partitions: whom a rebalance calls back with what is not the same in each. */
  private static final List<Map<String, String>> PROTOCOLS = List.of(Map.of(),
      Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName()),
      Map.of("group.protocol", "consumer"));

  @Test
  @Tag("faults")
  @Records(varying = "consumer14-rebalance")
  void aRebalanceWaitsForTheRecordsInWorkAndNoneIsProcessedTwice(TestLab lab) {
    String topic = lab.newTopic(4);
    lab.feed(topic, 0, 100);
    List<List<LessonRun>> members = new ArrayList<>();
    List<OffsetWatch> watches = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (Map<String, String> protocol : PROTOCOLS) {
      String group = TestLab.newName("group");
      groups.add(group);
      watches.add(OffsetWatch.start(lab, group, topic));
      members.add(new ArrayList<>());
      for (String id : List.of("a", "b")) {
        LessonRun run = run(lab, topic, group).delayMs(100).client("client.id", id);
        protocol.forEach(run::client);
        members.get(members.size() - 1).add(run);
      }
      members.get(members.size() - 1).get(0).start();
    }
    // on a busy machine the second ones come late: there are records until they have some
    int all = Feeder.during(lab, topic, 100, 30, () -> {
      members.forEach(both -> both.get(0).awaitRecords(10));
      members.forEach(both -> both.get(1).start());
      members.forEach(both -> both.get(1).awaitRecords(10));
    });
    for (int i = 0; i < PROTOCOLS.size(); i++) {
      List<LessonRun> both = members.get(i);
      both.get(1).stop();
      Lessons.awaitAll(lab, topic, both);
      both.get(0).stop();
      assertThat(Lessons.duplicates(lab, topic, both)).as("processed twice, %s", PROTOCOLS.get(i)).isZero();
      both.forEach(run -> assertThat(offsetsInOrder(run)).as("order in each partition").isTrue());
      assertThat(lab.committed(groups.get(i), topic)).isEqualTo(lab.ends(topic));
      watches.get(i).neverBackwards();
    }
    Transcripts.record("consumer14-rebalance", members.get(0).get(0).lines(), Map.of(topic, "ak03.fourpartition"));
    Claims.proven("Consumer14Workers", "a second member joins while records are in work, and leaves (classic,"
        + " cooperative-sticky, group.protocol=consumer): no record is lost or processed twice, each partition in"
        + " order, no committed offset moves backwards", "3 times " + all + " records, 0 lost, 0 twice");
  }

  @Test
  @Tag("faults")
  void afterKillNineAtMostABatchOfEachPartitionIsReadAgain(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 60);
    LessonRun first = run(lab, topic, group).delayMs(200).client("session.timeout.ms", 3_000).start();
    first.awaitRecords(16).kill();
    LessonRun second = run(lab, topic, group).start();
    Lessons.awaitAll(lab, topic, List.of(first, second));
    second.stop();
    int twice = Lessons.duplicates(lab, topic, List.of(first, second));
    assertThat(twice).isEqualTo((int) (first.records().size() - second.records().get(0).offset()))
        .isBetween(1, 10);
    Claims.proven("Consumer14Workers", "kill -9: nothing is lost, read twice is at most a batch of each partition",
        "killed after " + first.records().size() + " records: 0 lost, " + twice + " read twice (at most 10)");
  }

  private static boolean offsetsInOrder(LessonRun run) {
    Map<Integer, Long> next = new TreeMap<>();
    return run.records().stream().allMatch(record -> {
      Long before = next.put(record.partition(), record.offset());
      return before == null || record.offset() > before;
    });
  }

  private static LessonRun run(TestLab lab, String topic, String group) {
    return lab.lesson(Consumer14Workers.class).topic(topic).group(group);
  }
}
