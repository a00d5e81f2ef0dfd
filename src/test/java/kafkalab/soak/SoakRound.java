package kafkalab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import kafkalab.producer.Producer02Sync;
import kafkalab.producer.Producer03Async;
import kafkalab.producer.Producer05CGroup;

/** One lesson under one protocol: three producers, up to four members at full speed, and what can happen to them. */
final class SoakRound {

  private static final int PARTITIONS = 4;
  private static final int MOST_MEMBERS = 4;
  private static final int ACTIONS = 12;
  /** Longer than the session timeout, 6 s. */
  private static final int PAUSE_SECONDS = 9;
  private static final Pattern ACKNOWLEDGED = Pattern.compile("Verdict     : (?:all )?(\\d+) messages acknowledged.*");

  private final OwnBroker broker;
  private final TestLab lab;
  private final Random random;
  private final Class<?> lesson;
  private final String protocol;
  private final List<Map<String, String>> settings;
  private final String topic;
  private final String group = TestLab.newName("soak");
  private final Tally tally = new Tally(PARTITIONS);
  private final List<Member> members = new ArrayList<>();
  private final List<Member> unread = new ArrayList<>();
  private final Map<Class<?>, LessonRun> producers = new HashMap<>();
  private final SoakFigures figures = new SoakFigures();
  private long acknowledged;

  /** The members of a protocol have these client settings, in turn. */
  SoakRound(OwnBroker broker, TestLab lab, Random random, Class<?> lesson, String protocol,
      List<Map<String, String>> settings) {
    this.broker = broker;
    this.lab = lab;
    this.random = random;
    this.lesson = lesson;
    this.protocol = protocol;
    this.settings = settings;
    this.topic = lab.newTopic(PARTITIONS);
  }

