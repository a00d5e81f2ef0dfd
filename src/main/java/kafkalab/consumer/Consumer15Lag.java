package kafkalab.consumer;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Lag: how far behind a consumer is, in records and in seconds, by its own count and by
 * its commits.
 *
 * <p><b>Watch:</b> the two numbers of records in a line. The consumer's own one counts up
 * to the end that it saw when it last fetched; the other one is what all others see.
 *
 * <p><b>Try:</b> {@code LAB_DELAY_MS=50} here, and Producer05CGroup with
 * {@code LAB_DELAY_MS=10}: which number grows, which one shrinks, and which is right?
 */
public final class Consumer15Lag {

  public static void main(String[] args) throws InterruptedException {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer15Lag.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer15");
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
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

    // 3. Consumer and its clean stop, and an Admin, which sees what all others see
    Admin admin = Admin.create(config);
    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config,
        new StringDeserializer(), new StringDeserializer());
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
    consumer.subscribe(List.of(topic), Console.rebalances(consumer));

    // 5. Poll loop and processing
    Map<TopicPartition, String> ages = new HashMap<>();
    Map<TopicPartition, String> shown = new HashMap<>();
    long nextLook = System.nanoTime();
    try {
      while (!progress.enough()) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, String> record : records) {
          progress.process(record);
          // how late its work is done; the record's time is that of its producer's clock
          long ageMs = System.currentTimeMillis() - record.timestamp();
          ages.put(new TopicPartition(topic, record.partition()), ageMs / 1000 + "");
        }
        if (System.nanoTime() - nextLook > 0) {
          for (TopicPartition partition : consumer.assignment().stream()
              .sorted(Comparator.comparing(TopicPartition::partition)).toList()) {
            // from the position to the end as the last fetch saw it: waits for nobody
            OptionalLong lag = consumer.currentLag(partition);
            String line = (lag.isPresent() ? lag.getAsLong() : "-") + " records, "
                + ages.getOrDefault(partition, "-") + byCommits(admin, group, partition);
            if (!line.equals(shown.put(partition, line))) {
              System.out.println("Lag of " + partition + ": " + line);
            }
          }
          nextLook = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        }
        if (!records.isEmpty()) {
          try {
            consumer.commitSync();
          } catch (CommitFailedException | RebalanceInProgressException e) {
            // the next batch's commit covers it; or the next owner reads this one again
            Console.commitFailed(e);
          }
        }
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll(); or of commitSync(), and then its
      // request is under way
    } finally {
      // 6. Close
      admin.close(Duration.ZERO);
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }

  /** What everybody else sees: how far the group's commits are from the end. */
  private static String byCommits(Admin admin, String group, TopicPartition partition)
      throws InterruptedException {
    try {
      OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata().get(1, TimeUnit.SECONDS).get(partition);
      long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition).get(1, TimeUnit.SECONDS).offset();
      // without a commit the lag is not 0, but unknown
      return " s; by its commits " + (committed == null ? "-" : end - committed.offset());
    } catch (ExecutionException | TimeoutException e) {
      return " s; by its commits not known: " + e; // to look on must not stop the work
    }
  }
}
