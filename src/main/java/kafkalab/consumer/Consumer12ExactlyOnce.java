package kafkalab.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Exactly once: reads records, writes results, and commits both in one transaction.
 *
 * <p><b>Watch:</b> a commit after each batch, made by the producer. Under
 * {@code isolation.level=read_committed} the results have each record once.
 *
 * <p><b>Try:</b> {@code kill -9} in the middle of a batch, and run it again: the batch is
 * processed twice, but its results are there once.
 */
public final class Consumer12ExactlyOnce {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer12ExactlyOnce.class);
    String topic = lab.topic("ak03.fourpartition");
    String target = topic + ".results";
    String group = lab.group("consumer12");
    Properties results = new Properties();
    results.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    // the same name after a restart, and no other instance's
    results.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + lab.instance());
    lab.applyToProducer(results);
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, lab.maxPollRecords(10));
    // the producer commits the offsets, with the results
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // what was aborted must not be input
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    lab.applyToConsumer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);
    LabTopics.ensure(lab, target, 4);
    Progress progress = Progress.start(lab, topic, group);

    // 3. Consumer and its clean stop, and the producer of the results
    KafkaProducer<String, String> producer = new KafkaProducer<>(results,
        new StringSerializer(), new StringSerializer());
    // aborts what an earlier run of this name has left open, and fences it off
    producer.initTransactions();
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
        // nothing to commit: a transaction begins and ends between two polls
        Console.revoked(partitions);
      }
    });

    // 5. Poll loop and processing
    try {
      while (!progress.enough()) {
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
        if (records.isEmpty()) {
          continue;
        }
        producer.beginTransaction();
        for (ConsumerRecord<String, String> record : records) {
          progress.process(record);
          producer.send(new ProducerRecord<>(target, record.key(), record.value() == null
              ? null : record.value().toUpperCase(Locale.ROOT)));
        }
        try {
          // the group's coordinator refuses them if this member is out of date (KIP-447)
          producer.sendOffsetsToTransaction(
              records.nextOffsets(), consumer.groupMetadata());
          // waits for the results: all or none of this becomes visible
          producer.commitTransaction();
          Console.committed(records.nextOffsets());
        } catch (CommitFailedException e) {
          producer.abortTransaction();
          Console.commitFailed(e);
          // the batch is read again: by its new owners, and here in what is still ours
          records.partitions().stream().filter(consumer.assignment()::contains)
              .forEach(p -> consumer.seek(p, records.records(p).get(0).offset()));
        }
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll()
    } finally {
      // 6. Close
      // aborts a transaction that an exception has left open
      producer.close(Duration.ofSeconds(2));
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }
}
