package kafkalab.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({"localhost:9092, localhost, 9092, localhost:9092", "[::1]:80, ::1, 80, [::1]:80",
      "' a : 1 ', a, 1, a:1"})
  void anAddressWithItsPort(String text, String host, int port, String shown) {
    assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "", "localhost:", "localhost:http"})
  void anAddressNeedsAPort(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text))
        .withMessage(text + " is not host:port");
  }

  @Test
  void aListKeepsItsOrderAndCanBeSorted() {
    assertThat(HostPort.parseList("b:2, a:2,a:10").toString()).isEqualTo("[b:2, a:2, a:10]");
    assertThat(HostPort.parseList("b:2, a:10,a:2").stream().sorted()).map(HostPort::toString)
        .containsExactly("a:2", "a:10", "b:2");
  }
}
