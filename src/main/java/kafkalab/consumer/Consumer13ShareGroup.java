package kafkalab.consumer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A share group, Kafka's queue: its members share the records, not the partitions, and
 * answer for each record.
 *
 * <p><b>Watch:</b> five members on four partitions, and all of them work. A key that ends
 * in 7 is released once, and comes again, to whoever polls next; one in 8 is released
 * each time, until it is a dead letter; one in 9 is rejected, and is one at once.
 *
 * <p><b>Try:</b> {@code LAB_DELAY_MS=2000}: ten records take longer than their lock. See
 * which of them are renewed. Then kill a member with kill -9, and look at the delivery
 * counts in another one.
 */
public final class Consumer13ShareGroup {

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer13ShareGroup.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer13");
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    // an answer for each record; "implicit", the default, accepts all at the next poll()
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // a batch small enough to watch, and to share: by default, "batch_optimized", one
    // member gets all that the producer has sent together (KIP-1206)
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, lab.maxPollRecords(10));
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    lab.applyToShareConsumer(config);
    // the group's own settings are not its members': the broker keeps them (KIP-932)
    String deadLetters = "dlq." + topic; // brokers demand that prefix
    List<AlterConfigOp> groupConfig = List.of(
        // where the group begins; Kafka's default is "latest"
        set("share.auto.offset.reset", "earliest"),
        // how long a record is its member's: the least that brokers allow by default;
        // Kafka's default is 30 s
        set("share.record.lock.duration.ms", "15000"),
        // how often a record is tried; Kafka's default is 5
        set("share.delivery.count.limit", "3"),
        // where rejected records go, and those tried that often (KIP-1191)
        set("errors.deadletterqueue.topic.name", deadLetters),
        // with key and value; by default with nothing but headers that say why
        set("errors.deadletterqueue.copy.record.enable", "true"));

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);
    LabTopics.ensure(lab, deadLetters, 1);
    try (Admin admin = Admin.create(config)) {
      admin.incrementalAlterConfigs(Map.of(
          new ConfigResource(ConfigResource.Type.GROUP, group), groupConfig,
          // the topic's owner agrees: only such a topic takes dead letters
          new ConfigResource(ConfigResource.Type.TOPIC, deadLetters),
          List.of(set("errors.deadletterqueue.group.enable", "true")))).all().get();
    }
    Progress progress = Progress.startShareGroup(lab, topic, group);

    // 3. Consumer and its clean stop
    KafkaShareConsumer<String, String> consumer = new KafkaShareConsumer<>(config);
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
    // no rebalance listener: no partition is anybody's own
    consumer.subscribe(List.of(topic));

    // 5. Poll loop and processing
    try {
      while (!progress.enough()) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        long polled = System.nanoTime();
        int lockMs = consumer.acquisitionLockTimeoutMs().orElse(0);
        for (ConsumerRecord<String, String> record : records) {
          // for the rest of a slow batch the time gets short: a longer lock (KIP-1222),
          // and the next poll() returns these records again
          AcknowledgeType answer = AcknowledgeType.RENEW;
          if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - polled) < lockMs / 2) {
            progress.process(record);
            answer = answerFor(record);
          }
          consumer.acknowledge(record, answer);
          Console.answered(record, answer);
        }
        // now the broker learns of it; without this, at the next poll(), which waits for
        // no result
        consumer.commitSync().values().forEach(
            result -> result.ifPresent(failure -> {
              Console.commitFailed(failure);
            }));
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll(); or of commitSync()
    } finally {
      // 6. Close
      // also after an exception: sends the answers that were given, and releases the rest
      // of the batch, which others then get at once
      consumer.close(Duration.ofSeconds(2));
    }
    progress.verdict();
  }

  /** What came of the work: in this lesson the end of the key says so. */
  private static AcknowledgeType answerFor(ConsumerRecord<String, String> record) {
    String key = String.valueOf(record.key());
    short delivery = record.deliveryCount().orElseThrow();
    return key.endsWith("9") ? AcknowledgeType.REJECT // nobody can ever process this one
        : key.endsWith("8") || key.endsWith("7") && delivery == 1
            ? AcknowledgeType.RELEASE // not now: another try
            : AcknowledgeType.ACCEPT;
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }
}
