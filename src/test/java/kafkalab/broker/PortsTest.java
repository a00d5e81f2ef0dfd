package kafkalab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a port that cannot be had. */
class PortsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "80 | 80 | Permission denied | port 80 cannot be had (Permission denied). Choose another port: --port 9092.",
    "65500 | 65500 | Permission denied | "
        + "port 65500 cannot be had (Permission denied). Choose another port: --port 65400.",
    "9093 | 9092 | Address already in use | port 9093 is taken (Address already in use). "
        + "Is a broker running already? Stop it, or choose another port: --port 9192.",
    "80 | 80 | something answers there | port 80 is taken (something answers there). "
        + "Is a broker running already? Stop it, or choose another port: --port 9092.",
  })
  void isTakenOrForbiddenAndAnotherOneIsNamed(int port, int first, String why, String said) {
    assertThat(Ports.refusal(port, first, why)).isEqualTo(said);
  }
}
