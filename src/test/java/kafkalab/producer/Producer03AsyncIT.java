package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.support.LabException;
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

    assertThat(run.exitCode()).isEqualTo(LabException.WRONG_SETTING);
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
      TestLab.await().until(() -> lab.ends(topic).get(0) == 1_000);
    }
  }
}
