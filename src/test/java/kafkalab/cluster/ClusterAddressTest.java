package kafkalab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterAddressTest {

  /** Kafka takes the name in small letters, too. */
  @ParameterizedTest
  @CsvSource({"SSL, true", "SASL_SSL, true", "sasl_ssl, true", "PLAINTEXT, false", "SASL_PLAINTEXT, false"})
  void whetherTheConnectionIsEncrypted(String protocol, boolean encrypted) {
    ClusterAddress address = new ClusterAddress("lab:9092", Map.of("security.protocol", protocol));
    assertThat(address.isEncrypted()).isEqualTo(encrypted);
    assertThat(new AdminClientConfig(address.adminSettings()).getString("security.protocol")).isEqualTo(protocol);
  }

  @Test
  void withoutSecurityItIsNot() {
    assertThat(new ClusterAddress("lab:9092", Map.of()).isEncrypted()).isFalse();
  }
}
