package kafkalab.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import kafkalab.base.HostPort;
import kafkalab.base.Plural;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.TcpProbe;
import kafkalab.support.ExitCode;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.server.common.MetadataVersion;

/** The checks of {@code lab doctor} of the brokers: where they are, their version and their settings. */
final class BrokerChecks {

  private BrokerChecks() {}

  /** A client connects to each broker that leads one of its partitions: one that it cannot reach is one too few. */
  static Finding advertised(CheckedCluster cluster) {
    List<HostPort> all = cluster.nodes().stream().map(HostPort::of).sorted().toList();
    List<String> unreachable = all.parallelStream()
        .flatMap(address -> TcpProbe.connectFailure(List.of(address), ClusterAddress.CONNECT_TIMEOUT)
            .map(reason -> address + " (" + reason + ")").stream())
        .toList();
    String figure = Plural.count(all.size(), "broker") + ": "
        + all.stream().map(HostPort::toString).collect(Collectors.joining(", "));
    if (unreachable.isEmpty()) {
      return Finding.ok(figure);
    }
    return Finding.fail(ExitCode.UNREACHABLE_ADDRESS, figure + "; out of reach: " + String.join(", ", unreachable),
        "Set advertised.listeners of these brokers to an address that this machine can reach.");
  }

  static Finding version(CheckedCluster cluster) {
    FeatureMetadata features;
    try {
      features = KafkaFutures.get(cluster.admin().describeFeatures().featureMetadata());
    } catch (UnsupportedVersionException e) {
      return version(OptionalInt.empty(), 0);
    }
    String feature = MetadataVersion.FEATURE_NAME;
    OptionalInt finalized = Optional.ofNullable(features.finalizedFeatures().get(feature))
        .map(range -> OptionalInt.of(range.maxVersionLevel())).orElse(OptionalInt.empty());
    int supported = Optional.ofNullable(features.supportedFeatures().get(feature))
        .map(range -> (int) range.maxVersion()).orElse(0);
    return version(finalized, supported);
  }

  /**
   * What a cluster's version means for the lab.
   *
   * @param finalized level of metadata.version that the cluster works with; none before KRaft
   * @param supported the highest level that its brokers know, from which their own version can be told
   * @see <a href="https://kafka.apache.org/documentation/#upgrade">Kafka documentation, section Upgrading</a>
   */
  static Finding version(OptionalInt finalized, int supported) {
    MetadataVersion ours = MetadataVersion.latestProduction();
    if (finalized.isEmpty()) {
      return Finding.warn("no metadata.version: brokers older than Kafka 3.3, or with ZooKeeper",
          "The lab is written for Kafka " + ours.shortVersion() + ". If a lesson fails, use scripts/lab broker.");
    }
    String level = "metadata.version " + level(finalized.getAsInt());
    if (finalized.getAsInt() > ours.featureLevel()) {
      return Finding.ok(level + ", newer than the lab's Kafka " + ours.shortVersion());
    }
    if (finalized.getAsInt() == ours.featureLevel()) {
      return Finding.ok("Kafka " + ours.shortVersion() + " (" + level + "), as in the lab");
    }
    if (supported >= ours.featureLevel()) {
      return Finding.warn(level + ", though the brokers support " + level(supported), "Finish their upgrade: "
          + LineWrap.command("scripts/lab kafka-features upgrade --release-version " + ours.shortVersion()));
    }
    return Finding.warn(level + ", older than the lab's Kafka " + ours.shortVersion(),
        "Most lessons run anyway. If one does not, use scripts/lab broker.");
  }

  private static String level(int level) {
    try {
      return MetadataVersion.fromFeatureLevel((short) level).toString();
    } catch (IllegalArgumentException e) {
      return "level " + level; // of a Kafka newer than ours
    }
  }

  static Finding autoCreate(CheckedCluster cluster) {
    String name = "auto.create.topics.enable";
    return cluster.setting(name).map(value -> value.equals("true")
        ? Finding.warn(name + "=true: a typo creates a topic",
            "Set " + name + "=false on the brokers, as scripts/lab broker does.")
        : Finding.ok(name + "=" + value)).orElseGet(BrokerChecks::notTold);
  }

  static Finding rebalanceDelay(CheckedCluster cluster) {
    String name = "group.initial.rebalance.delay.ms";
    return cluster.number(name).map(value -> value > 0
        ? Finding.warn(name + "=" + value + ": the first member of a group waits this long for its partitions",
            "For a class set " + name + "=0 on the brokers, as scripts/lab broker does.")
        : Finding.ok(name + "=" + value)).orElseGet(BrokerChecks::notTold);
  }

  private static Finding notTold() {
    return Finding.notChecked("the broker does not report it");
  }
}
