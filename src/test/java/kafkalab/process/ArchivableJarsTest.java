package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which folders' names a URL shows as they are. */
class ArchivableJarsTest {

  @ParameterizedTest
  @ValueSource(strings = {"lab", "kafka-lab_1.0~", "(x86)", "a+b,c@d&e=f'g!h$i;j"})
  void plain(String name) {
    assertThat(ArchivableJars.isPlain(Path.of("/home", name, "lib"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"First Last", "100%", "#1", "[x]", "{x}", "a^b"})
  void escaped(String name) {
    assertThat(ArchivableJars.isPlain(Path.of("/home", name, "lib"))).isFalse();
  }
}
