package kafkalab.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The rebalance callback: commits what is processed at the last moment, before others
 * take over.
 *
 * <p><b>Watch:</b> a commit between "Revoking" and "Setting" at each rebalance, and at
 * the stop: the next owner starts exactly where this one ended, so that nothing is
 * processed twice. It is a {@code commitSync()}: an answer after the callback would be
 * too late.
 *
 * <p><b>Try:</b> make it too slow, {@code LAB_DELAY_MS=2000} and
 * {@code max.poll.interval.ms=6000} (by LAB_CLIENT_PROPERTIES): the group goes on
 * without it, it is told "Lost", and commits nothing.
 */
public final class Consumer07RebalanceCallback {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer07RebalanceCallback.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer07");
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
    Map<TopicPartition, OffsetAndMetadata> processed = new HashMap<>();
    consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Console.assigned(partitions, consumer.assignment());
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Console.revoked(partitions);
        // the last moment at which they are still ours: commit what was processed. The
        // others wait for us meanwhile: 2 s at most, not 60 s, which is Kafka's default
        try {
          consumer.commitSync(processed, Duration.ofSeconds(2));
          Console.committed(processed);
        } catch (CommitFailedException | ApiException e) {
          // not a WakeupException: Ctrl-C has to end poll() and the loop; close() then
          // calls this method once more
          Console.commitFailed(e);
        }
        // the broker does not check whose partition a member commits: a later commit
        // would set the new owner back
        processed.keySet().removeAll(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        Console.lost(partitions);
        // not ours any more. A commit now is refused, but not one after the next poll(),
        // which joins the group again: that would set the new owner back
        processed.keySet().removeAll(partitions);
      }
    });

    // 5. Poll loop and processing
    // the broker may be slower than this loop: at most ten commits wait for its answers
    Semaphore underWay = new Semaphore(10);
    OffsetCommitCallback callback = (offsets, exception) -> {
      underWay.release();
      if (exception == null) {
        Console.committed(offsets);
      } else {
        // no retry: it could overwrite a later commit with an earlier offset
        Console.commitFailed(exception);
      }
    };
    try {
      while (!progress.enough()) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, String> record : records) {
          progress.process(record);
          // offset + 1: the next record to read, not the last one read
          processed.put(new TopicPartition(record.topic(), record.partition()),
              new OffsetAndMetadata(record.offset() + 1));
          // a commit that is left out here is made up for by a later one
          if (progress.processed() % 5 == 0 && underWay.tryAcquire()) {
            // goes on at once; a later poll() calls back with the broker's answer
            consumer.commitAsync(processed, callback);
          }
        }
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll()
    } finally {
      // 6. Close
      // calls onPartitionsRevoked, which commits what is left
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }
}
