package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer02AutoCommitIT {

  @Test
  void commitsEveryFiveSecondsAndAtTheStop(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 400);
    var run = lab.lesson(Consumer02AutoCommit.class).topic(topic).group(group).delayMs(20).start();
    run.awaitRecords(1);
    long start = System.nanoTime();
    run.await(OutputLine.Committed.class);
    assertThat((System.nanoTime() - start) / 1e9).isBetween(3.0, 7.0);
    long committed = lab.committed(group, topic).get(0);
    assertThat(run.printedCommits()).containsEntry(0, committed);
    assertThat(committed).as("a batch is committed once the next poll begins")
        .isLessThanOrEqualTo(run.records().size());

    run.awaitRecords((int) committed + 5);
    run.stop();
    // what slides leave out: a clean stop commits too
    assertThat(lab.committed(group, topic)).containsEntry(0, (long) run.records().size());
    assertThat(run.printedCommits()).containsEntry(0, (long) run.records().size());
    Claims.proven("Consumer02AutoCommit", "commits come every five seconds, and at a clean stop, not after each batch",
        "first commit covers " + committed + " records, the stop all " + run.records().size());
  }
}
