package kafkalab.copy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a lesson calls of the lab, and the plain Java that does the same. {@code $1} is the call's first argument,
 * {@code $2...} the second one and all behind it, and {@code <$1>} stands in parentheses if it is more than one term.
 *
 * <p>A text that ends with a semicolon or a brace, or that is empty, stands in place of the whole statement.
 */
final class LabCalls {

  /** By the call, a regular expression up to the parenthesis. An inner call comes before the one around it. */
  static final Map<String, String> PLAIN = plain();

  /** The methods that a copy gets if it calls them, by name. */
  static final Map<String, String> METHODS = Map.of(
      "createTopic", """
            /** Creates the topic; one that is there already stays as it is. */
            private static void createTopic(String bootstrapServers, String topic, int partitions)
                throws InterruptedException, ExecutionException {
              // no replication factor: the cluster's default
              NewTopic newTopic = new NewTopic(topic, Optional.of(partitions), Optional.empty());
              try (Admin admin = Admin.create(
                  Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
                admin.createTopics(List.of(newTopic), new CreateTopicsOptions().timeoutMs(10_000))
                    .all().get();
              } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                  throw e;
                }
              }
            }
          """,
      "printCommitted", """
            private static void printCommitted(Map<TopicPartition, OffsetAndMetadata> offsets) {
              offsets.forEach((partition, offset) -> {
                if (offset != null) { // null: nothing is committed for this partition
                  System.out.println("# Committed offsets for: " + partition
                      + " {offset=" + offset.offset() + "}");
                }
              });
            }
          """,
      "printRebalances", """
            private static ConsumerRebalanceListener printRebalances() {
              return new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                  System.out.println("Setting newly assigned partitions: " + partitions);
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                  System.out.println("Revoking previously assigned partitions: " + partitions);
                }
              };
            }
          """);

  /** Where the types are that stand in these texts; a copy imports those that it uses. */
  static final List<String> IMPORTS = List.of(
      "java.util.Collection", "java.util.List", "java.util.Map", "java.util.Optional",
      "java.util.concurrent.CountDownLatch", "java.util.concurrent.ExecutionException",
      "java.util.concurrent.TimeUnit", "java.util.concurrent.atomic.AtomicLong",
      "org.apache.kafka.clients.admin.Admin", "org.apache.kafka.clients.admin.AdminClientConfig",
      "org.apache.kafka.clients.admin.CreateTopicsOptions", "org.apache.kafka.clients.admin.NewTopic",
      "org.apache.kafka.clients.consumer.ConsumerRebalanceListener",
      "org.apache.kafka.clients.consumer.OffsetAndMetadata",
      "org.apache.kafka.clients.producer.RecordMetadata", "org.apache.kafka.common.TopicPartition",
      "org.apache.kafka.common.errors.TopicExistsException");

  private LabCalls() {}

  private static Map<String, String> plain() {
    Map<String, String> plain = new LinkedHashMap<>();
    plain.putAll(settings());
    plain.putAll(producers());
    plain.putAll(consumers());
    return plain;
  }

  private static Map<String, String> settings() {
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put("lab\\.bootstrapServers", "bootstrapServers");
    plain.put("lab\\.(messages|maxPollRecords|delayMs)", "$1");
    plain.put("lab\\.studentId", "\"my\"");
    // one of these programs runs at a time, or each has its own
    plain.put("lab\\.instance", "\"1\"");
    plain.put("lab\\.applyTo(Producer|Consumer|ShareConsumer)", "");
    plain.put("LabTopics\\.ensure", "createTopic(bootstrapServers, $2, $3);");
    return plain;
  }

