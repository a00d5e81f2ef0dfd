package kafkalab.kafkatools;

import java.util.List;
import java.util.Optional;

/**
 * A command-line tool of Apache Kafka, by the name of its script in Kafka's folder {@code bin}. All of those that ask
 * a cluster take its address as {@code --bootstrap-server} and a file of client settings as {@code --command-config}
 * (KIP-1147).
 *
 * @param name the script's name, without {@code .sh}
 * @param type its main class, in the package {@code org.apache.kafka.tools}
 * @param place where these two options belong
 * @param does what it is for
 */
public record KafkaTool(String name, String type, Place place, String does) {

  /** Where a tool takes the cluster's address. */
  enum Place {
    /** Before its other arguments: some have commands, which have options of their own. */
    FIRST,
    /** After its first argument, a command: only that has the options. */
    AFTER_COMMAND,
    /** Nowhere: it reads files. */
    NOWHERE
  }

  /** Those that make sense here, the ones that a student needs first at the top. */
  public static final List<KafkaTool> ALL = List.of(
      tool("kafka-topics", "TopicCommand", "topics: create, list, describe, alter, delete"),
      tool("kafka-console-producer", "ConsoleProducer", "sends each line that is typed as a record"),
      tool("kafka-console-consumer", "consumer.ConsoleConsumer", "shows records as they come"),
      tool("kafka-consumer-groups", "consumer.group.ConsumerGroupCommand",
          "groups: members, offsets, lag; set offsets"),
      tool("kafka-groups", "GroupsCommand", "groups of all types, in one list"),
      tool("kafka-get-offsets", "GetOffsetShell", "where a topic begins, ends, or is at a time"),
      tool("kafka-configs", "ConfigCommand", "settings of topics, brokers, users, groups"),
      tool("kafka-delete-records", "DeleteRecordsCommand", "deletes the records before an offset"),
      tool("kafka-producer-perf-test", "ProducerPerformance", "how quickly a producer sends"),
      tool("kafka-consumer-perf-test", "ConsumerPerformance", "how quickly a consumer reads"),
      tool("kafka-e2e-latency", "EndToEndLatency", "how long a record takes from send to poll"),
      tool("kafka-transactions", "TransactionsCommand", "transactions: list, describe, abort"),
      tool("kafka-share-groups", "consumer.group.ShareGroupCommand", "share groups (queues): members, offsets"),
      tool("kafka-console-share-consumer", "consumer.ConsoleShareConsumer", "shows records as a share group's member"),
      tool("kafka-share-consumer-perf-test", "ShareConsumerPerformance", "how quickly a share group reads"),
      tool("kafka-acls", "AclCommand", "who may do what"),
      tool("kafka-broker-api-versions", "BrokerApiVersionsCommand", "which requests each broker understands"),
      new KafkaTool("kafka-cluster", "ClusterTool", Place.AFTER_COMMAND, "the cluster's id, its brokers' addresses"),
      tool("kafka-metadata-quorum", "MetadataQuorumCommand", "the controllers: who leads, who lags"),
      tool("kafka-features", "FeatureCommand", "which features the cluster has switched on"),
      tool("kafka-client-metrics", "ClientMetricsCommand", "which metrics the clients are to send (KIP-714)"),
      tool("kafka-log-dirs", "LogDirsCommand", "how large each partition is on disk"),
      new KafkaTool("kafka-dump-log", "DumpLogSegments", Place.NOWHERE, "what is in a broker's files"),
      tool("kafka-leader-election", "LeaderElectionCommand", "makes another replica the leader"),
      tool("kafka-reassign-partitions", "reassign.ReassignPartitionsCommand", "moves partitions to other brokers"));

  private static KafkaTool tool(String name, String type, String does) {
    return new KafkaTool(name, type, Place.FIRST, does);
  }

  /** The tool of this name, if it is one. */
  public static Optional<KafkaTool> named(String name) {
    return ALL.stream().filter(tool -> tool.name.equals(name)).findFirst();
  }

  /** Its main class. */
  String mainClass() {
    return "org.apache.kafka.tools." + type;
  }
}
