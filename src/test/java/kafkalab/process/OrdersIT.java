package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import kafkalab.producer.Producer05CGroup;
import org.junit.jupiter.api.Test;

/** The order to stop, by which the launcher stops a lesson on Windows, where there is no SIGTERM. */
@BrokerTest
class OrdersIT {

  @Test
  void theOrderToStopIsACleanStop(TestLab lab) throws InterruptedException {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    try (LessonProcess producer = start(lab, Producer05CGroup.class, Map.of("LAB_TOPIC", topic, "LAB_DELAY_MS", "20"));
        LessonProcess consumer = start(lab, Consumer07RebalanceCallback.class,
            Map.of("LAB_TOPIC", topic, "LAB_GROUP", group))) {
      assertThat(consumer.awaitLines(line -> line.startsWith(topic + "-"), 13, TestLab.PATIENCE)).isTrue();
      producer.order("stop");
      assertThat(producer.awaitExit(TestLab.PATIENCE)).contains(143);
      long sent = producer.lines().stream().filter(line -> line.startsWith(topic + "-")).count();
      assertThat(last(producer)).isEqualTo("Verdict     : all " + sent + " messages acknowledged, none failed");

      assertThat(consumer.awaitLines(line -> line.startsWith(topic + "-"), (int) sent, TestLab.PATIENCE)).isTrue();
      consumer.order("stop");
      assertThat(consumer.awaitExit(TestLab.PATIENCE)).contains(143);
      assertThat(last(consumer)).startsWith("Verdict     : " + sent + " messages processed, ");
      assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
      assertThat(lab.memberCount(group)).isZero();
    }
  }

  private static LessonProcess start(TestLab lab, Class<?> lesson, Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers());
    return LessonProcess.startRemote(lesson.getName(), List.of(), environment, line -> { });
  }

  private static String last(LessonProcess program) {
    return program.lines().get(program.lines().size() - 1);
  }
}