  private static Map<String, String> producers() {
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put("StopSignal signal = StopSignal\\.listen", """
        CountDownLatch stop = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
          stop.countDown(); // Ctrl-C ends the loop
          try {
            // the process lives until the producer is closed; without a broker that may
            // take for ever
            main.join(30_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }));
        """);
    plain.put("!signal\\.stopRequestedWithin(?=\\(0\\))", "stop.getCount() > 0");
    plain.put("!signal\\.stopRequestedWithin", "!stop.await($1, TimeUnit.MILLISECONDS)");
    plain.put("signal\\.stopRequestedWithin", "stop.await($1, TimeUnit.MILLISECONDS)");
    plain.put("SendFailures failures = new SendFailures", "AtomicLong failed = new AtomicLong()");
    plain.put("failures\\.count", "failed.get()");
    plain.put("failures\\.add", """
        if (failed.incrementAndGet() <= 5) { // the first five are shown
          System.out.println("# Failed to send key " + $1
              + ": " + $2);
        }
        """);
    plain.put("failures\\.setExitCode", """
        if (failed.get() > 0) {
          throw new IllegalStateException(failed.get() + " messages were not sent");
        }
        """);
    plain.put("Console\\.record(?=\\(metadata,)", """
        System.out.printf("%s-%s-%s : (%s , %s)%n", metadata.topic(),
            metadata.partition(), metadata.offset(), $2, $3);
        """);
    plain.put("Console\\.record", """
        RecordMetadata metadata = $1;
        System.out.printf("%s-%s-%s : (%s , %s)%n", metadata.topic(),
            metadata.partition(), metadata.offset(), $2, $3);
        """);
    plain.put("Console\\.doneSoFar", """
        System.out.println("# " + $1 + " of " + $2 + " " + $3);
        """);
    plain.put("Console\\.handedOver", """
        System.out.printf("Handed over : %s messages in %s milli-seconds%n",
            $1, $2 / 1_000_000);
        """);
    plain.put("Console\\.sent", """
        long nanos = $2;
        System.out.println("Send        : " + <$1> + " messages to Kafka");
        System.out.println("Total spend : " + nanos / 1_000_000 + " milli-seconds");
        System.out.println("Throughput  : " + Math.round(<$1> * 1e9 / nanos)
            + " msg/sec");
        """);
    plain.put("Console\\.sentAtMost", """
        long nanos = $2;
        System.out.println("Send        : at most " + <$1> + " messages to Kafka");
        System.out.println("Total spend : " + nanos / 1_000_000 + " milli-seconds");
        System.out.println("Throughput  : at most " + Math.round(<$1> * 1e9 / nanos)
            + " msg/sec");
        """);
    plain.put("Console\\.verdict(?=\\(\")", """
        System.out.printf("Verdict     : "
            + $1 + "%n",
            $2...);
        """);
    plain.put("Console\\.verdict", """
        System.out.printf("Verdict     : %s messages acknowledged, %s failed%n",
            $1, $2);
        """);
    return plain;
  }

  private static Map<String, String> consumers() {
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put("Progress progress = Progress\\.start(ShareGroup)?", "");
    plain.put("!progress\\.enough", "true");
    plain.put("progress\\.processed", "count");
    plain.put("progress\\.process", """
        System.out.printf("%s-%s-%s : (%s , %s)%n",
            $1.topic(), $1.partition(), $1.offset(),
            $1.key(), $1.value());
        count++;
        """);
    plain.put("progress\\.verdict", """
        System.out.println("Closed      : " + count + " messages processed");
        """);
    plain.put("Console\\.rebalances", "printRebalances()");
    plain.put("Console\\.assigned", """
        System.out.println("Setting newly assigned partitions: " + $1);
        """);
    plain.put("Console\\.revoked", """
        System.out.println("Revoking previously assigned partitions: " + $1);
        """);
    plain.put("Console\\.lost", """
        System.out.println("Lost previously assigned partitions: " + $1);
        """);
    plain.put("Console\\.committed", "printCommitted($1);");
    plain.put("Console\\.answered", """
        System.out.println("# " + $2 + ", delivery "
            + $1.deliveryCount().orElseThrow());
        """);
    plain.put("Console\\.commitFailed", """
        System.out.println("# Failed to commit offsets: " + $1);
        """);
    return plain;
  }
}
