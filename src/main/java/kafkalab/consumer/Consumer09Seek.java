package kafkalab.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.Progress;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Seek: the consumer itself says where it reads, at the beginning, an offset or a time.
 *
 * <p><b>Watch:</b> the positions after each seek, and that the records come again. No
 * group is asked, and nothing is committed.
 *
 * <p><b>Try:</b> let Producer05CGroup run meanwhile, and run this again after a minute:
 * which of the four starts has moved on?
 */
public final class Consumer09Seek {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Consumer09Seek.class);
    String topic = lab.topic("ak03.fourpartition");
    Properties config = new Properties();
    // no group.id: no rebalance, no commits
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    // where it starts without a seek: at the first record of the last ten minutes
    // (KIP-1106). While there is none it waits for one, and has no position
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:PT10M");
    // a few records show where it reads; Kafka's default is 500
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, lab.maxPollRecords(4));
    lab.applyToConsumer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 4);
    Progress progress = Progress.start(lab, topic);

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

    // 4. Subscribe to nothing, but take all partitions: others may read them as well
    List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(topic, partition.partition())).toList();
    consumer.assign(partitions);
    Console.assigned(partitions, consumer.assignment());

    // 5. Poll loop and processing
    Map<String, Runnable> starts = new LinkedHashMap<>();
    starts.put("the beginning", () -> consumer.seekToBeginning(partitions));
    starts.put("two before the end", () -> consumer.endOffsets(partitions)
        // where this record is deleted already, auto.offset.reset decides
        .forEach((partition, end) -> consumer.seek(partition, Math.max(end - 2, 0))));
    long minuteAgo = Instant.now().minusSeconds(60).toEpochMilli();
    starts.put("a minute ago", () -> consumer.offsetsForTimes(partitions.stream()
            .collect(Collectors.toMap(Function.identity(), partition -> minuteAgo)))
        .forEach((partition, found) -> {
          if (found == null) { // no record is so young
            consumer.seekToEnd(List.of(partition));
          } else {
            consumer.seek(partition, found.offset());
          }
        }));
    try {
      Console.readingFrom("auto.offset.reset", Map.of());
      // it returns as soon as it has a record; the first one may take a while
      consumer.poll(Duration.ofSeconds(3)).forEach(progress::process);
      for (Map.Entry<String, Runnable> start : starts.entrySet()) {
        if (progress.enough()) {
          break;
        }
        // a seek asks nobody, and changes only the consumer's own position
        start.getValue().run();
        Console.readingFrom(start.getKey(), partitions.stream()
            .collect(Collectors.toMap(Function.identity(), consumer::position)));
        consumer.poll(Duration.ofSeconds(3)).forEach(progress::process);
      }
    } catch (WakeupException e) {
      // Ctrl-C: not an error, but the way out of poll() or position()
    } finally {
      // 6. Close
      // Kafka's default is 30 s: too long after Ctrl-C, if no broker answers
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
    progress.verdict();
  }
}
