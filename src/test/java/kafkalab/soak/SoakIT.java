package kafkalab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kafkalab.consumer.Consumer02AutoCommit;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.consumer.Consumer06CommitSpecified;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Members of a busy group come, go and die at random, round after round: {@code mvn -B verify -Psoak
 * -Dsoak.minutes=20 -Dsoak.seed=1}. Each round takes a lesson and a group protocol, and counts what was lost
 * (never processed by anyone; always 0) and what was processed twice. It is not part of {@code mvn verify}.
 */
@Tag("soak")
@BrokerTest
class SoakIT {

  private static final List<Class<?>> LESSONS = List.of(Consumer02AutoCommit.class, Consumer03CommitSync.class,
      Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class, Consumer06CommitSpecified.class,
      Consumer07RebalanceCallback.class);
  private static final Map<String, Map<String, String>> PROTOCOLS = new TreeMap<>(Map.of(
      "range", Map.of(),
      "cooperative-sticky", Map.of("partition.assignment.strategy",
          "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
      "consumer", Map.of("group.protocol", "consumer")));
  private static final int MOST_MEMBERS = 5;
  private static final int ACTIONS = 8;

  @Test
  void nothingIsEverLost(TestLab lab) throws InterruptedException {
    long seed = Long.getLong("soak.seed", System.nanoTime() & 0xffff);
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("soak.minutes", 20L)));
    Random random = new Random(seed);
    long processed = 0;
    long lost = 0;
    long twice = 0;
    int rounds = 0;
    System.out.println("SOAK | seed " + seed + ", until " + end);
    while (rounds == 0 || Instant.now().isBefore(end)) {
      Round round = new Round(lab, random, rounds++);
      round.play();
      processed += round.processed;
      lost += round.lost;
      twice += round.twice;
    }
    System.out.printf("SOAK | seed %d: %d rounds, %d records processed, %d lost, %d processed twice%n",
        seed, rounds, processed, lost, twice);
    assertThat(lost).as("records lost, seed " + seed).isZero();
  }

  /** One lesson under one protocol: a feeder, up to five members, some of which stop or die. */
  private static final class Round {
    private final TestLab lab;
    private final Random random;
    private final int number;
    private final Class<?> lesson;
    private final String protocol;
    private final boolean kills;
    private final String topic;
    private final String group = TestLab.newName("soak");
    private final List<LessonRun> all = new ArrayList<>();
    private final List<LessonRun> members = new ArrayList<>();
    private int stopped;
    private int killed;
    private long processed;
    private long lost;
    private long twice;

    Round(TestLab lab, Random random, int number) {
      this.lab = lab;
      this.random = random;
      this.number = number;
      this.lesson = LESSONS.get(random.nextInt(LESSONS.size()));
      this.protocol = List.copyOf(PROTOCOLS.keySet()).get(random.nextInt(PROTOCOLS.size()));
      this.kills = random.nextBoolean();
      this.topic = lab.newTopic(4);
    }

    void play() throws InterruptedException {
      AtomicBoolean feeding = new AtomicBoolean(true);
      AtomicInteger fed = new AtomicInteger();
      Thread feeder = new Thread(() -> {
        while (feeding.get()) {
          int from = fed.getAndAdd(10);
          lab.feed(topic, from, from + 10);
        }
      }, "feeder");
      feeder.start();
      CommitWatch watch = new CommitWatch(lab, group, topic);
      try {
        startMember();
        for (int i = 0; i < ACTIONS; i++) {
          act();
          // each action meets the group in another state: settled, or still rebalancing
          int wanted = processedSoFar() + random.nextInt(120);
          long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
          TestLab.await().until(() -> processedSoFar() >= wanted || System.nanoTime() > deadline);
        }
      } finally {
        feeding.set(false);
        feeder.join();
      }
      if (members.isEmpty()) {
        startMember();
      }
      Set<String> places = new HashSet<>();
      lab.read(topic).forEach(record -> places.add(record.partition() + "-" + record.offset()));
      // one member may be left, with the backlog of a round
      TestLab.await().atMost(Duration.ofMinutes(5)).until(() -> distinct().size() >= places.size());
      members.forEach(member -> member.program().stop());
      members.forEach(LessonRun::exitCode);
      watch.stop();

      processed = processedSoFar();
      Set<String> seen = distinct();
      places.removeAll(seen);
      lost = places.size();
      twice = processed - seen.size();
      System.out.printf("SOAK | round %d: %s, %s, %d started, %d stopped, %d killed: %d processed, %d lost, %d twice%n",
          number, lesson.getSimpleName(), protocol, all.size(), stopped, killed, processed, lost, twice);
      assertThat(watch.backwards()).as("committed offsets that moved backwards").isEmpty();
      Map<Integer, Long> committed = lab.committed(group, topic);
      lab.ends(topic).forEach((partition, end) -> assertThat(committed.getOrDefault(partition, 0L))
          .as("committed for partition %d at the end of round %d", partition, number).isLessThanOrEqualTo(end));
      // it gives a partition away without a commit, which the next owner would read again: that is its lesson
      if (lesson != Consumer06CommitSpecified.class) {
        assertThat(committed).as("committed at the end of round %d", number).isEqualTo(lab.ends(topic));
      }
      if (lesson == Consumer07RebalanceCallback.class && killed == 0) {
        assertThat(twice).as("processed twice although every partition was revoked cleanly").isZero();
      }
      all.forEach(LessonRun::close);
    }

    private void act() {
      int dice = random.nextInt(3);
      if (members.size() < 2 || dice == 0 && members.size() < MOST_MEMBERS) {
        startMember();
      } else {
        LessonRun member = members.remove(random.nextInt(members.size()));
        if (kills && dice == 1) {
          member.kill();
          killed++;
        } else {
          member.program().stop();
          stopped++;
        }
      }
    }

    private void startMember() {
      LessonRun run = lab.lesson(lesson).topic(topic).group(group).delayMs(2).client("client.id", "m" + all.size());
      PROTOCOLS.get(protocol).forEach(run::client);
      all.add(run.start());
      members.add(run);
    }

    private int processedSoFar() {
      return all.stream().mapToInt(run -> run.records().size()).sum();
    }

    private Set<String> distinct() {
      Set<String> places = new HashSet<>();
      all.forEach(run -> places.addAll(LessonRun.places(run.records())));
      return places;
    }
  }

  /** Asks for a group's committed offsets again and again, and notes each that is less than it was. */
  private static final class CommitWatch {
    private final List<String> backwards = new ArrayList<>();
    private final AtomicBoolean watching = new AtomicBoolean(true);
    private final Thread thread;

    CommitWatch(TestLab lab, String group, String topic) {
      Map<Integer, Long> highest = new TreeMap<>();
      thread = new Thread(() -> {
        while (watching.get()) {
          lab.committed(group, topic).forEach((partition, offset) -> {
            Long before = highest.put(partition, offset);
            if (before != null && offset < before) {
              backwards.add("partition " + partition + ": " + before + " -> " + offset);
            }
          });
        }
      }, "commit-watch");
      thread.start();
    }

    void stop() throws InterruptedException {
      watching.set(false);
      thread.join();
    }

    List<String> backwards() {
      return backwards;
    }
  }
}
