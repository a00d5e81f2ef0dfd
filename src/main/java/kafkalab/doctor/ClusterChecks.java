package kafkalab.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafkalab.cluster.Cluster;
import kafkalab.cluster.TcpProbe;
import kafkalab.cluster.WindowsBroker;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.support.Futures;
import kafkalab.support.HostPort;
import kafkalab.support.LabException;
import kafkalab.support.Plural;
import kafkalab.terminal.Text;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.server.common.MetadataVersion;

/** The checks of {@code lab doctor} that ask a cluster, whose brokers are there. They may run at the same time. */
public final class ClusterChecks {

  /** The checks by name, in the order in which they are shown. */
  public static final Map<String, Function<ClusterChecks, Finding>> ALL;

  static {
    Map<String, Function<ClusterChecks, Finding>> all = new LinkedHashMap<>();
    all.put("advertised", ClusterChecks::advertised);
    all.put("version", ClusterChecks::version);
    all.put("auto-create", ClusterChecks::autoCreate);
    all.put("rebalance", ClusterChecks::rebalanceDelay);
    all.put("topics", ClusterChecks::topics);
    all.put("internal", ClusterChecks::internalTopics);
    all.put("round trip", ClusterChecks::roundTrip);
    all.put("clock", ClusterChecks::clock);
    ALL = Collections.unmodifiableMap(all);
  }

  /** Kafka's internal topics that the lessons need, each with the broker setting of its replicas, and who needs it. */
  private record Internal(String topic, String setting, String what, String needed) {}

  private static final List<Internal> INTERNAL = List.of(
      new Internal("__consumer_offsets", "offsets.topic.replication.factor", "offsets",
          "consumer groups and their commits"),
      new Internal("__transaction_state", "transaction.state.log.replication.factor", "transactions",
          "transactions"));

  private static final long CONNECT_MS = 1_500;
  /** Longer than the doctor waits for any check. */
  private static final Duration SHARED = Duration.ofSeconds(10);
  private static final long SKEW_MS = 5_000;

  private final LabConfig lab;
  private final Admin admin;
  private final FutureTask<Config> brokerConfig = new FutureTask<>(this::readBrokerConfig);
  private final FutureTask<RoundTrip> roundTrip = new FutureTask<>(this::measure);

  public ClusterChecks(LabConfig lab, Admin admin) {
    this.lab = lab;
    this.admin = admin;
  }

  /** What several checks need is done by the first of them; the others wait for it. */
  private static <T> T shared(FutureTask<T> task) {
    task.run();
    return Futures.get(task, SHARED, "no answer within " + SHARED.toSeconds() + " s");
  }

  private Collection<Node> nodes() {
    return Cluster.get(admin.describeCluster().nodes());
  }

  /** A client connects to each broker that leads one of its partitions: one that it cannot reach is one too few. */
  private Finding advertised() {
    List<HostPort> all = nodes().stream().map(HostPort::of).sorted().toList();
    List<String> unreachable = all.parallelStream()
        .flatMap(address -> TcpProbe.connectFailure(List.of(address), CONNECT_MS)
            .map(reason -> address + " (" + reason + ")").stream())
        .toList();
    String figure = Plural.count(all.size(), "broker") + ": "
        + all.stream().map(HostPort::toString).collect(Collectors.joining(", "));
    if (unreachable.isEmpty()) {
      return Finding.ok(figure);
    }
    return Finding.fail(LabException.UNREACHABLE_ADDRESS, figure + "; out of reach: " + String.join(", ", unreachable),
        "Set advertised.listeners of these brokers to an address that this machine can reach.");
  }