  SoakFigures play() throws IOException, InterruptedException {
    CommitWatch watch = new CommitWatch(lab, group, topic, tally);
    int brokerKill = random.nextInt(2 * ACTIONS); // every other round
    start();
    for (int i = 0; i < ACTIONS; i++) {
      feed();
      if (i == brokerKill) {
        broker.kill();
        broker.begin();
        broker.awaitServing();
        figures.add("broker kills", 1);
      }
      act();
      // each action meets the group in another state: settled, or still rebalancing
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(3_000));
      TestLab.await().until(() -> System.nanoTime() > deadline);
      for (Member member : List.copyOf(members)) {
        member.resume();
        if (!member.isAlive()) {
          assertThat(member.hasJoined()).as("nobody has ended it: %s", member).isFalse();
          members.remove(member);
          figures.add("not begun", 1);
        }
      }
    }
    end(watch);
    return figures;
  }

  private void start() throws IOException, InterruptedException {
    Map<String, String> client = new HashMap<>(settings.get(random.nextInt(settings.size())));
    if (random.nextBoolean()) {
      client.put("max.poll.records", "500"); // Kafka's default
    }
    members.add(new Member(lesson, Map.of("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers(), "LAB_TOPIC", topic,
        "LAB_GROUP", group), client, tally));
    figures.add("started", 1);
  }

  private void act() throws IOException, InterruptedException {
    List<Member> running = members.stream().filter(member -> !member.isPaused()).toList();
    int dice = random.nextInt(6);
    if (running.size() < 2 || dice < 2 && members.size() < MOST_MEMBERS) {
      start();
      return;
    }
    Member member = running.get(random.nextInt(running.size()));
    switch (dice) {
      case 3 -> {
        member.kill();
        checkEnded(member, 137);
        figures.add("kill -9", 1);
      }
      case 4 -> {
        member.pause(PAUSE_SECONDS);
        figures.add("pauses", 1);
        return;
      }
      case 5 -> {
        member.losesItsReader();
        unread.add(member);
        figures.add("readers gone", 1);
      }
      default -> {
        member.stop();
        checkEnded(member, 143);
        figures.add("SIGTERM", 1);
      }
    }
    members.remove(member);
  }

  /** One that was never a member may have ended by itself, as no broker answered. */
  private static void checkEnded(Member member, Integer... exitCodes) throws IOException, InterruptedException {
    int exitCode = member.exitCode();
    if (member.hasJoined()) {
      assertThat(exitCode).as("exit code of %s", member).isIn((Object[]) exitCodes);
    }
  }

  /** Producers that have sent all that they were to send begin again. */
  private void feed() {
    feed(Producer02Sync.class, 2_000, 1);
    feed(Producer03Async.class, 20_000, 0);
    feed(Producer05CGroup.class, 2_000, 1);
  }

  private void feed(Class<?> producer, long messages, long delayMs) {
    LessonRun run = producers.get(producer);
    if (run == null || !run.program().isAlive()) {
      count(run);
      producers.put(producer, lab.lesson(producer).topic(topic).messages(messages).delayMs(delayMs)
          .client("enable.idempotence", random.nextBoolean()).start());
      figures.add("started", 1);
    }
  }

  private void count(LessonRun run) {
    if (run != null) {
      int exitCode = run.exitCode();
      List<Matcher> verdicts = run.lines().stream().map(ACKNOWLEDGED::matcher).filter(Matcher::matches).toList();
      verdicts.forEach(verdict -> acknowledged += Long.parseLong(verdict.group(1)));
      // without a verdict it was stopped, or found no broker that answers, before it had sent anything
      assertThat(verdicts.isEmpty() && exitCode == 0).as("no verdict: %s", run.lines()).isFalse();
    }
  }

  private void end(CommitWatch watch) throws IOException, InterruptedException {
    producers.values().forEach(run -> run.program().stop());
    producers.values().forEach(this::count);
    TestLab.await().until(() -> {
      for (Member member : members) {
        member.resume();
      }
      return members.stream().noneMatch(Member::isPaused);
    });
    long produced = sum(lab.ends(topic).values());
    assertThat(produced).as("acknowledged, and on the topic").isGreaterThanOrEqualTo(acknowledged);
    TestLab.await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
      if (members.stream().noneMatch(Member::isAlive)) {
        start();
      }
      assertThat(tally.distinct()).as("processed of what was produced, %s", members).isEqualTo(produced);
    });
    Member last = members.stream().filter(Member::isAlive).findFirst().orElseThrow();
    members.remove(last);
    members.addAll(unread);
    for (Member member : members) {
      awaitStable(member);
      member.stop();
      // one whose reader has gone ends by itself, with 1, unless it had nothing to print
      checkEnded(member, 143, unread.contains(member) ? 1 : 143);
    }
    awaitTheRest(last);
    awaitStable(last);
    last.stop();
    checkEnded(last, 143);
    Map<Integer, Long> ends = lab.ends(topic);
    figures.add("produced", sum(ends.values()));
    figures.add("processed", tally.total());
    figures.add("twice", tally.total() - tally.distinct());
    figures.add("lost", tally.lost(lab.read(topic)));
    System.out.println("SOAK | " + lesson.getSimpleName() + ", " + protocol + ": " + figures);
    assertThat(watch.end()).as("what is wrong with what was committed").isEmpty();
    assertThat(lab.committed(group, topic)).as("committed when the last one was stopped: %s", last).isEqualTo(ends);
  }

  /**
   * The last member alone reads again what others have given away without a commit, each partition in order: when it
   * has read one more record of each, it has read all.
   */
  private void awaitTheRest(Member last) {
    lab.feed(topic, 0, 10 * PARTITIONS);
    TestLab.await().atMost(Duration.ofMinutes(2)).untilAsserted(() ->
        assertThat(tally.distinct()).as("processed, %s", last).isEqualTo(sum(lab.ends(topic).values())));
  }

  /** In the middle of a rebalance no commit is taken, and so no stop is exact. */
  private void awaitStable(Member member) {
    TestLab.await().until(() -> !member.isAlive() || !lab.members(group).isEmpty());
  }

  private static long sum(Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }
}
