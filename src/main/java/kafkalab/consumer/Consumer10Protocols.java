package kafkalab.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.experiment.RebalanceWatch;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Rebalance protocols: a third member joins a group, by each of the three protocols.
 *
 * <p><b>Watch:</b> one of four partitions moves. By range all four have no reader for a
 * time. By the others only the one that moves, and the callbacks name no other.
 *
 * <p><b>Try:</b> {@code LAB_DELAY_MS=30}: a batch of the slow member takes three seconds.
 * By which protocol does a member wait until another one is done with its batch?
 */
public final class Consumer10Protocols {

  public static void main(String[] args) throws InterruptedException {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer10Protocols.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer10");
    Map<String, Map<String, String>> groups = new LinkedHashMap<>();
    // eager: each member gives back all that it has, then all is assigned anew
    groups.put("range", Map.of(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        RangeAssignor.class.getName()));
    // two rounds: the first one takes away what moves, the second one gives it (KIP-429)
    groups.put("cooperative", Map.of(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName()));
    // no rounds: the broker assigns, and tells each member with a heartbeat (KIP-848)
    groups.put("consumer", Map.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer"));

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);

    // 3. Consumer and its clean stop: three in each group, one group after another
    CountDownLatch stop = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      stop.countDown(); // ends the experiment, and the loops with it
      try {
        main.join(); // the process lives until the consumers are closed
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
    List<RebalanceWatch> results = new ArrayList<>();
    for (String protocol : groups.keySet()) {
      Properties config = new Properties();
      config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
      config.put(ConsumerConfig.GROUP_ID_CONFIG, group + "-" + protocol);
      config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      // a batch small enough to watch; Kafka's default is 500
      config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10);
      // nothing is committed: each run has the same records to work on
      config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      config.putAll(groups.get(protocol));
      lab.applyToConsumer(config);
      RebalanceWatch watch = new RebalanceWatch(protocol);
      results.add(watch);
      List<CompletableFuture<Void>> members = new ArrayList<>();
      try {
        while (members.size() < 3 && stop.getCount() > 0) {
          String member = "member-" + (members.size() + 1);
          config.put(ConsumerConfig.CLIENT_ID_CONFIG, member);
          KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config,
              new StringDeserializer(), new StringDeserializer());
          watch.joins(member, consumer.partitionsFor(topic).size());

          // 4. Subscribe
          consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
              watch.assigned(member, partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
              watch.revoked(member, partitions);
            } // also for onPartitionsLost, which calls this where it is not overridden
          });
          // the second one is slow, as somebody always is
          long workMs = lab.delayMs(20) * (members.size() == 1 ? 10 : 1);
          members.add(CompletableFuture.runAsync(() -> read(consumer, watch, workMs),
              task -> new Thread(task, member).start()));
          while (!watch.isSettled() && stop.getCount() > 0) {
            members.forEach(m -> m.getNow(null)); // throws what a member has thrown
          }
        }
      } finally {
        watch.end();
        // waits for all of them, also where one has failed
        CompletableFuture.allOf(members.toArray(CompletableFuture[]::new)).join();
      }
    }
    results.forEach(System.out::println);
    Console.verdict("partitions without a reader: %s", RebalanceWatch.summary(results));
  }

  /** A member of the group, in a thread of its own. */
  private static void read(KafkaConsumer<?, ?> consumer, RebalanceWatch watch, long ms) {
    // 5. Poll loop and processing
    try {
      int records = 0;
      while (!watch.endsWithin(records * ms)) { // a wait that stands for the work
        records = consumer.poll(Duration.ofMillis(100)).count();
      }
    } finally {
      // 6. Close
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }
}
