package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramsTest {

  @ParameterizedTest(name = "{0} records a second: a pause of {1} ms")
  @CsvSource({"1, 1000", "3, 334", "10, 100", "400, 3", "600, 2", "1000, 1"})
  void theProducerIsNeverFasterThanItWasAsked(int recordsASecond, long delayMs) {
    assertThat(Programs.delayMs(recordsASecond)).isEqualTo(delayMs);
  }
}
