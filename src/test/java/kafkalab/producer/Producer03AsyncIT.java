package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

@BrokerTest
class Producer03AsyncIT {

  @Test
  void theCallbacksCountIsTheTopicsCount(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer03Async.class).topic(topic).start();

    assertThat(run.exitCode()).isZero();
    assertThat(lab.ends(topic)).containsEntry(0, 100_000L);
    assertThat(run.lines()).contains("Send        : 100000 messages to Kafka");
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 100000 messages acknowledged, none failed");
    Claims.proven("Producer03Async", "the callbacks' count is the topic's count", "100000 and 100000");
  }

  @Test
  void idempotenceWithLesserAcksIsRefusedInKafkasOwnWords(TestLab lab) {
    var run = lab.lesson(Producer03Async.class).topic(lab.newTopic(1)).client("acks", 1).start();

    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(run.lastLine()).startsWith("Error: Kafka refuses the settings: ConfigException: ")
        .contains("Must set acks to all in order to use the idempotent producer");
    assertThat(run.lines()).noneMatch(line -> line.startsWith("\tat "));
    Claims.proven("Producer03Async", "idempotence with acks=1 is refused, with Kafka's reason",
        "exit code 2, one line");
  }

  @Test
  void acksZeroAndOneWorkWithoutIdempotence(TestLab lab) {
    for (String acks : new String[] {"0", "1"}) {
      String topic = lab.newTopic(1);
      var run = lab.lesson(Producer03Async.class).topic(topic).messages(1_000)
          .client("acks", acks).client("enable.idempotence", false).start();
      assertThat(run.exitCode()).isZero();
      assertThat(run.lastLine()).isEqualTo("Verdict     : " + (acks.equals("0")
          ? "1000 messages sent, 0 failed; acks=0: nobody knows whether they arrived"
          : "all 1000 messages acknowledged, none failed"));
      TestLab.await().until(() -> lab.ends(topic).get(0) == 1_000);
    }
  }

  /** Tried with Kafka's producer itself: the lesson's output does not tell its threads. */
  @Test
  void theCallbackRunsOnTheCallersThreadForWhatIsNotBuffered(TestLab lab) {
    String topic = lab.newTopic(1);
    Map<String, String> threads = new ConcurrentHashMap<>();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(
        lab.properties(Map.of("max.request.size", "1000", "max.block.ms", "1000")), new StringSerializer(),
        new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "fits"), (metadata, exception) -> note(threads, "sent", exception));
      producer.send(new ProducerRecord<>(topic, "x".repeat(2_000)),
          (metadata, exception) -> note(threads, "too large", exception));
      producer.send(new ProducerRecord<>(TestLab.newName("nosuch"), "no topic"),
          (metadata, exception) -> note(threads, "no topic", exception));
    }
    String own = Thread.currentThread().getName();
    assertThat(threads).containsEntry("too large, RecordTooLargeException", own)
        .containsEntry("no topic, TimeoutException", own).hasSize(3);
    assertThat(threads.get("sent, null")).startsWith("kafka-producer-network-thread");
    Claims.proven("Producer03Async", "the callback runs on the I/O thread; for a record that send() cannot put into the"
        + " buffer on the thread that calls send()", "sent: the I/O thread; too large, no such topic: the calling one");
  }

  private static void note(Map<String, String> threads, String record, Exception exception) {
    threads.put(record + ", " + (exception == null ? null : exception.getClass().getSimpleName()),
        Thread.currentThread().getName());
  }
}
