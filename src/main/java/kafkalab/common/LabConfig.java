package kafkalab.common;

import static kafkalab.support.LabException.WRONG_SETTING;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.cluster.ClusterAddress;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.LauncherOrders;
import kafkalab.support.LogFilter;
import kafkalab.support.Suggestions;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where the cluster is, who the student is, and what a run changes about a lesson.
 *
 * <p>Each setting is looked up in the launcher's options, then as a system property, then as an environment variable,
 * then in {@code lab.properties}. An unknown or malformed one is an error that names it and the place it came from.
 */
public final class LabConfig {

  /** The settings, each with its property and its environment variable. */
  private enum Setting {
    BOOTSTRAP_SERVERS("bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS"),
    STUDENT_ID("student.id", "LAB_STUDENT_ID"),
    TOPIC("lab.topic", "LAB_TOPIC"),
    GROUP("lab.group", "LAB_GROUP"),
    MESSAGES("lab.messages", "LAB_MESSAGES"),
    DELAY_MS("lab.delay.ms", "LAB_DELAY_MS"),
    CLIENT_PROPERTIES("lab.client.properties", "LAB_CLIENT_PROPERTIES");

    private final String property;
    private final String variable;

    Setting(String property, String variable) {
      this.property = property;
      this.variable = variable;
    }
  }

  /** A setting's text, and how the place it came from writes it: {@code LAB_TOPIC=x (environment variable)}. */
  private record Value(String text, String origin) {}

