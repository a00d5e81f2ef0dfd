package kafkalab.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafkalab.cluster.KafkaFutures;
import kafkalab.common.LabConfig;
import kafkalab.support.Failure;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A record to a broker and back again, by a topic that is created for it and deleted afterwards. The topic's records
 * bear the broker's time (message.timestamp.type=LogAppendTime), so that the clocks can be compared: the broker has
 * written the record after it was sent and before it was acknowledged.
 *
 * @param leftBehind the topic, and why it could not be deleted again; empty if it was
 */
record RoundTrip(Times times, Optional<String> leftBehind) {

  /**
   * What was measured.
   *
   * @param acknowledgedNanos from {@code send()} to the acknowledgement
   * @param readNanos from {@code send()} until a consumer has it
   * @param skewMillis how far the broker's clock is ahead, at least; negative if it is behind; 0 if it may be right
   * @param withinMillis how exactly that could be measured
   */
  record Times(long acknowledgedNanos, long readNanos, long skewMillis, long withinMillis) {}

  /** The cluster works, but this cannot be measured there. */
  static final class NotTried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTried(String why) {
      super(why);
    }
  }

  /** The topic's name says when it was created, in seconds since 1970: one that was cut off cannot delete its own. */
  private static final Pattern TOPIC = Pattern.compile("lab-doctor-(\\d{1,15})-\\w{8}");
  /** What the brokers have as a default for topics is for others: compaction refuses a record that has no key. */
  private static final Map<String, String> TOPIC_SETTINGS = Map.of(
      TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
      TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
      TopicConfig.RETENTION_MS_CONFIG, "-1",
      TopicConfig.RETENTION_BYTES_CONFIG, "-1",
      TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "10000",
      TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
  private static final long OLD_SECONDS = 600;
  private static final int ANSWER_MS = 3_000;
  private static final int REQUEST_MS = 2_000;

  /** Two records, the second of which counts: with the first one the clients connect. */
  static RoundTrip measure(LabConfig lab, Admin admin) {
    long now = Instant.now().getEpochSecond();
    String topic = "lab-doctor-" + now + "-" + UUID.randomUUID().toString().substring(0, 8);
    NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
        .configs(TOPIC_SETTINGS);
    try {
      KafkaFutures.get(admin.createTopics(List.of(wanted)).all());
    } catch (TimeoutException e) {
      throw e;
    } catch (ApiException e) {
      throw new NotTried("no topic can be created for it (" + e.getClass().getSimpleName() + ")");
    }
    Times times;
    Optional<String> leftBehind;
    try {
      times = exchange(lab, topic);
    } finally {
      leftBehind = delete(admin, topic);
    }
    KafkaFutures.get(admin.listTopics().names()).stream().filter(name -> isOld(name, now))
        .forEach(name -> delete(admin, name));
    return new RoundTrip(times, leftBehind);
  }

  /** Whether a topic is one that an earlier check could not delete. */
  static boolean isOld(String topic, long now) {
    Matcher matcher = TOPIC.matcher(topic);
    return matcher.matches() && now - Long.parseLong(matcher.group(1)) > OLD_SECONDS;
  }

  private static Optional<String> delete(Admin admin, String topic) {
    try {
      KafkaFutures.get(admin.deleteTopics(List.of(topic)).all());
      return Optional.empty();
    } catch (KafkaException e) {
      return Optional.of(topic + " (" + Failure.reason(e) + ")");
    }
  }

  private static Times exchange(LabConfig lab, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(producerSettings(lab),
            new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerSettings(lab),
            new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      acknowledged(producer, topic);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      awaitRecord(consumer, topic);
      long before = System.currentTimeMillis();
      long start = System.nanoTime();
      RecordMetadata record = acknowledged(producer, topic);
      long acknowledged = System.nanoTime() - start;
      long after = System.currentTimeMillis();
      awaitRecord(consumer, topic);
      return new Times(acknowledged, System.nanoTime() - start, skew(before, record.timestamp(), after),
          after - before);
    }
  }

  /** How far a clock is ahead that showed {@code time} between {@code before} and {@code after} of another one. */
  static long skew(long before, long time, long after) {
    return time < before ? time - before : Math.max(0, time - after);
  }

  private static RecordMetadata acknowledged(KafkaProducer<byte[], byte[]> producer, String topic) {
    return KafkaFutures.get(producer.send(new ProducerRecord<>(topic, new byte[10])), Duration.ofMillis(ANSWER_MS));
  }

  private static void awaitRecord(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MS);
    while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("a record on " + topic + " cannot be read within " + ANSWER_MS + " ms");
      }
    }
  }

  /** The cluster's address and the credentials, without what a user's file says about sending. */
  private static Properties settings(LabConfig lab) {
    Properties settings = lab.cluster().adminSettings();
    settings.remove(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MS);
    return settings;
  }

  private static Properties producerSettings(LabConfig lab) {
    Properties settings = settings(lab);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ANSWER_MS);
    // a producer without an id needs no right but WRITE
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    return settings;
  }

  private static Properties consumerSettings(LabConfig lab) {
    Properties settings = settings(lab);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    return settings;
  }
}
