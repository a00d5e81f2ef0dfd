package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is acknowledged, and what is on the topic, while no broker dies; {@code LeaderLossIT} kills one. */
@BrokerTest
class Producer06AcksIT {

  private static List<String> keys(TestLab lab, String topic) {
    return lab.read(topic).stream().map(ConsumerRecord::key).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "1", "0"})
  void onOneBrokerThatLivesNothingIsLost(String acks, TestLab lab) {
    String topic = lab.newTopic(3);
    lab.feed(topic, 0, 20);
    LessonRun run = lab.lesson(Producer06Acks.class).topic(topic).messages(2_000).client("acks", acks).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine())
        .isEqualTo("Verdict     : acks=" + acks + ": 2000 messages reported as sent, 0 failed; 0 lost, 0 twice");
    assertThat(lab.read(topic)).hasSize(2_020);
  }

  @Test
  void aRefusedRecordIsNoPromise(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = lab.lesson(Producer06Acks.class).topic(topic).messages(20).client("max.request.size", 92).start();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lastLine())
        .isEqualTo("Verdict     : acks=all: 10 messages reported as sent, 10 failed; 0 lost, 0 twice");
    assertThat(keys(lab, topic)).isEqualTo(IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }

  @Test
  void aStopAndAnExceptionInTheMiddleLoseNothingThatWasHandedOver(TestLab lab) {
    String topic = lab.newTopic(1);
    LessonRun run = lab.lesson(Producer06Acks.class).topic(topic).messages(100_000).delayMs(5).start();
    TestLab.await().until(() -> lab.read(topic).size() > 20);
    run.stop();
    assertThat(run.lastLine()).isEqualTo("Verdict     : acks=all: " + lab.read(topic).size()
        + " messages reported as sent, 0 failed; 0 lost, 0 twice");

    String other = lab.newTopic(1);
    LessonRun failing = lab.lesson(Producer06Acks.class).topic(other).edited(Map.of("          sent++;",
        "          sent++;\n          if (sent == 25) {\n            throw new IllegalStateException(\"stop\");\n"
            + "          }")).start();
    assertThat(failing.exitCode()).isEqualTo(1);
    assertThat(Set.copyOf(keys(lab, other))).hasSize(25);
    Claims.proven("Producer06Acks", "an exception in the middle: close() sends what was handed over", "25 of 25");
  }
}
