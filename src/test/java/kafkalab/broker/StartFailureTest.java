package kafkalab.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import kafkalab.support.ExitCode;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is told to give up the data where a value of {@code --set} may be the reason. */
class StartFailureTest {

  private static final NodeFolder DATA = new NodeFolder(Path.of("data"));
  private final StartFailure plain = new StartFailure(DATA, false);
  private final StartFailure withSettings = new StartFailure(DATA, true);

  @ParameterizedTest
  @ValueSource(strings = {"KafkaException: Class foo.Bar cannot be found", "ClassNotFoundException: foo.Bar",
      "KafkaException: Could not instantiate class foo.Bar", "ConfigException: Invalid value x",
      "KafkaException: Could not find a public no-argument constructor for foo.Bar",
      "KafkaException: foo.Bar is not an instance of org.apache.kafka.server.authorizer.Authorizer"})
  void aClassOrAValueThatKafkaRefuses(String reason) {
    BrokerStartException said = withSettings.of(reason);
    assertThat(said).hasMessage("Kafka refuses the settings of --set: " + reason);
    assertThat(said.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
  }

  @Test
  void theExceptionOfTheSettingMayHaveACauseOrBeOne() {
    assertThat(withSettings.of(new KafkaException("Could not instantiate class foo.Bar", new IllegalStateException())))
        .hasMessage("Kafka refuses the settings of --set: KafkaException: Could not instantiate class foo.Bar");
    assertThat(withSettings.of(new RuntimeException(new ConfigException("no"))))
        .hasMessage("Kafka refuses the settings of --set: ConfigException: no");
  }

  @Test
  void whatElseKafkaSays() {
    BrokerStartException said = plain.of(new RuntimeException(new IllegalStateException("broken")));
    assertThat(said).hasMessage("Kafka says: IllegalStateException: broken (data: data). If the data is damaged or"
        + " foreign, start with --fresh or another --data.");
    assertThat(said.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(plain.of(new RuntimeException("while waiting", new CancellationException())))
        .hasMessageStartingWith("Kafka says: RuntimeException: while waiting (data: ");
    assertThat(withSettings.of(new IllegalStateException("broken"))).hasMessage("Kafka says: IllegalStateException:"
        + " broken (data: data). Start it without --set: if it serves then, a value of --set is wrong.");
  }

  @Test
  void aBrokerThatIsNotReadySaysWhatKafkaHasLogged() {
    try (StartLog log = StartLog.begin(plain::of)) {
      assertThat(log.slowLine()).isEqualTo("The broker is not ready after 30 s, and goes on trying (stop: Ctrl-C)."
          + " Kafka's log tells of no error: the machine may be busy.");
      log.println("[WARN] Selector - closing connection");
      assertThat(log.slowLine()).endsWith("(stop: Ctrl-C). See Kafka's log above.");
      log.println("[ERROR] Acceptor - Error while accepting connection");
      log.println("java.lang.IllegalArgumentException: invalid send size");
      assertThat(log.slowLine()).endsWith("(stop: Ctrl-C). Kafka's log says: IllegalArgumentException: invalid send"
          + " size");
      assertThat(plain.of(new RuntimeException(new CancellationException()), log))
          .hasMessageStartingWith("Kafka says: IllegalArgumentException: invalid send size (data: ");
    }
  }
}
