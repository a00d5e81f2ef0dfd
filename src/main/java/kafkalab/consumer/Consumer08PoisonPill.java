package kafkalab.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafkalab.common.Console;
import kafkalab.common.Employee;
import kafkalab.common.JsonSerializer;
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
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Poison pills: what cannot be read, or fails three times, goes to a dead-letter topic.
 *
 * <p><b>Watch:</b> what is put aside, and why. While a record waits for its next try, the
 * records behind it in its partition wait as well, and the other partitions go on.
 *
 * <p><b>Try:</b> leave out the line {@code consumer.seek(e.topicPartition() ...)}. How
 * many dead letters does one bad record become?
 */
public final class Consumer08PoisonPill {

  public static void main(String[] args) throws Exception {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer08PoisonPill.class);
    String topic = lab.topic("ak03.employees");
    String group = lab.group("consumer08");
    Properties letters = new Properties();
    // acks=all is Kafka's default: what is skipped here must not be lost there
    letters.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    lab.applyToProducer(letters);
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, lab.maxPollRecords(10));
    // this program says when its offsets are committed
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    lab.applyToConsumer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);
    LabTopics.ensure(lab, topic + ".dead", 1);
    Progress progress = Progress.start(lab, topic, group);

    // 3. Consumer and its clean stop, and the producer of the dead letters
    KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(letters,
        new ByteArraySerializer(), new ByteArraySerializer());
    // fromJson throws where a value is no employee; null would look like a tombstone
    KafkaConsumer<String, Employee> consumer = new KafkaConsumer<>(config,
        new StringDeserializer(), Employee::fromJson);
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
    // how often the next record of a partition has failed
    Map<TopicPartition, Integer> failures = new HashMap<>();
    consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Console.assigned(partitions, consumer.assignment());
      }

      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Console.revoked(partitions);
        failures.keySet().removeAll(partitions); // the new owner begins to count
      }

      @Override
      public void onPartitionsLost(Collection<TopicPartition> partitions) {
        Console.lost(partitions);
        failures.keySet().removeAll(partitions);
      }
    });

    // 5. Poll loop and processing
    long retryAt = System.nanoTime();
    boolean uncommitted = false;
    try {
      while (!progress.enough()) {
        if (System.nanoTime() - retryAt >= 0) {
          consumer.resume(consumer.paused());
        }
        try {
          // comes back soon, for the next try
          ConsumerRecords<String, Employee> records =
              consumer.poll(Duration.ofMillis(100));
          uncommitted |= !records.isEmpty();
          for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, Employee> record : records.records(partition)) {
              int tries = failures.getOrDefault(partition, 0) + 1;
              try {
                pay(record.value(), tries);
                progress.process(record);
                failures.remove(partition);
              } catch (RuntimeException e) {
                // not an Error: a wrong build, or no memory, is not the record's fault
                if (tries < 3) {
                  System.out.println("# Try " + tries + " of 3 failed: " + partition
                      + "-" + record.offset() + ": " + e);
                  failures.put(partition, tries);
                  // back to it. No sleep: that would hold up the other partitions, and
                  // with long waits poll() would come too late for the group
                  consumer.seek(partition, record.offset());
                  consumer.pause(List.of(partition));
                  retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
                  break; // those behind it come again, too: the order stays
                }
                putAside(producer, partition, record.offset(), e,
                    new ProducerRecord<>(topic + ".dead", null,
                        new StringSerializer().serialize(topic, record.key()),
                        new JsonSerializer<>().serialize(topic, record.value()),
                        record.headers()));
                failures.remove(partition);
              }
            }
          }
        } catch (RecordDeserializationException e) {
          // the records before it are processed; the position is still at this one
          ByteBufferSerializer bytes = new ByteBufferSerializer();
          putAside(producer, e.topicPartition(), e.offset(), e.getCause(),
              new ProducerRecord<>(topic + ".dead", null,
                  bytes.serialize(topic, e.keyBuffer()),
                  bytes.serialize(topic, e.valueBuffer()), e.headers()));
          consumer.seek(e.topicPartition(), e.offset() + 1);
          uncommitted = true;
        }
        if (uncommitted) {
          try {
            // the positions: what is before them is processed or put aside
            consumer.commitSync();
            uncommitted = false;
          } catch (CommitFailedException | RebalanceInProgressException e) {
            // the next turn commits; or the next owner does, who reads them again
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

  /** Stands for work that fails: for managers by a bug, for others at the first try. */
  private static void pay(Employee employee, int tries) {
    if (employee.manager()) {
      throw new IllegalStateException("no salary scale for managers");
    }
    if (employee.id() % 10 == 5 && tries == 1) {
      throw new IllegalStateException("the bank does not answer");
    }
  }

  /** Returns when the letter is there: not before that may its offset be committed. */
  private static void putAside(KafkaProducer<byte[], byte[]> producer,
      TopicPartition partition, long offset, Throwable reason,
      ProducerRecord<byte[], byte[]> letter) throws Exception {
    letter.headers().add("from", (partition + "-" + offset).getBytes(UTF_8))
        .add("reason", reason.toString().getBytes(UTF_8));
    // if this fails, the program ends, and its next run reads the record again
    producer.send(letter).get();
    System.out.println("# Put aside " + partition + "-" + offset + ": " + reason);
  }
}
