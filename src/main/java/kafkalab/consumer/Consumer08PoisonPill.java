package kafkalab.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import kafkalab.common.Console;
import kafkalab.common.Employee;
import kafkalab.common.JsonSerializer;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Poison pills: what cannot be read, or cannot be processed, goes to a dead-letter topic.
 *
 * <p><b>Watch:</b> what is put aside, and why. The records behind it are processed.
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
    consumer.subscribe(List.of(topic), Console.rebalances(consumer));

    // 5. Poll loop and processing
    try {
      while (!progress.enough()) {
        try {
          for (var record : consumer.poll(Duration.ofSeconds(1))) {
            try {
              if (record.value().manager()) { // stands for a bug in the work
                throw new IllegalStateException("no salary scale for managers");
              }
              progress.process(record);
            } catch (RuntimeException e) {
              // not an Error: a wrong build, or no memory, is not the record's fault
              String from = topic + "-" + record.partition() + "-" + record.offset();
              putAside(producer, from, e, new ProducerRecord<>(topic + ".dead", null,
                  new StringSerializer().serialize(topic, record.key()),
                  new JsonSerializer<>().serialize(topic, record.value()),
                  record.headers()));
            }
          }
        } catch (RecordDeserializationException e) {
          // the records before it are processed; the position is still at this one
          putAside(producer, e.topicPartition() + "-" + e.offset(), e.getCause(),
              new ProducerRecord<>(topic + ".dead", null,
                  new ByteBufferSerializer().serialize(topic, e.keyBuffer()),
                  new ByteBufferSerializer().serialize(topic, e.valueBuffer()),
                  e.headers()));
          consumer.seek(e.topicPartition(), e.offset() + 1);
        }
        try {
          // the positions: what is before them is processed or put aside. Where there was
          // nothing new this repeats the last commit, as Kafka's auto commit does
          consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException e) {
          // the next turn commits; or the next owner does, who reads them again
          Console.commitFailed(e);
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

  /** Returns when the letter is there: not before that may its offset be committed. */
  private static void putAside(KafkaProducer<byte[], byte[]> producer, String from,
      Throwable reason, ProducerRecord<byte[], byte[]> letter) throws Exception {
    letter.headers().add("from", from.getBytes(UTF_8))
        .add("reason", reason.toString().getBytes(UTF_8));
    // if this fails, the program ends, and its next run reads the record again
    producer.send(letter).get();
    System.out.println("# Put aside " + from + ": " + reason);
  }
}
