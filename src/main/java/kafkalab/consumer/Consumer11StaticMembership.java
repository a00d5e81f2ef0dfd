package kafkalab.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Static membership: a consumer with a name of its own restarts without a rebalance.
 *
 * <p><b>Watch:</b> two instances, of which one is stopped and started again within 30
 * seconds: it gets the partitions that it had, and the other one prints nothing at all.
 *
 * <p><b>Try:</b> do not start it again: for 30 seconds nobody reads its partitions, and
 * only then the other one gets them. That is the price.
 */
public final class Consumer11StaticMembership {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer11StaticMembership.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer11");
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
    // a name that stays the same when the program is started again, and that no other
    // member has (KIP-345): where two of these programs run, each has its own number
    config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + lab.instance());
    // a restart must be quicker than this; so long a dead member's partitions wait, too
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 30_000);
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
    boolean uncommitted = false;
    try {
      while (!progress.enough()) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, String> record : records) {
          progress.process(record);
        }
        uncommitted |= !records.isEmpty();
        if (uncommitted) {
          try {
            // commits each partition's position: the offset after the last record polled
            consumer.commitSync();
            Console.committed(records.nextOffsets());
            uncommitted = false;
          } catch (CommitFailedException | RebalanceInProgressException e) {
            // CommitFailed: the group goes on without us; poll() joins it again, and the
            // batch is read again. RebalanceInProgress: still a member; poll() ends the
            // rebalance, and the next turn commits
            Console.commitFailed(e);
          }
        }
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll(); or of commitSync(), and then its
      // request is under way
    } finally {
      // 6. Close
      // a static member does not leave its group by this: it is expected to come back
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }
}
