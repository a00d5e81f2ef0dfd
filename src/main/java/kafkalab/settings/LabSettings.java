package kafkalab.settings;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.base.HostPort;
import kafkalab.base.PrintableText;
import kafkalab.base.Suggestions;
import kafkalab.support.ClientSettingsVariable;
import kafkalab.support.Credentials;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;

/**
 * The values of the lab's settings.
 *
 * <p>Each setting is looked up in the launcher's options, then as a system property, then as an environment variable,
 * then in {@code lab.properties}. An unknown or malformed one is an error that names it and the place it came from.
 */
public final class LabSettings {

  /** The file on the class path with the defaults. */
  static final String FILE = "lab.properties";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  /**
   * A setting's text.
   *
   * @param origin how the place that it came from writes it: {@code LAB_TOPIC=x (environment variable)}
   */
  private record Value(String text, String origin) {}

  private final Map<LabSetting, Value> values = new EnumMap<>(LabSetting.class);
  private final ClientSettings clientSettings;

  /**
   * Reads and checks the settings of this process.
   *
   * @throws LabException if a setting is unknown or malformed
   */
  public static LabSettings load() {
    Properties file;
    try (InputStream in = LabSettings.class.getResourceAsStream("/" + FILE)) {
      file = ClientSettings.lines(in.readAllBytes(), FILE);
    } catch (IOException e) {
      throw new LabException(ExitCode.WRONG_SETTING, FILE + " cannot be read: " + Failure.reason(e));
    }
    LabSettings settings = new LabSettings(file, System.getenv(), System.getProperties());
    Credentials.use(settings.clientPropertiesFile().orElse(null), settings.clientSettings.all());
    settings.clientSettings.tellOrigins();
    return settings;
  }

  /** Settings from these sources, checked. */
  LabSettings(Properties file, Map<String, String> environment, Properties system) {
    checkNames(file, environment, system);
    for (LabSetting setting : LabSetting.values()) {
      Value value = lookUp(setting, file, environment, system);
      if (value != null) {
        values.put(setting, value);
      }
    }
    bootstrapServers();
    studentId();
    topic("default");
    group("default");
    messages(1);
    delayMs(0);
    instance();
    Value clientFile = values.get(LabSetting.CLIENT_PROPERTIES);
    clientSettings = new ClientSettings(file, clientFile == null ? null : clientFile.text,
        clientFile == null ? null : clientFile.origin, ClientSettingsVariable.decode(environment),
        LauncherOptions.clientSettings(system));
  }

  private static Value lookUp(LabSetting setting, Properties file, Map<String, String> environment,
      Properties system) {
    String option = LauncherOptions.text(system, setting);
    if (option != null) {
      if (option.isBlank()) {
        throw LabException.wrongSetting(setting.option() + " (option)", "is empty; give a value, or leave it out.");
      }
      return new Value(option, setting.option() + " " + PrintableText.of(option) + " (option)");
    }
    return Stream.of(
            new String[] {system.getProperty(setting.property()), "-D" + setting.property(), "system property"},
            new String[] {environment.get(setting.variable()), setting.variable(), "environment variable"},
            new String[] {file.getProperty(setting.property()), setting.property(), FILE})
        .filter(place -> place[0] != null && !place[0].isBlank())
        .findFirst()
        .map(place -> {
          String text = place[0].strip();
          return new Value(text, place[1] + "=" + PrintableText.of(text) + " (" + place[2] + ")");
        })
        .orElse(null);
  }

