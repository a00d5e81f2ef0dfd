package kafkalab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import kafkalab.experiment.LossyProxy;
import kafkalab.harness.Broker;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Programs;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.ChildJvm;
import kafkalab.producer.Producer06Acks;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three brokers, and the leader is killed: what is lost of what was acknowledged, and what is there twice. */
@Tag("faults")
class LeaderLossIT {

  private static final String VERDICT =
      "Verdict     : acks=(all|1): (\\d+) messages reported as sent, 0 failed; (\\d+) lost, (\\d+) twice";

  private final Path data = Broker.newFolder();
  private ChildJvm cluster;

  private String start(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("broker", "--nodes", "3", "--port", "0", "--data", data.toString()));
    arguments.addAll(List.of(options));
    cluster = Programs.start("kafkalab.cli.Lab", arguments, Map.of());
    return Broker.addressOf(cluster);
  }

  @AfterEach
  void stop() {
    List<ProcessHandle> nodes =
        ProcessHandle.of(cluster.pid()).stream().flatMap(ProcessHandle::descendants).toList();
    cluster.close();
    nodes.forEach(ProcessHandle::destroyForcibly);
  }

  private static int leader(TestLab lab, String topic) {
    return TestLab.get(lab.admin().describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().get(0)
        .leader().id();
  }

  /** How many bytes of the topic's partition a node has on disk. */
  private static long bytes(TestLab lab, String topic, int node) {
    return TestLab.get(lab.admin().describeLogDirs(List.of(node)).descriptions().get(node)).values().stream()
        .flatMap(folder -> folder.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().equals(new TopicPartition(topic, 0)))
        .mapToLong(replica -> replica.getValue().size()).sum();
  }

  private static int figure(LessonRun run, int group) {
    assertThat(run.lastLine()).matches(VERDICT);
    return Integer.parseInt(run.lastLine().replaceAll(VERDICT, "$" + group));
  }

  /** The followers copy every five seconds, so that it is sure that the leader dies with what only it has. */
  @Test
  @Records(varying = {"producer06-acks-1", "producer06-acks-all"})
  void theLeaderDiesBeforeAFollowerHasCopied() {
    String servers = start("--set", "replica.fetch.min.bytes=10000000", "--set", "replica.fetch.wait.max.ms=5000");
    try (TestLab lab = new TestLab(servers)) {
      for (String acks : List.of("1", "all")) {
        String topic = lab.newTopic(1);
        LessonRun run = lab.lesson(Producer06Acks.class).topic(topic).messages(1_000).delayMs(10)
            .client("acks", acks).client("delivery.timeout.ms", 120_000).start();
        int leader = leader(lab, topic);
        TestLab.await().until(() -> bytes(lab, topic, leader) > 2_000);
        cluster.type(leader + "\n");
        assertThat(run.exitCode()).isZero();
        int lost = figure(run, 3);
        assertThat(figure(run, 2)).isEqualTo(1_000);
        assertThat(lab.read(topic)).hasSize(1_000 - lost + figure(run, 4));
        if (acks.equals("1")) {
          assertThat(lost).isPositive();
        } else {
          assertThat(lost).isZero();
          assertThat(figure(run, 4)).as("idempotence is on").isZero();
        }
        Transcripts.record("producer06-acks-" + acks, run.lines(), Map.of(servers,
            "localhost:9092,localhost:9093,localhost:9094", topic, "ak03.acks"));
        Claims.proven("Producer06Acks", "the leader is killed before a follower has copied: acks=" + acks
            + (acks.equals("1") ? " loses records that were acknowledged" : " loses and doubles nothing"),
            "1000 acknowledged, " + lost + " lost, " + figure(run, 4) + " twice");
        cluster.type(leader + "\n");
        TestLab.await().until(() -> TestLab.get(lab.admin().describeCluster().nodes()).size() == 3);
      }
    }
  }

  /** The tenth answer is held back until the followers have what the leader has; then the leader is killed. */
  @Test
  void theLeaderDiesWithTheAnswerWhenTheFollowersHaveCopied() {
    String servers = start();
    try (TestLab direct = new TestLab(servers); LossyProxy proxy = new LossyProxy(servers);
        TestLab lab = new TestLab(proxy.address())) {
      for (String acks : List.of("1", "all")) {
        String topic = direct.newTopic(1);
        int leader = leader(direct, topic);
        AtomicInteger killed = new AtomicInteger();
        proxy.loseAnswers(ApiKeys.PRODUCE, answer -> {
          if (answer == 10) {
            long written = bytes(direct, topic, leader);
            TestLab.await().until(() -> List.of(1, 2, 3).stream()
                .allMatch(node -> bytes(direct, topic, node) >= written));
            cluster.type(leader + "\n");
            killed.incrementAndGet();
          }
          return answer == 10;
        });
        LessonRun run = lab.lesson(Producer06Acks.class).topic(topic).messages(300).delayMs(20)
            .client("acks", acks).client("batch.size", 0).client("delivery.timeout.ms", 120_000).start();
        assertThat(run.exitCode()).isZero();
        assertThat(killed).hasValue(1);
        assertThat(figure(run, 2)).isEqualTo(300);
        assertThat(figure(run, 3)).as("lost").isZero();
        if (acks.equals("1")) {
          assertThat(figure(run, 4)).as("twice").isPositive();
        } else {
          assertThat(figure(run, 4)).as("twice").isZero();
        }
        assertThat(direct.read(topic)).hasSize(300 + figure(run, 4));
        Claims.proven("Producer06Acks", "the leader is killed when the followers have copied, but its answer is not"
            + " out: acks=" + acks + (acks.equals("1") ? " makes duplicates, because idempotence is off"
                : " (with idempotence) makes no duplicates"),
            "300 acknowledged, 0 lost, " + figure(run, 4) + " twice");
        cluster.type(leader + "\n");
        TestLab.await().until(() -> TestLab.get(direct.admin().describeCluster().nodes()).size() == 3);
      }
    }
  }
}
