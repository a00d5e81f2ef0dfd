package kafkalab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsBrokerCheckTest {

  @ParameterizedTest
  @CsvSource({
      "C:\\Users\\ann\\kafka-lab\\.lab\\broker\\nodes-1\\topics, true",
      "d:/data,                  true",
      "\\\\server\\share\\data,  true",
      "/var/lib/kafka/data,      false",
      "/mnt/c:\\data,            false",
      "data,                     false"})
  void aWindowsFolderIsRecognizedByItsPath(String path, boolean windows) {
    assertThat(WindowsBrokerCheck.isFolder(path)).isEqualTo(windows);
  }
}
