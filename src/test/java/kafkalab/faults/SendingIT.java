package kafkalab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import kafkalab.common.Employee;
import kafkalab.common.JsonSerializer;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.producer.Producer01FireAndForget;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer04Json;
import kafkalab.producer.Producer05CGroup;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a program says about records that do not arrive, and what the topic says. */
@Tag("faults")
@BrokerTest
class SendingIT {

  private static final String FAILED = "# Failed to send key ";

  /** Less than any batch has, so that the broker refuses all. */
  private static final int NOTHING = 60;

  private static final int KAFKAS_DEFAULT = 1_048_588;

  /** What the client counts for a record without key and value: a batch's head and the longest head of a record. */
  private static final int OVERHEAD = 61 + 21;

  @Test
  void fireAndForgetDoesNotNoticeRefusedRecords(TestLab lab) {
    int messages = 6_000;
    var run = oneByOne(lab, Producer01FireAndForget.class, 1).messages(messages).start();
    String topic = run.topic();
    refuseAfter(lab, topic, 1_000);
    AtomicLong end = new AtomicLong(-1);
    // nothing arrives for a second: refused records are on their way
    TestLab.await().during(Duration.ofSeconds(1)).until(() -> {
      long now = arrived(lab, topic);
      return end.getAndSet(now) == now;
    });
    limit(lab, topic, KAFKAS_DEFAULT);
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine())
        .isEqualTo("Verdict     : 6000 messages handed over; delivery was not checked");
    // the client's log may warn of OUT_OF_ORDER_SEQUENCE_NUMBER: what was sent right behind a refused record is sent
    // again under a new producer epoch; of the refused ones nobody says a word
    assertThat(run.lines()).filteredOn(line -> !line.contains("OUT_OF_ORDER_SEQUENCE_NUMBER"))
        .as("not a word about it").hasSize(6);
    assertThat(run.lines()).as("why records were refused")
        .noneMatch(line -> line.contains("RecordTooLarge") || line.contains("MESSAGE_TOO_LARGE"));
    List<String> missing = missing(lab, topic, messages);
    inTheMiddle(missing, messages);
    Claims.proven("Producer01FireAndForget", "does not see that records are refused; the topic tells how many arrived",
        "6000 handed over, exit code 0, " + arrived(lab, topic) + " on the topic; missing: " + range(missing));
  }

  @Test
  void syncNamesEachRecordThatIsRefusedAndGoesOn(TestLab lab) {
    var run = oneByOne(lab, Producer02Sync.class, 1).messages(600).start();
    refuseAfter(lab, run.topic(), 100);
    allowAfterFiveFailures(lab, run);
    inTheMiddle(aHole(lab, run, 600), 600);
  }

  @Test
  void asyncCallbacksCountWhatIsRefused(TestLab lab) {
    var one = oneByOne(lab, Producer03Async.class, 1).messages(5_000).start();
    var four = oneByOne(lab, Producer05CGroup.class, 4).messages(5_000).start();
    refuseAfter(lab, one.topic(), 1_000);
    refuseAfter(lab, four.topic(), 1_000);
    allowAfterFiveFailures(lab, one);
    allowAfterFiveFailures(lab, four);
    inTheMiddle(aHole(lab, one, 5_000), 5_000);
    List<String> missing = aHole(lab, four, 5_000);
    assertThat(missing.get(missing.size() - 1)).as("the last that is refused").isNotEqualTo("4999");
  }

  /**
   * A run in which each record from number 1000 on is a batch of its own: two of them have no room in one. (A batch
   * of several that the broker finds too large is split at batch.size, and refused again, without end.)
   */
  private static LessonRun oneByOne(TestLab lab, Class<?> lesson, int partitions) {
    return lab.lesson(lesson).topic(lab.newTopic(partitions)).delayMs(1)
        .client("batch.size", 0).client("linger.ms", 0);
  }

  private static void refuseAfter(TestLab lab, String topic, int records) {
    TestLab.await().until(() -> arrived(lab, topic) > records + 10);
    limit(lab, topic, NOTHING);
  }

  private static void allowAfterFiveFailures(TestLab lab, LessonRun run) {
    run.awaitLines(line -> line.startsWith(FAILED), 5, "five failures");
    limit(lab, run.topic(), KAFKAS_DEFAULT);
  }

  /** Which keys are missing from the topic, as the output says. */
  private static List<String> aHole(TestLab lab, LessonRun run, int messages) {
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    List<String> missing = missing(lab, run.topic(), messages);
    String reason = ": RecordTooLargeException: The request included a message larger than the max message size the"
        + " server will accept.";
    assertThat(run.lines().stream().filter(line -> line.startsWith(FAILED))).hasSize(5).doesNotHaveDuplicates()
        .isSubsetOf(missing.stream().map(key -> FAILED + key + reason).toList());
    int arrived = messages - missing.size();
    assertThat(run.lastLine()).isEqualTo(
        "Verdict     : " + arrived + " messages acknowledged, " + missing.size() + " failed");
    Claims.proven(name(run), "a refused record is named with the broker's reason, the rest go on; the counts are the"
        + " topic's; exit code 1", messages + " sent, " + arrived + " acknowledged = " + arrived + " on the topic, "
        + missing.size() + " failed = missing: " + range(missing));
    return missing;
  }

  /** The keys that are not on the topic, where none is twice. */
  private static List<String> missing(TestLab lab, String topic, int messages) {
    List<String> missing = new ArrayList<>(keys(0, messages));
    List<String> arrived = lab.read(topic).stream().map(ConsumerRecord::key).toList();
    assertThat(arrived).doesNotHaveDuplicates();
    missing.removeAll(arrived);
    assertThat(missing).isNotEmpty();
    return missing;
  }

  /** The keys have no gap; records before and behind them have arrived. */
  private static void inTheMiddle(List<String> keys, int messages) {
    int first = Integer.parseInt(keys.get(0));
    assertThat(first).isPositive();
    assertThat(first + keys.size()).isLessThan(messages);
    assertThat(keys).isEqualTo(keys(first, first + keys.size()));
  }

  private static String range(List<String> keys) {
    return "keys " + keys.get(0) + " to " + keys.get(keys.size() - 1);
  }

  private static List<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  /** The client refuses what is over its own limit: no broker is asked, the callback is told all the same. */
  @Test
  void asyncCallbacksCountWhatTheClientRefuses(TestLab lab) {
    // room for the key 9999, for msg_9999, and for the lengths of both and of no headers
    var run = lab.lesson(Producer03Async.class).topic(lab.newTopic(1)).messages(20_000)
        .client("max.request.size", OVERHEAD + 4 + 8 + 3).start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(arrived(lab, run.topic())).isEqualTo(10_000);
    assertThat(run.lastLine()).isEqualTo("Verdict     : 10000 messages acknowledged, 10000 failed");
    assertThat(run.lines()).filteredOn(line -> line.startsWith("#")).hasSize(6).contains("# Failed to send key 10000:"
        + " RecordTooLargeException: The message is 99 bytes when serialized which is larger than 97, which is the"
        + " value of the max.request.size configuration.", "# Further failures are counted only.");
    Claims.proven("Producer03Async", "callbacks count what the client itself refuses; their counts are the topic's;"
        + " exit code 1", "20000 sent, 10000 acknowledged = 10000 on the topic, 10000 failed, 5 of them shown");
  }

  @Test
  void jsonCallbacksCountTheObjectsThatAreTooLarge(TestLab lab) {
    String topic = lab.newTopic(1);
    int messages = 5_000;
    List<Integer> sizes = new ArrayList<>();
    try (JsonSerializer<Employee> serializer = new JsonSerializer<>()) {
      IntStream.range(0, messages).forEach(i -> sizes.add(OVERHEAD + Integer.toString(i).length()
          + serializer.serialize(topic, Employee.number(i)).length + 4));
    }
    int limit = sizes.stream().sorted().skip(messages / 2).findFirst().orElseThrow();
    var run = lab.lesson(Producer04Json.class).topic(topic).messages(messages)
        .client("max.request.size", limit).start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    List<String> small = IntStream.range(0, messages).filter(i -> sizes.get(i) <= limit)
        .mapToObj(Integer::toString).toList();
    assertThat(lab.read(topic).stream().map(ConsumerRecord::key)).isEqualTo(small);
    int failed = messages - small.size();
    assertThat(failed).isPositive();
    assertThat(run.lastLine())
        .isEqualTo("Verdict     : " + small.size() + " messages acknowledged, " + failed + " failed");
    Claims.proven("Producer04Json", "callbacks count the objects that are too large, the rest arrive in order;"
        + " exit code 1", messages + " sent, " + small.size() + " acknowledged = the same keys on the topic, "
        + failed + " failed");
  }

  private static void limit(TestLab lab, String topic, int bytes) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry limit = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
    TestLab.get(lab.admin().incrementalAlterConfigs(
        Map.of(resource, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET)))).all());
    TestLab.await().until(() -> TestLab.get(lab.admin().describeConfigs(List.of(resource)).all()).get(resource)
        .get("max.message.bytes").value().equals(limit.value()));
  }

  /** Killed, and not started again until all have ended; the delivery timeout is 3 s, the lab's own is 30 s. */
  @Test
  void aBrokerThatDoesNotComeBack() {
    try (OwnBroker broker = OwnBroker.start(); TestLab lab = new TestLab(broker.address())) {
      List<LessonRun> askers = new ArrayList<>();
      for (Class<?> lesson : List.of(Producer02Sync.class, Producer03Async.class, Producer05CGroup.class)) {
        askers.add(impatient(lab, lesson).messages(1_000_000).start());
      }
      TestLab.await().until(() -> askers.stream().allMatch(run -> arrived(lab, run.topic()) > 100));
      var forgetter = impatient(lab, Producer01FireAndForget.class).messages(3_000).start();
      TestLab.await().until(() -> arrived(lab, forgetter.topic()) > 100);
      broker.kill();

      assertThat(forgetter.exitCode()).isZero();
      long start = System.nanoTime();
      askers.forEach(run -> run.program().stop());
      List<Double> seconds = new ArrayList<>();
      for (LessonRun run : askers) {
        assertThat(run.exitCode()).isEqualTo(143);
        seconds.add((System.nanoTime() - start) / 1e9);
      }
      broker.begin();
      broker.awaitServing();
      fireAndForgetCannotKnow(lab, forgetter);
      for (LessonRun run : askers) {
        theFailedAreUncertain(lab, run, seconds.get(askers.indexOf(run)));
      }
    }
  }

  private static LessonRun impatient(TestLab lab, Class<?> lesson) {
    return lab.lesson(lesson).topic(lab.newTopic(1)).delayMs(2).client("linger.ms", 0)
        .client("request.timeout.ms", 1_000).client("delivery.timeout.ms", 3_000);
  }

  private static void fireAndForgetCannotKnow(TestLab lab, LessonRun run) {
    assertThat(run.lastLine())
        .isEqualTo("Verdict     : 3000 messages handed over; delivery was not checked");
    long closing = milliseconds(run, "Total spend : ") - milliseconds(run, "Handed over : ");
    assertThat(closing).as("close() waits no longer than the delivery timeout").isLessThan(3_000 + 2_000);
    long arrived = arrived(lab, run.topic());
    assertThat(arrived).isBetween(100L, 2_900L);
    Claims.proven("Producer01FireAndForget", "broker killed in mid-run, not started again: ends by itself within its"
        + " delivery timeout, and cannot say what arrived", "3000 handed over, close() took " + closing
        + " ms (delivery.timeout.ms=3000), exit code 0, " + arrived + " on the topic");
  }

  private static void theFailedAreUncertain(TestLab lab, LessonRun run, double seconds) {
    String name = name(run);
    assertThat(seconds).as(name).isLessThan(3 + 2);
    var verdict = Pattern.compile("Verdict     : (\\d+) messages acknowledged, (\\d+) failed").matcher(run.lastLine());
    assertThat(verdict.matches()).as(run.lastLine()).isTrue();
    long acknowledged = Long.parseLong(verdict.group(1));
    long failed = Long.parseLong(verdict.group(2));
    long arrived = arrived(lab, run.topic());
    assertThat(failed).isPositive();
    assertThat(arrived).isBetween(acknowledged, acknowledged + failed);
    assertThat(run.lines().stream().filter(line -> line.startsWith(FAILED)))
        .hasSize((int) Math.min(5, failed)).allMatch(line -> line.contains(": TimeoutException: "));
    Claims.proven(name, "broker killed, not started again: what is acknowledged is on the topic, what has failed is"
        + " counted; a stop ends within the delivery timeout", String.format(Locale.ROOT, "%d acknowledged, %d failed,"
        + " %d on the topic; stopped within %.1f s (delivery.timeout.ms=3000)",
        acknowledged, failed, arrived, seconds));
  }

  private static String name(LessonRun run) {
    return run.lines().get(0).replaceFirst(":.*", "");
  }

  private static long arrived(TestLab lab, String topic) {
    return lab.ends(topic).values().stream().mapToLong(end -> end).sum();
  }

  private static long milliseconds(LessonRun run, String start) {
    return run.lines().stream().filter(line -> line.startsWith(start))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".* (\\d+) milli-seconds", "$1"))).findFirst().orElseThrow();
  }
}
