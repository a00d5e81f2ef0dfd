package kafkalab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;

/** The places that settings come from, as a test wants them. */
public final class Sources {

  public final Properties file = new Properties();
  public final Map<String, String> environment = new HashMap<>();
  public final Properties system = new Properties();

  public Sources() {
    file.setProperty("bootstrap.servers", "localhost:9092");
    // what every machine has, and is none of the lab's business
    environment.put("PATH", "/bin");
    environment.put("KAFKA_HOME", "/opt/kafka");
    environment.put("KAFKA_OPTS", "-Xmx1g");
    system.setProperty("java.version", "17");
    system.setProperty("kafkalab.home", "/home");
  }

  public LabSettings settings() {
    return new LabSettings(file, environment, system);
  }

  /** Every error is a wrong setting, in one line. */
  String error() {
    LabException error = catchThrowableOfType(LabException.class, this::settings);
    assertThat(error).as("no setting is wrong").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(error.getMessage()).startsWith("wrong setting: ").doesNotContain("\n", "\r");
    return error.getMessage().substring("wrong setting: ".length());
  }

  /** A lesson's own settings of its client: names and values, one after the other. */
  public static Properties lesson(Object... settings) {
    Properties lesson = new Properties();
    for (int i = 0; i < settings.length; i += 2) {
      lesson.put(settings[i], settings[i + 1]);
    }
    return lesson;
  }

  /** Names a file of client settings. */
  public Path clientProperties(Path folder, String... lines) {
    Path path = folder.resolve("client.properties");
    try {
      Files.write(path, List.of(lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    environment.put("LAB_CLIENT_PROPERTIES", path.toString());
    return path;
  }
}
