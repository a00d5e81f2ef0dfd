package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, because it compares two throughputs. */
@Isolated
@BrokerTest
class Producer02SyncIT {

  @Test
  void eachRecordIsAnswered(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer02Sync.class).topic(topic).messages(200).client("linger.ms", 0).start();

    assertThat(run.exitCode()).isZero();
    assertThat(lab.ends(topic)).containsEntry(0, 200L);
    assertThat(run.lines()).contains(
        topic + "-0-0 : (0 , msg_0)", topic + "-0-4 : (4 , msg_4)",
        "# 100 of 200 answered", "# 200 of 200 answered", "Send        : 200 messages to Kafka");
    assertThat(run.records()).hasSize(5);
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 200 messages acknowledged, none failed");
  }

  /** KIP-1030: the default of linger.ms is 5 since Kafka 4, which each record of this program waits out alone. */
  @Test
  void lingerDelaysEachRecordThatIsSentAlone(TestLab lab) {
    var lingering = lab.lesson(Producer02Sync.class).topic(lab.newTopic(1)).messages(200).start();
    assertThat(lingering.exitCode()).isZero();
    var prompt = lab.lesson(Producer02Sync.class).topic(lab.newTopic(1)).messages(200).client("linger.ms", 0).start();
    assertThat(prompt.exitCode()).isZero();

    assertThat(throughput(lingering)).isLessThan(200); // 5 ms each
    // a busy machine makes both slower, but not by how much they differ
    assertThat(1_000.0 / throughput(lingering) - 1_000.0 / throughput(prompt)).as("milliseconds that a record waits")
        .isGreaterThan(3);
    Claims.proven("Producer02Sync", "linger.ms=5, the default since Kafka 4, is what sending one by one waits for",
        throughput(lingering) + " msg/sec at 5, " + throughput(prompt) + " at 0");
  }

  private static long throughput(LessonRun run) {
    return run.lines().stream().filter(line -> line.startsWith("Throughput"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
  }
}
