package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientSettingsVariableTest {

  @Test
  void whatIsWrittenIsReadAgain() {
    Map<String, String> settings = Map.of("client.id", "m-1", "#sasl=", "with \"quotes\", = and # and \\",
        "ssl.keystore.key", "-----BEGIN\nline\n  indented\n", "name", "\u65e5\u672c");
    String text = ClientSettingsVariable.encode(settings);
    assertThat(text).as("ASCII, whatever the system's encoding").matches("[\\n -~]*");
    assertThat(ClientSettingsVariable.decode(Map.of(ClientSettingsVariable.NAME, text))).isEqualTo(settings);
    assertThat(ClientSettingsVariable.decode(Map.of())).isEmpty();
  }
}
