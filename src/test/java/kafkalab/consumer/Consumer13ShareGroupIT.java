package kafkalab.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafkalab.cluster.GroupWatch;
import kafkalab.cluster.ShareGroupOffsets;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Lessons;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A share group: who works, what comes again, and what becomes a dead letter. */
@BrokerTest
class Consumer13ShareGroupIT {

  private static final String REJECTED = "Offset rejected by client.";
  private static final String TRIED = "Offset delivery count exceeded the threshold.";

  @Test
  void fiveMembersOfFourPartitionsAllWorkAndEachRecordIsAnsweredFor(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    List<LessonRun> members = IntStream.range(0, 5).mapToObj(i -> run(lab, topic, group).delayMs(30).start()).toList();
    TestLab.await().until(() -> GroupWatch.assignment(lab.admin(), group).stream()
        .filter(member -> !member.owned().isEmpty()).count() == 5);
    int tens = feedUntilAllWork(lab, topic, members);
    awaitAllDone(lab, topic, group);
    members.forEach(LessonRun::stop);

    Map<String, Integer> expected = IntStream.range(0, 10).boxed().collect(Collectors.toMap(Object::toString,
        last -> tens * (last == 7 ? 2 : last == 8 ? 3 : 1)));
    assertThat(times(lab, topic, members)).as("how often the records were delivered, by the end of their keys")
        .containsExactlyInAnyOrderEntriesOf(expected);
    Claims.proven("Consumer13ShareGroup", "five members on four partitions all work; a record is released once, or"
        + " until its deliveries are used up, or rejected, and none comes again without that", "processed by the five: "
        + members.stream().map(member -> member.records().size()).toList() + "; " + 10 * tens + " records, " + 13 * tens
        + " deliveries");

    List<ConsumerRecord<String, byte[]>> dead = lab.read("dlq." + topic);
    Map<String, String> why = new HashMap<>();
    dead.forEach(letter -> why.put(letter.key(), header(letter, "message") + " " + header(letter, "delivery.count")));
    assertThat(dead).hasSize(2 * tens).allSatisfy(letter -> {
      assertThat(letter.value()).isEqualTo(("msg_" + letter.key()).getBytes(UTF_8));
      assertThat(header(letter, "topic")).isEqualTo(topic);
      assertThat(header(letter, "group")).isEqualTo(group);
    });
    assertThat(why).hasSize(2 * tens).allSatisfy((key, reason) ->
        assertThat(reason).isEqualTo(key.endsWith("9") ? REJECTED + " 1" : TRIED + " 3"));
    Claims.proven("Consumer13ShareGroup", "the broker writes what is rejected, and what was delivered three times, to"
        + " the dead-letter topic, with the reason in headers (KIP-1191)", tens + " rejected, " + tens + " given up, 0 others");
  }

  /** Sends records until each member has got ten: on a busy machine the quickest take all that there is. */
  private static int feedUntilAllWork(TestLab lab, String topic, List<LessonRun> members) {
    AtomicInteger tens = new AtomicInteger();
    TestLab.await().until(() -> {
      lab.feed(topic, 10 * tens.get(), 10 * tens.addAndGet(10));
      return members.stream().allMatch(member -> member.records().size() >= 10);
    });
    return tens.get();
  }

  /** How often the records were delivered, by the last digit of their keys; each of them was at least once. */
  private static Map<String, Integer> times(TestLab lab, String topic, List<LessonRun> runs) {
    Map<String, Integer> times = new TreeMap<>();
    runs.forEach(run -> run.records().forEach(record ->
        times.merge(record.key().substring(record.key().length() - 1), 1, Integer::sum)));
    Lessons.duplicates(lab, topic, runs); // which fails if one is missing
    return times;
  }

  @Test
  void aStopFinishesTheBatchAndLosesNothing(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    feedAcceptable(lab, topic, 60);
    LessonRun first = run(lab, topic, group).delayMs(100).start();
    double seconds = first.awaitRecords(3).stop();
    int left = 60 - first.records().size();
    assertThat(left).as("whole batches of ten are done").isBetween(10, 50).matches(n -> n % 10 == 0);
    assertThat(first.lastLine()).isEqualTo("Verdict     : " + first.records().size() + " messages processed, " + left
        + " records are not done");
    LessonRun second = run(lab, topic, group).messages(left).start();
    assertThat(second.exitCode()).isZero();
    assertThat(Lessons.duplicates(lab, topic, List.of(first, second))).isZero();
    assertThat(second.lastLine()).endsWith(" messages processed, no record is left");
    Claims.proven("Consumer13ShareGroup", "SIGTERM in the middle of a batch: all that was processed is accepted, and"
        + " the next member goes on at once", String.format(Locale.ROOT, "exit within %.1f s, %d + %d records,"
        + " 0 twice", seconds, first.records().size(), second.records().size()));
  }

