package kafkalab.doctor;

import static kafkalab.doctor.Finding.State.NOT_CHECKED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutionException;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class FindingTest {

  @Test
  void whatOthersHaveNamedMovesNoCursor() {
    assertThat(Finding.ok("1 broker: \u001b[2J:9092").lines("advertised"))
        .containsExactly("ok    advertised      1 broker: \\u001b[2J:9092");
  }

  @Test
  void whatEndsACheckIsShownWithItsRemedy() {
    Finding finding = Finding.of(new LabException(ExitCode.NO_BROKER,
        "no broker (Timed out. Call: x). Is the port right? Try another one."));
    assertThat(finding).isEqualTo(Finding.fail(ExitCode.NO_BROKER, "no broker (Timed out. Call: x).",
        "Is the port right? Try another one."));
    assertThat(finding.lines("broker")).isEqualTo(List.of("FAIL  broker          no broker (Timed out. Call: x).",
        "      Is the port right? Try another one."));
    assertThat(Finding.of(new LabException(ExitCode.FAILED, "broken")).remedies()).isEmpty();
    assertThat(Finding.of(new TopicAuthorizationException("no")).state()).isEqualTo(NOT_CHECKED);
    assertThat(Finding.of(new ExecutionException(new TopicAuthorizationException("no"))).state())
        .isEqualTo(NOT_CHECKED);
  }
}
