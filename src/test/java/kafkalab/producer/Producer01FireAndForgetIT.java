package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Producer01FireAndForgetIT {

  @Test
  void everyRecordArrivesAndBothClocksAreShown(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer01FireAndForget.class).topic(topic).start();

    assertThat(run.exitCode()).isZero();
    assertThat(lab.ends(topic)).containsEntry(0, 100_000L);
    assertThat(run.lines()).hasSize(6);
    assertThat(run.lines().get(0)).isEqualTo(
        "Producer01FireAndForget: " + topic + " (1 partition) at " + lab.bootstrapServers());
    assertThat(run.lines().get(1)).matches("Handed over : 100000 messages in \\d+ milli-seconds");
    assertThat(run.lines().get(2)).isEqualTo("Send        : at most 100000 messages to Kafka");
    assertThat(run.lines().get(3)).matches("Total spend : \\d+ milli-seconds");
    assertThat(run.lines().get(4)).matches("Throughput  : at most \\d+ msg/sec");
    assertThat(run.lastLine()).isEqualTo(
        "Verdict     : 100000 messages handed over; delivery was not checked");
    // the last batch at least is sent after handing over: a second look at the clock
    assertThat(milliseconds(run.lines().get(1))).isLessThan(milliseconds(run.lines().get(3)));
    Claims.proven("Producer01FireAndForget", "handing over ends before sending does; with a healthy broker all arrive",
        run.lines().get(1) + ", " + run.lines().get(3) + ", 100000 on the topic");
  }

  @Test
  void recordsAreInOrder(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer01FireAndForget.class).topic(topic).messages(500).start();

    assertThat(run.exitCode()).isZero();
    assertThat(lab.read(topic)).hasSize(500).allSatisfy(record -> {
      assertThat(record.key()).isEqualTo(Long.toString(record.offset()));
      assertThat(new String(record.value())).isEqualTo("msg_" + record.offset());
    });
  }

  @Test
  void sigtermInMidRunStillSendsWhatWasHandedOver(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer01FireAndForget.class).topic(topic).delayMs(5).start();
    TestLab.await().until(() -> lab.ends(topic).get(0) > 20);
    run.stop();

    long handedOver = Long.parseLong(run.lastLine().replaceAll("Verdict     : (\\d+) messages handed over;.*", "$1"));
    assertThat(handedOver).as("stopped in mid-run").isLessThan(100_000);
    assertThat(lab.ends(topic)).containsEntry(0, handedOver);
    Claims.proven("Producer01FireAndForget", "a clean stop sends what was handed over", handedOver + " of " + handedOver
        + " arrived");
  }

  private static long milliseconds(String line) {
    return Long.parseLong(line.replaceAll(".* (\\d+) milli-seconds", "$1"));
  }
}