  /** The names in the three sources that look like the lab's must be the lab's: one that is misspelt sets nothing. */
  private static void checkNames(Properties file, Map<String, String> environment, Properties system) {
    Set<String> variables = Arrays.stream(LabSetting.values()).map(LabSetting::variable)
        .collect(Collectors.toCollection(TreeSet::new));
    Set<String> properties = Arrays.stream(LabSetting.values()).map(LabSetting::property)
        .collect(Collectors.toCollection(TreeSet::new));
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith("LAB_") || name.startsWith("KAFKA_BOOTSTRAP")) {
        checkName(name, name + " (environment variable)", variables, "Unset it; known are: ", "");
      }
    }
    for (String name : new TreeSet<>(system.stringPropertyNames())) {
      if (name.startsWith("lab.") || name.startsWith("student.") || name.startsWith("bootstrap.")) {
        checkName(name, "-D" + name + " (system property)", properties, "Known are: ", "");
      }
    }
    for (String name : new TreeSet<>(file.stringPropertyNames())) {
      if (!ClientSettings.isDefault(name)) {
        checkName(name, name + " (" + FILE + ")", properties, "Known are: ",
            ", and producer.* and consumer.* for Kafka's own");
      }
    }
  }

  private static void checkName(String name, String origin, Set<String> known, String remedy, String more) {
    if (!known.contains(name)) {
      throw LabException.wrongSetting(origin, "is not a setting of the lab." + Suggestions.didYouMean(name, known) + " "
          + remedy + String.join(", ", known) + more + ".");
    }
  }

  /** The cluster's address for {@code bootstrap.servers}: {@code host:port}, several separated by commas. */
  public String bootstrapServers() {
    Value value = values.get(LabSetting.BOOTSTRAP_SERVERS);
    if (value == null) {
      throw LabException.wrongSetting("bootstrap.servers (" + FILE + ")",
          "is missing; write bootstrap.servers=localhost:9092.");
    }
    for (String server : value.text.split(",", -1)) {
      if (!HostPort.isWellFormed(server.strip())) {
        throw LabException.wrongSetting(value.origin,
            "is not an address; write host:port, for example localhost:9092.");
      }
    }
    return value.text;
  }

  /** Who the student is: the first part of the names of their consumer groups. */
  public String studentId() {
    return name(LabSetting.STUDENT_ID, "tdea");
  }

  /** The topic that is set, or else this one. */
  public String topic(String otherwise) {
    String topic = name(LabSetting.TOPIC, otherwise);
    if (topic.equals(".") || topic.equals("..")) {
      throw LabException.wrongSetting(values.get(LabSetting.TOPIC).origin, "is not a topic name.");
    }
    return topic;
  }

  /** The consumer group that is set, or else this one with the student's id before it. */
  public String group(String otherwise) {
    return name(LabSetting.GROUP, studentId() + "-" + otherwise);
  }

  /** Which of several runs at the same time this one is. */
  public String instance() {
    return name(LabSetting.INSTANCE, "1");
  }

  private String name(LabSetting setting, String otherwise) {
    Value value = values.get(setting);
    if (value == null) {
      return otherwise;
    }
    if (!NAME.matcher(value.text).matches()) {
      throw LabException.wrongSetting(value.origin,
          "may have letters, digits, dot, underscore and hyphen only, 200 at most.");
    }
    return value.text;
  }

  /** How many records are to be sent or read, at least 1, or else this number. */
  public long messages(long otherwise) {
    return number(LabSetting.MESSAGES, 1, otherwise);
  }

  /** The milliseconds for each record, 0 or more, or else this number. */
  public long delayMs(long otherwise) {
    return number(LabSetting.DELAY_MS, 0, otherwise);
  }

  private long number(LabSetting setting, long least, long otherwise) {
    Value value = values.get(setting);
    if (value == null) {
      return otherwise;
    }
    long number;
    try {
      number = Long.parseLong(value.text);
    } catch (NumberFormatException e) {
      throw LabException.wrongSetting(value.origin, "is not a whole number; write " + least + " or more.");
    }
    if (number < least || number > Integer.MAX_VALUE) {
      throw LabException.wrongSetting(value.origin, "is out of range; write a whole number from " + least + " to "
          + Integer.MAX_VALUE + ".");
    }
    return number;
  }

  /** The file of client settings, {@code LAB_CLIENT_PROPERTIES}, if there is one. */
  public Optional<String> clientPropertiesFile() {
    return Optional.ofNullable(values.get(LabSetting.CLIENT_PROPERTIES)).map(Value::text);
  }

  /** What is set for Kafka's clients. */
  public ClientSettings clientSettings() {
    return clientSettings;
  }

  /** The settings as environment variables, for programs in a JVM of their own; without the client settings. */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    values.forEach((setting, value) -> environment.put(setting.variable(), value.text));
    environment.remove(LabSetting.CLIENT_PROPERTIES.variable());
    return environment;
  }
}
