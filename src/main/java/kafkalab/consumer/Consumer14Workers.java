package kafkalab.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Worker threads: slow work beside the poll loop, so that the group never waits for it,
 * in order, and committed as far as it is done.
 *
 * <p><b>Watch:</b> four records at a time, one of each partition, and a consumer that is
 * never Lost, however slow the work is. At a rebalance and at the stop each worker
 * finishes its record, and exactly that is committed.
 *
 * <p><b>Try:</b> {@code LAB_DELAY_MS=2000} and {@code max.poll.interval.ms=6000}, here
 * and in Consumer07RebalanceCallback. Then start a second instance of each.
 */
public final class Consumer14Workers {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer14Workers.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer14");
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    // where nothing is committed, start at the oldest record, not at the next new one,
    // as by Kafka's default, "latest"
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // a batch small enough to watch; Kafka's default is 500
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, lab.maxPollRecords(10));
    // this program says when its offsets are committed
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    lab.applyToConsumer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);
    Progress progress = Progress.start(lab, topic, group);

    // 3. Consumer and its clean stop
    ExecutorService workers = Executors.newFixedThreadPool(4);
    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      consumer.wakeup(); // poll() ends with a WakeupException
      try {
        main.join(); // the process lives until the consumer is closed
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));

    // 4. Subscribe
    // the last batch of each partition that is ours; a worker stops where there is none
    Map<TopicPartition, CompletableFuture<Void>> inWork = new ConcurrentHashMap<>();
    Map<TopicPartition, OffsetAndMetadata> processed = new ConcurrentHashMap<>();
    consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Console.assigned(partitions, consumer.assignment());
        partitions.forEach(p -> inWork.put(p, CompletableFuture.completedFuture(null)));
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Console.revoked(partitions);
        // ours until this returns: the others wait for the records that are in work
        stop(partitions, inWork);
        commit(consumer, Map.copyOf(processed));
        processed.keySet().removeAll(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        Console.lost(partitions);
        // not ours any more: others do the same records already
        stop(partitions, inWork);
        processed.keySet().removeAll(partitions);
      }
    });

    // 5. Poll loop and processing
    try {
      while (!progress.enough()) {
        // comes back soon, whatever the workers do: that keeps us in the group
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
        // no more of them until these are done: no heap of work, and all in order
        consumer.pause(records.partitions());
        for (TopicPartition partition : records.partitions()) {
          inWork.put(partition, CompletableFuture.runAsync(() ->
              records.records(partition).stream()
                  .takeWhile(record -> inWork.containsKey(partition)).forEach(record -> {
                    progress.process(record);
                    // offset + 1: the next record to read, not the last one read
                    processed.put(partition, new OffsetAndMetadata(record.offset() + 1));
                  }), workers));
        }
        List<TopicPartition> done = consumer.paused().stream()
            .filter(p -> inWork.containsKey(p) && inWork.get(p).isDone()).toList();
        if (!done.isEmpty()) {
          done.forEach(p -> inWork.get(p).join()); // throws what a worker has thrown
          commit(consumer, Map.copyOf(processed));
          consumer.resume(done);
        }
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll(); or of commitSync()
    } finally {
      // 6. Close
      stop(inWork.keySet(), inWork);
      workers.shutdown();
      // calls onPartitionsRevoked, which commits what is done, also after an exception
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }

  /** The workers finish the records that they have begun, and begin no others. */
  private static void stop(Collection<TopicPartition> partitions,
      Map<TopicPartition, CompletableFuture<Void>> inWork) {
    partitions.stream().map(inWork::remove).filter(Objects::nonNull).toList()
        .forEach(work -> work.exceptionally(e -> null).join());
  }

  private static void commit(KafkaConsumer<?, ?> consumer,
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      consumer.commitSync(offsets, Duration.ofSeconds(2));
      Console.committed(offsets);
    } catch (CommitFailedException | ApiException e) {
      // not a WakeupException: that has to end the loop. The next commit makes up for it
      Console.commitFailed(e);
    }
  }
}