  private Finding version() {
    FeatureMetadata features;
    try {
      features = Cluster.get(admin.describeFeatures().featureMetadata());
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
  public static Finding version(OptionalInt finalized, int supported) {
    MetadataVersion ours = MetadataVersion.latestProduction();
    if (finalized.isEmpty()) {
      return Finding.warn("no metadata.version: brokers older than Kafka 3.3, or with ZooKeeper",
          "The lab is made for Kafka " + ours.shortVersion() + ". If a lesson fails, take scripts/lab broker.");
    }
    String level = "metadata.version " + level(finalized.getAsInt());
    if (finalized.getAsInt() > ours.featureLevel()) {
      return Finding.ok(level + ", newer than the lab's Kafka " + ours.shortVersion());
    }
    if (finalized.getAsInt() == ours.featureLevel()) {
      return Finding.ok("Kafka " + ours.shortVersion() + " (" + level + "), as in the lab");
    }
    if (supported >= ours.featureLevel()) {
      return Finding.warn(level + ", though the brokers know " + level(supported), "Finish their upgrade: "
          + Text.command("kafka-features.sh upgrade --release-version " + ours.shortVersion()));
    }
    return Finding.warn(level + ", older than the lab's Kafka " + ours.shortVersion(),
        "Most lessons run all the same. If one does not, take scripts/lab broker.");
  }

  private static String level(int level) {
    try {
      return MetadataVersion.fromFeatureLevel((short) level).toString();
    } catch (IllegalArgumentException e) {
      return "level " + level; // of a Kafka newer than ours
    }
  }

  private Config readBrokerConfig() {
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, nodes().iterator().next().idString());
    return config(broker);
  }

  private Config config(ConfigResource of) {
    return Cluster.get(admin.describeConfigs(List.of(of)).all()).get(of);
  }

  /** A setting of the brokers; empty where they do not tell it. */
  private Optional<String> setting(String name) {
    return Optional.ofNullable(shared(brokerConfig).get(name)).map(entry -> entry.value());
  }

  private Optional<Integer> number(String name) {
    return setting(name).map(Integer::valueOf);
  }

  private Finding autoCreate() {
    String name = "auto.create.topics.enable";
    return setting(name).map(value -> value.equals("true")
        ? Finding.warn(name + "=true: a typo creates a topic",
            "Set " + name + "=false on the brokers, as scripts/lab broker does.")
        : Finding.ok(name + "=" + value)).orElseGet(ClusterChecks::notTold);
  }

  private Finding rebalanceDelay() {
    String name = "group.initial.rebalance.delay.ms";
    return number(name).map(value -> value > 0
        ? Finding.warn(name + "=" + value + ": the first member of a group waits so long for its partitions",
            "For a class set " + name + "=0 on the brokers, as scripts/lab broker does.")
        : Finding.ok(name + "=" + value)).orElseGet(ClusterChecks::notTold);
  }

  private static Finding notTold() {
    return Finding.notChecked("the broker does not tell");
  }

  /** A topic; empty if there is none of this name. */
  private Optional<TopicDescription> topic(String name) {
    try {
      return Optional.of(Cluster.get(admin.describeTopics(List.of(name)).topicNameValues().get(name)));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  private Finding topics() {
    List<String> wrong = new ArrayList<>();
    List<String> remedies = new ArrayList<>();
    List<TopicDescription> there = LabTopics.ALL.keySet().stream().flatMap(name -> topic(name).stream()).toList();
    for (TopicDescription topic : there) {
      int count = topic.partitions().size();
      int wanted = LabTopics.ALL.get(topic.name());
      if (count != wanted) {
        wrong.add(topic.name() + " has " + Plural.count(count, "partition") + " instead of " + wanted);
        remedies.add("Recreate it (this deletes its records): "
            + Text.command("scripts/lab topics --recreate " + topic.name()));
      }
    }
    if (!wrong.isEmpty()) {
      return Finding.fail(LabException.WRONG_TOPIC, String.join("; ", wrong), remedies.toArray(String[]::new));
    }
    boolean missing = there.size() < LabTopics.ALL.size();
    if (missing) {
      Optional<Finding> impossible = tooManyReplicas("default.replication.factor", "the lab's topics cannot be made",
          LabException.WRONG_TOPIC);
      if (impossible.isPresent()) {
        return impossible.get();
      }
    }
    String figure = there.size() + " of " + LabTopics.ALL.size() + " there"
        + (missing ? "; the lessons make the others" : ", each with the right partitions");
    return there.stream().map(ClusterChecks::replication).flatMap(Optional::stream).findFirst()
        .orElseGet(() -> Finding.ok(figure));
  }

  private Finding internalTopics() {
    List<String> figures = new ArrayList<>();
    for (Internal internal : INTERNAL) {
      Optional<TopicDescription> topic = topic(internal.topic);
      Optional<Finding> wrong = topic.isPresent() ? waiting(topic.get(), internal)
          : tooManyReplicas(internal.setting, internal.needed + " hang", LabException.FAILED);
      if (wrong.isPresent()) {
        return wrong.get();
      }
      figures.add(internal.what + ": " + topic.map(found -> Plural.count(found.partitions().stream()
          .mapToInt(partition -> partition.replicas().size()).min().orElse(0), "replica")).orElse("not made yet"));
    }
    return Finding.ok(String.join("; ", figures));
  }

  /** A topic that is not there yet, and that so few brokers cannot make. */
  private Optional<Finding> tooManyReplicas(String setting, String consequence, int exitCode) {
    int brokers = nodes().size();
    return number(setting).filter(replicas -> replicas > brokers).map(replicas -> Finding.fail(exitCode,
        setting + "=" + replicas + " with " + Plural.count(brokers, "broker") + ": " + consequence,
        "Set " + setting + "=" + brokers + " on the brokers, as scripts/lab broker does, or start more of them."));
  }

  private Optional<Finding> waiting(TopicDescription topic, Internal internal) {
    int least = Integer.parseInt(config(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
        .get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
    return inSync(topic, least, internal.needed);
  }

  /**
   * What is wrong with an internal topic's replicas, if anything.
   *
   * @param least its min.insync.replicas; the broker asks for no more than there are replicas
   * @param needed what hangs if too few are in sync
   */
  public static Optional<Finding> inSync(TopicDescription topic, int least, String needed) {
    boolean tooFew = topic.partitions().stream()
        .anyMatch(partition -> partition.isr().size() < Math.min(least, partition.replicas().size()));
    return tooFew ? Optional.of(Finding.fail(LabException.FAILED, topic.name() + " has fewer replicas in sync than its"
        + " min.insync.replicas=" + least + ": " + needed + " hang", "Start the brokers that are missing."))
        : replication(topic);
  }

  /** What is wrong with a topic's replicas, if anything. */
  public static Optional<Finding> replication(TopicDescription topic) {
    for (TopicPartitionInfo partition : topic.partitions()) {
      String name = topic.name() + "-" + partition.partition();
      if (partition.leader() == null) {
        return Optional.of(Finding.fail(LabException.FAILED, name + " has no leader: nobody can read or write it",
            "Start the brokers that are missing."));
      }
      if (partition.isr().size() < partition.replicas().size()) {
        return Optional.of(Finding.warn(name + " has " + partition.isr().size() + " of " + partition.replicas().size()
            + " replicas in sync", "Start the brokers that are missing, or wait until they have caught up."));
      }
    }
    return Optional.empty();
  }

  private RoundTrip measure() {
    if (WindowsBroker.isAmong(admin)) {
      throw new RoundTrip.NotTried("a broker on Windows may not survive a topic's deletion (KAFKA-1194)");
    }
    return RoundTrip.measure(lab, admin);
  }

  private Finding roundTrip() {
    RoundTrip trip;
    try {
      trip = shared(roundTrip);
    } catch (RoundTrip.NotTried e) {
      return Finding.notChecked(e.getMessage());
    }
    String figure = String.format(Locale.ROOT, "acknowledged after %.1f ms, read after %.1f ms",
        trip.acknowledgedNanos() / 1e6, trip.readNanos() / 1e6);
    return trip.leftBehind().map(why -> Finding.warn(figure + "; the topic for it could not be deleted",
        "Delete it yourself: " + why)).orElseGet(() -> Finding.ok(figure));
  }

  private Finding clock() {
    try {
      RoundTrip trip = shared(roundTrip);
      return clock(trip.skewMillis(), trip.withinMillis());
    } catch (RoundTrip.NotTried e) {
      return Finding.notChecked("no round trip");
    } catch (KafkaException e) {
      return Finding.notChecked("no round trip"); // whose own line says why
    }
  }

  /**
   * What a difference between the clocks means.
   *
   * @param skewMillis how far the broker's clock is ahead, at least; negative if it is behind; 0 if it may be right
   * @param withinMillis how exactly that could be measured
   */
  public static Finding clock(long skewMillis, long withinMillis) {
    if (skewMillis == 0) {
      return Finding.ok("this machine's and the broker's agree, within " + withinMillis + " ms");
    }
    String figure = String.format(Locale.ROOT, "the broker's is %s by %.1f s", skewMillis > 0 ? "ahead" : "behind",
        Math.abs(skewMillis) / 1e3);
    return Math.abs(skewMillis) > SKEW_MS ? Finding.warn(figure, "Set the clock of the one that is wrong (time"
        + " synchronisation); until then the times of records mislead.") : Finding.ok(figure);
  }
}