  private static final String FILE = "lab.properties";
  private static final String PRODUCER_DEFAULT = "producer.";
  private static final String CONSUMER_DEFAULT = "consumer.";
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
  private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s:/\\[\\],]+):(\\d{1,5})");

  /** Settings that the lab sets itself, each with the way to change it. */
  private static final Map<String, String> NOT_IN_CLIENT_PROPERTIES = Map.of(
      "bootstrap.servers", "set KAFKA_BOOTSTRAP_SERVERS",
      "group.id", "set LAB_GROUP",
      "key.serializer", "it is part of the lesson's text",
      "value.serializer", "it is part of the lesson's text",
      "key.deserializer", "it is part of the lesson's text",
      "value.deserializer", "it is part of the lesson's text");

  /** What the launcher's options say, by property. */
  private static final Map<String, Value> OPTIONS = new ConcurrentHashMap<>();
  /** Client settings among the launcher's options, which win over the file's. */
  private static final Map<String, String> CLIENT_OPTIONS = new ConcurrentHashMap<>();

  private final String program;
  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
  private final Properties file;
  private final Properties clientProperties;

  /**
   * Reads the settings for a program. From now on an exception that leaves {@code main} is shown as one line.
   *
   * @throws LabException if a setting is unknown or malformed
   */
  public static LabConfig load(Class<?> program) {
    LogFilter.quieten();
    Failure.showInOneLine();
    LauncherOrders.listen();
    Properties file = new Properties();
    try (InputStream in = LabConfig.class.getResourceAsStream("/" + FILE)) {
      file.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new LabException(WRONG_SETTING, FILE + " cannot be read: " + Failure.reason(e));
    }
    return new LabConfig(program.getSimpleName(), file, System.getenv(), System.getProperties());
  }

  /**
   * A setting for the programs that this JVM runs, given as an option of the launcher.
   *
   * @param property the setting's system property, for example {@code lab.topic}
   * @param option the option, for example {@code --topic}
   */
  public static void option(String property, String text, String option) {
    OPTIONS.put(property, new Value(text, option + " " + Console.text(text) + " (option)"));
  }

  /** Likewise a setting of Kafka's clients, from {@code --set key=value}; it wins over the lesson's own. */
  public static void clientOption(String name, String value) {
    CLIENT_OPTIONS.put(name, value);
  }

  LabConfig(String program, Properties file, Map<String, String> environment, Properties system) {
    this.program = program;
    this.file = file;
    refuseUnknown(environment, system);
    for (Setting setting : Setting.values()) {
      lookUp(values, setting, environment, system);
    }
    bootstrapServers();
    studentId();
    topic("default");
    group("default");
    messages(1);
    delayMs(0);
    clientProperties = readClientProperties();
  }

  private void lookUp(Map<Setting, Value> found, Setting setting, Map<String, String> environment, Properties system) {
    Value option = OPTIONS.get(setting.property);
    if (option != null) {
      found.put(setting, option);
      return;
    }
    Stream.of(
            new String[] {system.getProperty(setting.property), "-D" + setting.property, "system property"},
            new String[] {environment.get(setting.variable), setting.variable, "environment variable"},
            new String[] {file.getProperty(setting.property), setting.property, FILE})
        .filter(place -> place[0] != null && !place[0].isBlank())
        .findFirst()
        .ifPresent(place -> {
          String text = place[0].strip();
          found.put(setting, new Value(text, place[1] + "=" + Console.text(text) + " (" + place[2] + ")"));
        });
  }

  private void refuseUnknown(Map<String, String> environment, Properties system) {
    Set<String> variables = new TreeSet<>();
    Set<String> properties = new TreeSet<>();
    for (Setting setting : Setting.values()) {
      variables.add(setting.variable);
      properties.add(setting.property);
    }
    for (String name : new TreeSet<>(environment.keySet())) {
      if ((name.startsWith("LAB_") || name.startsWith("KAFKA_BOOTSTRAP")) && !variables.contains(name)) {
        throw wrong(name + " (environment variable)", "is no setting of the lab."
            + Suggestions.didYouMean(name, variables) + " Unset it; known are: " + String.join(", ", variables) + ".");
      }
    }
    for (String name : new TreeSet<>(system.stringPropertyNames())) {
      boolean ours = name.startsWith("lab.") || name.startsWith("student.") || name.startsWith("bootstrap.");
      if (ours && !properties.contains(name)) {
        throw wrong("-D" + name + " (system property)", "is no setting of the lab."
            + Suggestions.didYouMean(name, properties) + " Known are: " + String.join(", ", properties) + ".");
      }
    }
    for (String name : new TreeSet<>(file.stringPropertyNames())) {
      boolean known = properties.contains(name)
          || isDefault(name, PRODUCER_DEFAULT, ProducerConfig.configNames())
          || isDefault(name, CONSUMER_DEFAULT, ConsumerConfig.configNames());
      if (!known) {
        throw wrong(name + " (" + FILE + ")", "is no setting of the lab."
            + Suggestions.didYouMean(name, properties) + " Known are: " + String.join(", ", properties)
            + ", and producer.* and consumer.* for Kafka's own.");
      }
    }
  }

  private static boolean isDefault(String name, String prefix, Set<String> clientSettings) {
    return name.startsWith(prefix) && clientSettings.contains(name.substring(prefix.length()));
  }

  private static LabException wrong(String setting, String why) {
    return new LabException(WRONG_SETTING, "wrong setting: " + setting + " " + why);
  }

  /** The program's class name, for example {@code Producer02Sync}. */
  public String program() {
    return program;
  }

  /** The cluster's address for {@code bootstrap.servers}: {@code host:port}, several separated by commas. */
  public String bootstrapServers() {
    Value value = values.get(Setting.BOOTSTRAP_SERVERS);
    if (value == null) {
      throw wrong("bootstrap.servers (" + FILE + ")", "is missing; write bootstrap.servers=localhost:9092.");
    }
    for (String server : value.text.split(",", -1)) {
      var matcher = SERVER.matcher(server.strip());
      if (!matcher.matches() || Integer.parseInt(matcher.group(2)) < 1 || Integer.parseInt(matcher.group(2)) > 65535) {
        throw wrong(value.origin, "is no address; write host:port, for example localhost:9092.");
      }
    }
    return value.text;
  }

  /** Who the student is: the first part of the names of their consumer groups. */
  public String studentId() {
    return name(Setting.STUDENT_ID, "tdea");
  }

  /** The topic of this run: {@code LAB_TOPIC}, or else the lesson's own. */
  public String topic(String lessonTopic) {
    String topic = name(Setting.TOPIC, lessonTopic);
    if (topic.equals(".") || topic.equals("..")) {
      throw wrong(values.get(Setting.TOPIC).origin, "is no topic name.");
    }
    return topic;
  }

  /** The consumer group of this run: {@code LAB_GROUP}, or else {@code <student>-<lesson>}. */
  public String group(String lesson) {
    return name(Setting.GROUP, studentId() + "-" + lesson);
  }

  private String name(Setting setting, String otherwise) {
    Value value = values.get(setting);
    if (value == null) {
      return otherwise;
    }
    if (!NAME.matcher(value.text).matches()) {
      throw wrong(value.origin, "may have letters, digits, dot, underscore and hyphen only, 200 at most.");
    }
    return value.text;
  }

  /** How many records this run sends, or a consumer reads before it stops by itself: at least 1. */
  public long messages(long otherwise) {
    return number(Setting.MESSAGES, 1, otherwise);
  }

  /** The largest batch a poll may return: the lesson's own, or less if this run is to read fewer records. */
  public int maxPollRecords(int lessonBatch) {
    return (int) Math.min(lessonBatch, messages(lessonBatch));
  }

  /** Milliseconds between two records of a producer, or that a consumer works on each record: 0 or more. */
  public long delayMs(long otherwise) {
    return number(Setting.DELAY_MS, 0, otherwise);
  }

  private long number(Setting setting, long least, long otherwise) {
    Value value = values.get(setting);
    if (value == null) {
      return otherwise;
    }
    long number;
    try {
      number = Long.parseLong(value.text);
    } catch (NumberFormatException e) {
      throw wrong(value.origin, "is no whole number; write " + least + " or more.");
    }
    if (number < least || number > Integer.MAX_VALUE) {
      throw wrong(value.origin, "is out of range; write a whole number from " + least + " to "
          + Integer.MAX_VALUE + ".");
    }
    return number;
  }

  /**
   * Adds what a lesson's file does not spell out: the {@code producer.*} lines of {@code lab.properties}
   * where the lesson sets nothing, then the file {@code LAB_CLIENT_PROPERTIES}, which wins over the lesson.
   */
  public void completeProducer(Properties settings) {
    complete(settings, PRODUCER_DEFAULT, ProducerConfig.configNames());
  }

  /** Likewise for a consumer, with the {@code consumer.*} lines. */
  public void completeConsumer(Properties settings) {
    complete(settings, CONSUMER_DEFAULT, ConsumerConfig.configNames());
    Object protocol = settings.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
    if (protocol != null && protocol.toString().equalsIgnoreCase(GroupProtocol.CONSUMER.name())) {
      // KIP-848: these are the broker's now, and a consumer that sets them does not start
      settings.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
      settings.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
      settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
    }
  }

  /** The settings as environment variables, for programs in a JVM of their own; without the client settings. */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    values.forEach((setting, value) -> environment.put(setting.variable, value.text));
    environment.remove(Setting.CLIENT_PROPERTIES.variable);
    return environment;
  }

  /** What {@code LAB_CLIENT_PROPERTIES} and {@code --set} say of Kafka's clients. */
  public Map<String, String> clientSettings() {
    Map<String, String> settings = new TreeMap<>();
    clientProperties.stringPropertyNames().forEach(name -> settings.put(name, clientProperties.getProperty(name)));
    return settings;
  }

  /** The cluster's address, with what {@code LAB_CLIENT_PROPERTIES} says of TLS and SASL. */
  public ClusterAddress cluster() {
    Map<String, String> security = clientSettings();
    security.keySet().removeIf(name ->
        !name.startsWith("security.") && !name.startsWith("sasl.") && !name.startsWith("ssl."));
    return new ClusterAddress(bootstrapServers(), security);
  }

  private void complete(Properties settings, String prefix, Set<String> known) {
    for (String name : file.stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        settings.putIfAbsent(name.substring(prefix.length()), file.getProperty(name));
      }
    }
    for (String name : clientProperties.stringPropertyNames()) {
      if (known.contains(name)) {
        settings.put(name, clientProperties.getProperty(name));
      }
    }
  }

  private Properties readClientProperties() {
    Properties properties = new Properties();
    Value value = values.get(Setting.CLIENT_PROPERTIES);
    if (value != null) {
      try {
        // Windows' editors put a byte order mark before the first line
        properties.load(new StringReader(Files.readString(Path.of(value.text)).replaceFirst("^\uFEFF", "")));
      } catch (NoSuchFileException e) {
        throw wrong(value.origin, "names no file (looked for " + Path.of(value.text).toAbsolutePath() + ").");
      } catch (IOException | IllegalArgumentException e) {
        throw wrong(value.origin, "cannot be read: " + Failure.reason(e));
      }
      refuseClientSettings(properties.stringPropertyNames(), value.text);
    }
    refuseClientSettings(CLIENT_OPTIONS.keySet(), "--set");
    properties.putAll(CLIENT_OPTIONS);
    return properties;
  }

  private static void refuseClientSettings(Set<String> names, String origin) {
    Set<String> known = new TreeSet<>(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    for (String name : new TreeSet<>(names)) {
      if (NOT_IN_CLIENT_PROPERTIES.containsKey(name)) {
        throw wrong(name + " (" + origin + ")", "cannot be set there: " + NOT_IN_CLIENT_PROPERTIES.get(name) + ".");
      }
      if (!known.contains(name)) {
        throw wrong(name + " (" + origin + ")", "is no setting of a Kafka client." + Suggestions.didYouMean(name, known));
      }
    }
  }
}
