package kafkalab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import kafkalab.consumer.Consumer02AutoCommit;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.consumer.Consumer04CommitAsync;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.consumer.Consumer06CommitSpecified;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Groups at full speed whose members come, stop (SIGTERM), die (SIGKILL), are paused for longer than their session
 * (SIGSTOP), lose the reader of their output, and whose broker dies: {@code mvn -B verify -Psoak -Dsoak.minutes=20
 * -Dsoak.seed=1}. Each round takes a lesson and a group protocol, until each lesson has met each protocol, and begins
 * again. It counts what was lost (processed by nobody; always 0) and what was processed twice. It is not part of
 * {@code mvn verify}.
 */
@Tag("soak")
class SoakIT {

  private static final List<Class<?>> LESSONS = List.of(Consumer02AutoCommit.class, Consumer03CommitSync.class,
      Consumer04CommitAsync.class, Consumer05CommitSyncAsync.class, Consumer06CommitSpecified.class,
      Consumer07RebalanceCallback.class);

  private static final Map<String, String> RANGE = Map.of();
  private static final Map<String, String> CONSUMER = Map.of("group.protocol", "consumer");
  /** The client settings that the members of a group have in turn; those of two protocols may share a group. */
  private static final Map<String, List<Map<String, String>>> PROTOCOLS = new TreeMap<>(Map.of(
      "range", List.of(RANGE),
      "cooperative-sticky", List.of(Map.of("partition.assignment.strategy", CooperativeStickyAssignor.class.getName())),
      "consumer", List.of(CONSUMER),
      "range and consumer", List.of(RANGE, CONSUMER)));

  private record Pair(Class<?> lesson, String protocol) {}

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "signals, and /proc")
  void nothingIsEverLost() throws IOException, InterruptedException {
    long seed = Long.getLong("soak.seed", System.nanoTime() & 0xffff);
    Instant end = Instant.now().plus(Duration.ofMinutes(Long.getLong("soak.minutes", 20L)));
    Random random = new Random(seed);
    SoakFigures sum = new SoakFigures();
    List<Pair> pairs = new ArrayList<>();
    System.out.println("SOAK | seed " + seed + ", until " + end);
    try (OwnBroker broker = OwnBroker.start()) {
      while (sum.of("rounds") == 0 || Instant.now().isBefore(end)) {
        if (pairs.isEmpty()) {
          LESSONS.forEach(lesson -> PROTOCOLS.keySet().forEach(protocol -> pairs.add(new Pair(lesson, protocol))));
          pairs.removeIf(pair -> !pair.toString().contains(System.getProperty("soak.only", "")));
          Collections.shuffle(pairs, random);
        }
        Pair pair = pairs.remove(0);
        try (TestLab lab = new TestLab(broker.address())) {
          sum.add(new SoakRound(broker, lab, random, pair.lesson, pair.protocol, PROTOCOLS.get(pair.protocol)).play());
        }
        sum.add("rounds", 1);
      }
    }
    System.out.println("SOAK | seed " + seed + ": " + sum);
    assertThat(sum.of("lost")).as("records lost, seed " + seed).isZero();
  }
}
