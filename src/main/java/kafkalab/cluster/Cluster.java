package kafkalab.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafkalab.support.Failure;
import kafkalab.support.Futures;
import kafkalab.support.HostPort;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedEndpointTypeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Questions to the cluster beside the lesson's own client, each answered or refused within seconds. A client
 * on its own cannot say "no broker": a producer's error is the same as for a missing topic, and a consumer
 * polls nothing, in silence.
 */
public final class Cluster {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int CONNECT_MS = 1_500;
  /** No further address is tried after this, so that the whole check ends within ten seconds. */
  private static final long TRY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private Cluster() {}

  /**
   * Checks that a broker answers at the configured address and can be reached at the one it advertises.
   *
   * @throws LabException with {@link LabException#NO_BROKER} or {@link LabException#UNREACHABLE_ADDRESS}
   */
  public static void check(ClusterAddress cluster) {
    String silent = whyUnreachable(cluster.servers());
    if (silent != null) {
      throw new LabException(LabException.NO_BROKER, "no broker at " + cluster.bootstrapServers() + " (" + silent
          + "). Start one: scripts/lab broker, or docker compose up -d;"
          + " or set KAFKA_BOOTSTRAP_SERVERS to where yours is.");
    }
    refuseUnreachable(cluster, plainlyAdvertised(cluster));
    Collection<Node> nodes;
    try (Admin admin = cluster.admin()) {
      nodes = get(admin.describeCluster().nodes());
    } catch (TimeoutException | UnsupportedVersionException | UnsupportedEndpointTypeException e) {
      throw new LabException(LabException.NO_BROKER, "something listens at " + cluster.bootstrapServers()
          + ", but does not answer as a Kafka broker for clients (" + Failure.reason(e) + "). Is the port right"
          + " (not the controller's), and does it want TLS or SASL (LAB_CLIENT_PROPERTIES)?");
    }
    refuseUnreachable(cluster, nodes.stream().map(HostPort::of).sorted().toList());
  }

  /** What the brokers advertise, if they can be asked without TLS and SASL; none otherwise. */
  private static List<HostPort> plainlyAdvertised(ClusterAddress cluster) {
    Object protocol = cluster.adminSettings().getOrDefault(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
    if (!protocol.toString().equalsIgnoreCase("PLAINTEXT")) {
      return List.of();
    }
    return cluster.servers().stream().map(HostPort::resolve)
        .filter(address -> TcpProbe.connectFailure(address, CONNECT_MS).isEmpty()).findFirst()
        .flatMap(AdvertisedListenerProbe::at).orElse(List.of());
  }

  private static void refuseUnreachable(ClusterAddress cluster, List<HostPort> advertised) {
    String why = advertised.isEmpty() ? null : whyUnreachable(advertised);
    if (why != null) {
      throw new LabException(LabException.UNREACHABLE_ADDRESS, "the broker at " + cluster.bootstrapServers()
          + " answers, but tells its clients to connect to "
          + advertised.stream().map(HostPort::toString).collect(Collectors.joining(", "))
          + ", which cannot be reached from here (" + why + "). Set its advertised.listeners to an"
          + " address that this machine can reach.");
    }
  }

  /** Null if one of the servers accepts a connection, else why the last of them did not. */
  public static String whyUnreachable(List<HostPort> servers) {
    String why = null;
    long start = System.nanoTime();
    for (HostPort server : servers) {
      why = TcpProbe.connectFailure(server.resolve(), CONNECT_MS).orElse(null);
      if (why == null || System.nanoTime() - start > TRY_NANOS) {
        break;
      }
    }
    return why;
  }

  /** The offsets that a group has committed for a topic's partitions; a partition without one is left out. */
  public static Map<TopicPartition, Long> committed(Admin admin, String group, String topic) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> offsets;
    try {
      offsets = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    } catch (GroupIdNotFoundException e) {
      return committed;
    }
    offsets.forEach((partition, offset) -> {
      if (offset != null && partition.topic().equals(topic)) {
        committed.put(partition, offset.offset());
      }
    });
    return committed;
  }

  /** A topic's partitions, in order. */
  public static List<TopicPartition> partitions(Admin admin, String topic) {
    int count = get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().size();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }

  /** The offset that the next record of each partition will get. */
  public static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions) {
    return offsets(admin, partitions, OffsetSpec.latest());
  }

  /** The offset of the first record of each partition that is not deleted. */
  public static Map<TopicPartition, Long> earliest(Admin admin, Collection<TopicPartition> partitions) {
    return offsets(admin, partitions, OffsetSpec.earliest());
  }

  private static Map<TopicPartition, Long> offsets(Admin admin, Collection<TopicPartition> partitions,
      OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = partitions.stream().collect(Collectors.toMap(p -> p, p -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin.listOffsets(wanted).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /** The answer of an {@code Admin} call, or the broker's own exception without its wrapper. */
  public static <T> T get(Future<T> future) {
    return get(future, TIMEOUT);
  }

  /** Likewise, within a time of one's own. */
  public static <T> T get(Future<T> future, Duration atMost) {
    return Futures.get(future, atMost, "no answer within " + atMost.toSeconds() + " s");
  }
}