  /** Of a hundred records that the producer has sent in one batch. */
  @ParameterizedTest
  @CsvSource({"record_limit, 10", "batch_optimized, 100"})
  void howManyRecordsOnePollReturns(String mode, int expected, TestLab lab) {
    String topic = lab.newTopic(1);
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(lab.properties(Map.of("linger.ms", "10000")),
        new StringSerializer(), new StringSerializer())) {
      IntStream.range(0, 100).forEach(i -> producer.send(new ProducerRecord<>(topic, "1", "msg_" + i)));
    }
    LessonRun run = run(lab, topic, TestLab.newName("group")).client("share.acquire.mode", mode).messages(100)
        .edited(Map.of("long polled = System.nanoTime();", "long polled = System.nanoTime();"
            + " System.out.println(\"# polled \" + records.count());", "lab.maxPollRecords(10)", "10")).start();
    assertThat(run.exitCode()).isZero();
    List<String> polled = run.lines().stream().filter(line -> line.matches("# polled [1-9].*")).toList();
    assertThat(polled).first().isEqualTo("# polled " + expected);
    Claims.proven("Consumer13ShareGroup", "share.acquire.mode=" + mode + ", max.poll.records=10: how many records of"
        + " one batch of the producer a poll() returns", "of a batch of 100: " + polled.get(0).replace("# polled ", ""));
  }

  /** The record that makes its consumer crash is tried three times, and is then a dead letter: no code does this. */
  @Test
  void aRecordThatCrashesItsConsumerIsGivenUp(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    feedAcceptable(lab, topic, 10);
    List<LessonRun> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      LessonRun run = run(lab, topic, group).reporter(FailingOutput.class).env(FailingOutput.KEY, "4").start();
      assertThat(run.exitCode()).isEqualTo(1);
      runs.add(run);
    }
    LessonRun last = run(lab, topic, group).start();
    awaitAllDone(lab, topic, group);
    last.stop();
    runs.add(last);
    List<String> processed = Lessons.processed(runs);
    assertThat(processed).doesNotHaveDuplicates().hasSize(9).doesNotContain("0-4");
    assertThat(lab.read("dlq." + topic)).singleElement().satisfies(letter -> {
      assertThat(letter.key()).isEqualTo("4");
      assertThat(header(letter, "message")).isEqualTo(TRIED);
    });
    Claims.proven("Consumer13ShareGroup", "an exception in the middle of a batch: what was processed is accepted, the"
        + " rest is released at once; a record that crashes its consumer three times is a dead letter, and blocks"
        + " nothing", "10 records: 9 processed once each, 1 dead letter");
  }

  @Test
  void whatADeadMemberHasComesAgain(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    LessonRun dying = run(lab, topic, group).delayMs(3_000).start();
    LessonRun other = run(lab, topic, group).start();
    feedUntilItHasOne(lab, topic, dying, other);
    dying.kill();
    long killed = System.nanoTime();
    Lessons.awaitAll(lab, topic, List.of(other));
    double seconds = (System.nanoTime() - killed) / 1e9;
    assertThat(seconds).as("its locks last for 15 s").isLessThan(10);
    awaitAllDone(lab, topic, group);
    other.stop();
    assertThat(Lessons.duplicates(lab, topic, List.of(dying, other))).isEqualTo(dying.records().size());
    List<String> again = other.lines().stream().filter(line -> line.startsWith("# ")).toList();
    assertThat(again).hasSizeGreaterThanOrEqualTo(dying.records().size())
        .allMatch(line -> line.startsWith("# accept ") && line.endsWith(", delivery 2"));
    Claims.proven("Consumer13ShareGroup", "kill -9 in the middle of a batch: what was given to the dead member and not"
        + " answered comes again, as delivery 2, before its locks end (15 s); nothing is lost",
        String.format(Locale.ROOT, "%d records again at another member, within %.1f s", again.size(), seconds));
  }

  @Test
  void freshLetsAShareGroupStartOver(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    feedAcceptable(lab, topic, 10);
    assertThat(run(lab, topic, group).messages(10).start().exitCode()).isZero();
    var again = lab.launcher("run", "consumer13", "--topic", topic, "--group", group, "--fresh", "--messages", "10")
        .start();
    assertThat(again.exitCode()).isZero();
    assertThat(again.lines()).contains("Share group " + group + " starts over: what it has done is forgotten.")
        .filteredOn(line -> line.startsWith(topic + "-0-")).hasSize(10);
  }

  @Test
  @Tag("faults")
  void aSlowBatchIsKeptByRenewal(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    List<LessonRun> both = List.of(run(lab, topic, group).delayMs(700).start(),
        run(lab, topic, group).delayMs(700).start());
    both.forEach(run -> run.awaitLine(line -> line.startsWith("Share group "), "its first lines"));
    setLock(lab, group, 6_000);
    feedAcceptable(lab, topic, 20); // for each of them ten, which take 7 s
    awaitAllDone(lab, topic, group);
    both.forEach(LessonRun::stop);
    assertThat(Lessons.duplicates(lab, topic, both)).isZero();
    long renewed = both.stream().flatMap(run -> run.lines().stream()).filter(line -> line.startsWith("# renew "))
        .count();
    assertThat(renewed).isPositive();
    assertThat(both).allSatisfy(run -> assertThat(run.output(OutputLine.CommitFailed.class)).isEmpty());
    Claims.proven("Consumer13ShareGroup", "a batch that takes longer than its locks: renewed in time (KIP-1222), no"
        + " record is delivered twice", "lock 6 s, batch 7 s: " + renewed + " renewals, 20 records, 0 twice");
  }

  /** The late answer is refused, or it is not: nobody need tell the slow one that another has done the work. */
  @Test
  @Tag("faults")
  void workThatTakesLongerThanTheLockIsDoneTwice(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    LessonRun slow = run(lab, topic, group).messages(1).delayMs(8_000).start();
    LessonRun other = run(lab, topic, group).start();
    List.of(slow, other).forEach(run -> run.awaitLine(line -> line.startsWith("Share group "), "its first lines"));
    setLock(lab, group, 1_000);
    feedUntilItHasOne(lab, topic, slow, other);
    assertThat(slow.exitCode()).isZero();
    String place = slow.records().get(0).place();
    other.awaitLine(line -> line.startsWith("# accept " + topic + "-" + place + ", delivery "), "the same record");
    other.stop();
    Claims.proven("Consumer13ShareGroup", "work that takes longer than the lock: another member gets the record too;"
        + " the late answer need not be refused", "lock 1 s, work 8 s: processed twice, "
        + slow.output(OutputLine.CommitFailed.class).size() + " late answers refused");
  }

  private static LessonRun run(TestLab lab, String topic, String group) {
    return lab.lesson(Consumer13ShareGroup.class).topic(topic).group(group);
  }

  /** Records whose keys do not end in 7, 8 or 9. */
  private static void feedAcceptable(TestLab lab, String topic, int count) {
    for (int i = 0; i < count; i += 5) {
      lab.feed(topic, 2 * i, 2 * i + Math.min(5, count - i));
    }
  }

  /** Sends records until this member has got one; others may get the rest. */
  private static void feedUntilItHasOne(TestLab lab, String topic, LessonRun member, LessonRun other) {
    other.awaitLine(line -> line.startsWith("Share group "), "its first lines");
    TestLab.await().until(() -> {
      feedAcceptable(lab, topic, 5);
      return !member.records().isEmpty();
    });
  }

  private static void awaitAllDone(TestLab lab, String topic, String group) {
    TestLab.await().until(() -> {
      ShareGroupOffsets offsets = ShareGroupOffsets.of(lab.admin(), group, topic);
      return !offsets.isNew() && offsets.lag().equals(Optional.of(0L));
    });
  }

  private static void setLock(TestLab lab, String group, int milliseconds) {
    TestLab.get(lab.admin().incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group),
        List.of(new AlterConfigOp(new ConfigEntry("share.record.lock.duration.ms",
            Integer.toString(milliseconds)), AlterConfigOp.OpType.SET)))).all());
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    return new String(letter.headers().lastHeader("__dlq.errors." + name).value(), UTF_8);
  }
}
