package kafkalab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kafkalab.consumer.Consumer05CommitSyncAsync;
import kafkalab.consumer.Consumer06CommitSpecified;
import kafkalab.consumer.Consumer07RebalanceCallback;
import kafkalab.experiment.LossyProxy;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commits that do not reach the broker: the last one, which no later one can make up for, is sent again. */
@Tag("faults")
@BrokerTest
class LostCommitIT {

  private static final int RECORDS = 13; // a batch of ten and one of three, or twice five and three

  /** The second commit of the loop is lost, and then the first attempt of the last one. */
  @Test
  void theLastCommitIsSentAgain() {
    try (OwnBroker broker = OwnBroker.start();
        LossyProxy proxy = new LossyProxy(broker.address());
        TestLab lab = new TestLab(proxy.address())) {
      String topic = lab.newTopic(1);
      lab.feed(topic, 0, RECORDS);
      for (Class<?> lesson : List.of(Consumer05CommitSyncAsync.class, Consumer06CommitSpecified.class,
          Consumer07RebalanceCallback.class)) {
        String group = TestLab.newName("group");
        proxy.loseRequests(ApiKeys.OFFSET_COMMIT, request -> request == 2 || request == 3);
        // the lesson gives its last commit two seconds: none of them are for pauses
        var run = lab.lesson(lesson).topic(topic).group(group).messages(RECORDS)
            .client("reconnect.backoff.ms", 1).client("retry.backoff.ms", 1).start();
        assertThat(run.exitCode()).isZero();
        assertThat(lab.committed(group, topic)).as("committed by %s", lesson).isEqualTo(Map.of(0, (long) RECORDS));
        assertThat(proxy.lost()).isEqualTo(2);
        assertThat(run.lastLine()).isEqualTo("Verdict     : 13 messages processed, committed offsets 0:13, none will"
            + " be read again");
        Claims.proven(lesson.getSimpleName(), "commits that do not arrive: the last one is sent again, until the broker"
            + " has it", "the requests number 2 and 3 lost, 13 processed, 13 committed");
      }
    }
  }
}
