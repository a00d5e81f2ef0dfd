package kafkalab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who took over, and after how long, by the lines that the members print. */
class TakeoversTest {

  private static final String SETTING = "Setting newly assigned partitions: ";
  private static final String REVOKING = "Revoking previously assigned partitions: ";

  private long now = 5;
  private final Takeovers takeovers = new Takeovers(() -> now);

  @BeforeEach
  void threeMembers() {
    for (int i = 0; i < 3; i++) {
      takeovers.started("m-" + i);
      assertThat(takeovers.printed("m-" + i, OutputLine.parse(SETTING + "[t-" + i + "]"))).isEmpty();
    }
  }

  private List<String> printed(String member, String line) {
    return takeovers.printed(member, OutputLine.parse(line));
  }

  private void pass(long milliseconds) {
    now += TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }

  @Test
  void eachPartitionOfTheOneThatHasEnded() {
    printed("m-2", SETTING + "[t-3]");
    takeovers.ended("m-2");
    pass(6_240);
    takeovers.ended("m-2");
    assertThat(printed("m-0", REVOKING + "[t-0]")).isEmpty();
    assertThat(printed("m-0", SETTING + "[t-0, t-2]"))
        .containsExactly("partition 2: m-0 took over from m-2 after 6.2 s.");
    pass(60);
    assertThat(printed("m-1", SETTING + "[t-1, t-3]"))
        .containsExactly("partition 3: m-1 took over from m-2 after 6.3 s.");
    assertThat(printed("m-1", SETTING + "[t-2]")).as("a rebalance later on").isEmpty();
  }

  @Test
  void whatWasGivenBackBeforeIsNotTakenOver() {
    printed("m-2", REVOKING + "[t-2]");
    takeovers.ended("m-2");
    assertThat(printed("m-0", SETTING + "[t-0, t-2]")).isEmpty();
  }

  @Test
  void whatOneThatHasEndedStillPrintsDoesNotCount() {
    takeovers.ended("m-2");
    assertThat(printed("m-2", REVOKING + "[t-2]")).isEmpty();
    assertThat(printed("m-2", SETTING + "[t-2]")).isEmpty();
    pass(900);
    assertThat(printed("m-1", SETTING + "[t-2]")).containsExactly("partition 2: m-1 took over from m-2 after 0.9 s.");
  }

  @Test
  void aNewOneOfTheSameName() {
    takeovers.ended("m-2");
    takeovers.started("m-2");
    pass(5_000);
    assertThat(printed("m-2", SETTING + "[t-2]"))
        .containsExactly("partition 2: m-2, started again, took over after 5.0 s.");
  }
}
