package kafkalab.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Retries: what fails is tried three times, half a second apart, while the other
 * partitions go on.
 *
 * <p><b>Watch:</b> the tries. The records behind such a record in its partition wait, so
 * their order stays. After the third try it goes to the dead-letter topic.
 *
 * <p><b>Try:</b> leave out the line {@code consumer.seek(...)}. Which records does nobody
 * process, and what is committed?
 */
public final class Consumer16Retry {

  public static void main(String[] args) throws Exception {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer16Retry.class);
    String topic = lab.topic("ak03.fourpartition");
    String group = lab.group("consumer16");
    Properties letters = new Properties();
    // acks=all is Kafka's default: what is skipped here must not be lost there
    letters.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    lab.applyToProducer(letters);
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // a batch small enough to watch; Kafka's default is 500
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, lab.maxPollRecords(10));
    // this program says when its offsets are committed
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    lab.applyToConsumer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);
    LabTopics.ensure(lab, topic + ".dead", 1);
    Progress progress = Progress.start(lab, topic, group);

    // 3. Consumer and its clean stop, and the producer of the dead letters
    KafkaProducer<String, String> producer = new KafkaProducer<>(letters,
        new StringSerializer(), new StringSerializer());
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
    // by its place, so that the count is never that of another record
    Map<String, Integer> tried = new HashMap<>();
    long retryAt = System.nanoTime();
    try {
      while (!progress.enough()) {
        // half a second after the last failure poll() may return the paused ones again
        consumer.resume(System.nanoTime() - retryAt < 0 ? List.of() : consumer.paused());
        // comes back soon, for the next try
        ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
        for (TopicPartition partition : records.partitions()) {
          for (ConsumerRecord<String, String> record : records.records(partition)) {
            String place = partition + "-" + record.offset();
            int tries = tried.merge(place, 1, Integer::sum);
            try {
              // stands for a service that fails once, or for good
              if (String.valueOf(record.key()).matches(tries < 2 ? ".*[05]" : ".*0")) {
                throw new IllegalStateException("the bank does not answer");
              }
              progress.process(record);
            } catch (RuntimeException e) {
              System.out.println("# Try " + tries + " of 3 failed: " + place + ": " + e);
              if (tries < 3) {
                // back to it. No sleep: that would hold up the other partitions, and
                // with long waits poll() would come too late for the group
                consumer.seek(partition, record.offset());
                consumer.pause(List.of(partition));
                retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
                break; // those behind it come again, too: the order stays
              }
              record.headers().add("from", place.getBytes(UTF_8))
                  .add("reason", e.toString().getBytes(UTF_8));
              // waits: if this fails, the program ends, and the record is not skipped
              producer.send(new ProducerRecord<>(topic + ".dead", null, record.key(),
                  record.value(), record.headers())).get();
            }
            tried.remove(place);
          }
          try {
            // behind what is processed or put aside, or at the record to be tried again
            long position = consumer.position(partition);
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(position)));
          } catch (CommitFailedException | RebalanceInProgressException e) {
            // the partition's next commit covers it; or its next owner reads them again
            Console.commitFailed(e);
          }
        }
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll(); or of commitSync(), and then its
      // request is under way
    } finally {
      // 6. Close
      producer.close(Duration.ofSeconds(2));
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }
}
