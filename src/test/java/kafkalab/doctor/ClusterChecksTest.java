package kafkalab.doctor;

import static kafkalab.doctor.Finding.State.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code lab doctor} makes of a cluster, where no test can make one like that. */
class ClusterChecksTest {

  @Test
  void aClustersVersion() {
    MetadataVersion ours = MetadataVersion.latestProduction();
    int level = ours.featureLevel();
    assertThat(BrokerChecks.version(OptionalInt.of(level), level)).isEqualTo(Finding.ok(
        "Kafka " + ours.shortVersion() + " (metadata.version " + ours + "), as in the lab"));
    assertThat(BrokerChecks.version(OptionalInt.of(999), 999)).isEqualTo(Finding.ok(
        "metadata.version level 999, newer than the lab's Kafka " + ours.shortVersion()));
    assertThat(BrokerChecks.version(OptionalInt.of(25), 25).text())
        .isEqualTo("metadata.version 4.0-IV3, older than the lab's Kafka " + ours.shortVersion());
    assertThat(BrokerChecks.version(OptionalInt.of(25), level).text())
        .isEqualTo("metadata.version 4.0-IV3, though the brokers support " + ours);
    assertThat(BrokerChecks.version(OptionalInt.empty(), 0).state()).isEqualTo(WARN);
  }

  /** Topic "t" with a partition of each given number of replicas in sync, of three. */
  private static TopicDescription topic(int... inSync) {
    List<Node> nodes = List.of(new Node(1, "a", 1), new Node(2, "b", 1), new Node(3, "c", 1));
    return new TopicDescription("t", true, IntStream.range(0, inSync.length).mapToObj(i -> new TopicPartitionInfo(i,
        inSync[i] == 0 ? null : nodes.get(0), nodes, nodes.subList(0, inSync[i]))).toList());
  }

  @Test
  void anInternalTopicNeedsEnoughReplicasInSync() {
    assertThat(TopicChecks.inSync(topic(3, 3), 2, "commits")).isEmpty();
    assertThat(TopicChecks.inSync(topic(3, 3), 4, "commits")).as("more than there are replicas").isEmpty();
    assertThat(TopicChecks.inSync(topic(3, 1), 2, "commits").orElseThrow().text())
        .isEqualTo("t has fewer replicas in sync than its min.insync.replicas=2: commits hang");
    Finding behind = TopicChecks.inSync(topic(3, 2), 2, "commits").orElseThrow();
    assertThat(behind.state()).isEqualTo(WARN);
    assertThat(behind.text()).isEqualTo("t-1 has 2 of 3 replicas in sync");
    assertThat(TopicChecks.replication(topic(0)).orElseThrow().text())
        .isEqualTo("t-0 has no leader: nobody can read or write it");
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "103, 0", "105, 0", "106, 1", "6105, 6000", "99, -1", "-5900, -6000"})
  void aClockIsWrongOnlyIfItsTimeLiesOutside(long time, long skew) {
    assertThat(RoundTrip.skew(100, time, 105)).isEqualTo(skew);
  }

  @ParameterizedTest
  @CsvSource({"lab-doctor-1000-0a1b2c3d, true", "lab-doctor-1400-0a1b2c3d, false", "lab-doctor-9000-0a1b2c3d, false",
      "lab-doctor-x, false", "my-lab-doctor-1000-0a1b2c3d, false"})
  void onlyAnOldTopicOfItsOwnIsClearedUp(String topic, boolean old) {
    assertThat(RoundTrip.isOld(topic, 2_000)).isEqualTo(old);
  }

  @Test
  void clocksThatDiffer() {
    assertThat(RoundTripChecks.clock(0, 5)).isEqualTo(Finding.ok("this machine's and the broker's agree, within 5 ms"));
    assertThat(RoundTripChecks.clock(5_000, 5)).isEqualTo(Finding.ok("the broker's is ahead by 5.0 s"));
    assertThat(RoundTripChecks.clock(-5_001, 5).state()).isEqualTo(WARN);
    assertThat(RoundTripChecks.clock(-5_001, 5).text()).isEqualTo("the broker's is behind by 5.0 s");
  }
}
