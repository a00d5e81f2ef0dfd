package kafkalab.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PluralTest {

  @Test
  void oneIsSingular() {
    assertThat(Plural.count(1, "record")).isEqualTo("1 record");
    assertThat(Plural.count(0, "record")).isEqualTo("0 records");
    assertThat(Plural.count(2, "consumer group")).isEqualTo("2 consumer groups");
  }
}
