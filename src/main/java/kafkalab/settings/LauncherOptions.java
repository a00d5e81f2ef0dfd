package kafkalab.settings;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The options of {@code lab run} on their way to the lesson: system properties of a namespace of their own, which are
 * read before all other sources. {@code --topic x} is {@code kafkalab.option.lab.topic=x}, and
 * {@code --set linger.ms=0} is {@code kafkalab.option.set.linger.ms=0}.
 */
public final class LauncherOptions {

  /** How an option that sets a setting of Kafka's clients is written. */
  static final String SET = "--set";

  private static final String PREFIX = "kafkalab.option.";
  private static final String SET_PREFIX = PREFIX + "set.";

  private LauncherOptions() {}

  /** Passes an option on to the lesson that is run next in this JVM; null if it was not given. */
  public static void pass(LabSetting setting, String text) {
    if (text != null) {
      System.setProperty(PREFIX + setting.property(), text);
    }
  }

  /** Likewise a setting of Kafka's clients, from {@code --set name=value}. */
  public static void passClientSetting(String name, String value) {
    System.setProperty(SET_PREFIX + name, value);
  }

  /** What was passed for a setting; null if nothing was. */
  static String text(Properties system, LabSetting setting) {
    return system.getProperty(PREFIX + setting.property());
  }

  /** The settings of Kafka's clients that were passed. */
  static Map<String, String> clientSettings(Properties system) {
    Map<String, String> settings = new TreeMap<>();
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(SET_PREFIX)) {
        settings.put(name.substring(SET_PREFIX.length()), system.getProperty(name));
      }
    }
    return settings;
  }
}
