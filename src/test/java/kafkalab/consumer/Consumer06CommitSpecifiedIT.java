package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer06CommitSpecifiedIT {

  @Test
  void everyFiveRecordsInTheMiddleOfABatch(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    var run = lab.lesson(Consumer06CommitSpecified.class).topic(topic).group(group).delayMs(400).start();
    run.awaitRecords(6);
    TestLab.await().untilAsserted(() -> assertThat(lab.committed(group, topic)).containsEntry(0, 5L));
    assertThat(run.records()).as("still in the first batch of ten").hasSizeLessThan(10);
    run.stop();
    assertThat(lab.committed(group, topic)).containsEntry(0, (long) run.records().size());
    Claims.proven("Consumer06CommitSpecified", "a commit after every fifth record, in the middle of a batch too",
        "offset 5 committed while the batch of 10 was at work");
  }
}
