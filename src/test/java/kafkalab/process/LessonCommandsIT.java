package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import kafkalab.producer.Producer05CGroup;
import org.junit.jupiter.api.Test;

/** What the launcher commands: to stop, as on Windows, where there is no SIGTERM, and to pause. */
@BrokerTest
class LessonCommandsIT {

  @Test
  void theCommandToStopIsACleanStop(TestLab lab) throws InterruptedException {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    try (LessonProcess producer = launch(lab, Producer05CGroup.class, topic).delayMs(20).start();
        LessonProcess consumer = launch(lab, Consumer07RebalanceCallback.class, topic).group(group).start()) {
      assertThat(consumer.awaitRecords(13, TestLab.TIMEOUT)).isTrue();
      producer.sendCommand("stop");
      assertThat(producer.awaitExit(TestLab.TIMEOUT)).contains(143);
      int sent = producer.records().size();
      assertThat(last(producer)).isEqualTo("Verdict     : all " + sent + " messages acknowledged, none failed");

      assertThat(consumer.awaitRecords(sent, TestLab.TIMEOUT)).isTrue();
      consumer.sendCommand("stop");
      assertThat(consumer.awaitExit(TestLab.TIMEOUT)).contains(143);
      assertThat(last(consumer)).startsWith("Verdict     : " + sent + " messages processed, ");
      assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
      assertThat(lab.memberCount(group)).isZero();
    }
  }

  /** A consumer that has nothing to do stands still, too, and says nothing of what it would find. */
  @Test
  void aPauseWithoutRecords(TestLab lab) throws InterruptedException {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    try (LessonProcess consumer = launch(lab, Consumer07RebalanceCallback.class, topic).group(group)
        .clientSetting("max.poll.interval.ms", "8000").start()) {
      assertThat(consumer.awaitLine(line -> line.startsWith("Setting newly"), TestLab.TIMEOUT)).isTrue();
      consumer.sendCommand("pause");
      TestLab.await().until(() -> lab.memberCount(group) == 0);
      lab.feed(topic, 0, 3);
      assertThat(consumer.lines()).as("while it is paused").noneMatch(line -> line.startsWith("- "));
      consumer.sendCommand("resume");
      assertThat(consumer.awaitRecords(3, TestLab.TIMEOUT)).isTrue();
      assertThat(consumer.lines()).contains("Lost previously assigned partitions: [" + topic + "-0]");
    }
  }

  private static LessonLaunch launch(TestLab lab, Class<?> lesson, String topic) {
    return LessonLaunch.of(lesson.getName()).takingCommands().servers(lab.bootstrapServers()).topic(topic);
  }

  private static String last(LessonProcess program) {
    return program.lines().get(program.lines().size() - 1);
  }
}
