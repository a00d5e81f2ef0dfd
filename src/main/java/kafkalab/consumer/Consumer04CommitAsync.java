package kafkalab.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Asynchronous commits: {@code commitAsync()} after each batch, without waiting for the
 * answer.
 *
 * <p><b>Watch:</b> the commit of a batch is reported by a later {@code poll()}, when the
 * next records may be there already. A commit that fails is not tried again; the next
 * one covers it. The last one, at the stop, may never be reported. At full speed
 * ({@code LAB_DELAY_MS=0}) at most ten wait for their answers; others are left out.
 *
 * <p><b>Try:</b> with some hundred records to read and {@code LAB_DELAY_MS=200}, stop the
 * broker for ten seconds: commits fail and say so, and are not tried again. A later one
 * covers them, unless a rebalance comes first: then they are read again.
 */
public final class Consumer04CommitAsync {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer04CommitAsync.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer04");
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
    consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Console.assigned(partitions, consumer.assignment());
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Console.revoked(partitions);
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        Console.lost(partitions);
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
    boolean uncommitted = false;
    try {
      try {
        while (!progress.enough()) {
          ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
          for (ConsumerRecord<String, String> record : records) {
            progress.process(record);
          }
          uncommitted |= !records.isEmpty();
          // a commit that is left out here is made up for by the next turn
          if (uncommitted && underWay.tryAcquire()) {
            // goes on at once; a later poll() calls back with the broker's answer
            consumer.commitAsync(callback);
            uncommitted = false;
          }
        }
      } catch (WakeupException e) {
        // Ctrl-C: not an error, but the way out of poll()
      }
      // not in the finally block: an exception in mid-batch leaves the position, which is
      // what this commits, past records that nobody has processed
      if (uncommitted) {
        consumer.commitAsync(callback); // no later poll() will tell of its answer
      }
    } finally {
      // 6. Close
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }
}
