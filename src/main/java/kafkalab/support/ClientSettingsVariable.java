package kafkalab.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Client settings that a lesson in a JVM of its own gets from the program that starts it. There may be passwords among
 * them, so they are in no file, which would outlive a killed program: they are in an environment variable of the child,
 * which only its own user can read, and which goes with it.
 */
public final class ClientSettingsVariable {

  /** The variable. It is the launcher's; a person writes a file, and names it in {@code LAB_CLIENT_PROPERTIES}. */
  public static final String NAME = "KAFKALAB_CLIENT_SETTINGS";

  private ClientSettingsVariable() {}

  /** The variable's value for these settings: lines of a properties file, ASCII only on every system. */
  public static String encode(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      properties.store(bytes, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // without the comment, which is the date
    return bytes.toString(StandardCharsets.ISO_8859_1).lines().filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  /** The settings that a program was started with; none if the variable is not set. */
  public static Map<String, String> decode(Map<String, String> environment) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(environment.getOrDefault(NAME, "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, properties::getProperty));
  }
}
