package kafkalab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionComparisonTest {

  @ParameterizedTest
  @CsvSource({
      "4.4.0,          4.4.0,          0",
      "4.4.0,          4.4.1,          -1",
      "4.9.0,          4.10.0,         -1", // numbers, not letters
      "4.4.0,          10.0.0,         -1",
      "3.9.9,          4.0.0,          -1",
      "4.4,            4.4.0,          0",
      "4,              4.0.1,          -1",
      "4.4.0.1,        4.4.0,          1",
      "4.4.0-SNAPSHOT, 4.4.0,          0",
      "4.5.0-rc1,      4.4.0,          1",
      "4.4.0-SNAPSHOT, 4.4.0-rc9,      0",
      "4.4.x,          4.4.0,          0",
      "unknown,        4.4.0,          -1",
      "'',             '',             0"})
  void comparesVersionsByTheirNumbers(String a, String b, int sign) {
    assertThat(Integer.signum(NodeFolder.compareVersions(a, b))).isEqualTo(sign);
    assertThat(Integer.signum(NodeFolder.compareVersions(b, a))).isEqualTo(-sign);
  }
}
