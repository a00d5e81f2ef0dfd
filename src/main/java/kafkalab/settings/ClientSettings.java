package kafkalab.settings;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import kafkalab.base.Suggestions;
import kafkalab.support.ClientSettingsVariable;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.SettingOrigins;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.SslConfigs;

/**
 * What is set for Kafka's clients outside the lessons' text: the {@code producer.} and {@code consumer.} lines of
 * {@code lab.properties}, which a lesson's own lines win over; the file {@code LAB_CLIENT_PROPERTIES}, which wins over
 * the lesson; and {@code --set}, which wins over all.
 */
public final class ClientSettings {

  private static final String PRODUCER_DEFAULT = "producer.";
  private static final String CONSUMER_DEFAULT = "consumer.";

  /** Settings that the lab sets itself, each with the way to change it. */
  private static final Map<String, String> SET_BY_THE_LAB = Map.of(
      "bootstrap.servers", "set KAFKA_BOOTSTRAP_SERVERS",
      "group.id", "set LAB_GROUP",
      "transactional.id", "a lesson with transactions sets it itself, and any other could send nothing with it",
      "key.serializer", "it is part of the lesson's text",
      "value.serializer", "it is part of the lesson's text",
      "key.deserializer", "it is part of the lesson's text",
      "value.deserializer", "it is part of the lesson's text");

  /** Names that a user makes up in part, by a setting's own: {@code config.providers.file.class}. */
  private static final Pattern MADE_UP =
      Pattern.compile("config\\.providers\\.[^.]+\\.(class|param\\..+)|metrics\\.jmx\\.(include|exclude)");

  /** What the broker decides under {@code group.protocol=consumer} (KIP-848): a consumer does not start with it. */
  private static final Set<String> DECIDED_BY_THE_BROKER = Set.of(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
      ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

  /** What a member of a share group does not have: the group or the broker has it (KIP-932). */
  private static final Set<String> NOT_OF_A_SHARE_CONSUMER = Set.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
      ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
      ConsumerConfig.ISOLATION_LEVEL_CONFIG, ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
      ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
      ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, ConsumerConfig.GROUP_PROTOCOL_CONFIG,
      ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  /** Settings that name a file. */
  private static final List<String> STORES =
      List.of(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);

  private final Properties defaults;
  private final Map<String, String> settings = new TreeMap<>();
  /** Where each of the settings was written. */
  private final Map<String, String> origins = new TreeMap<>();

  /**
   * The client settings from these sources, checked.
   *
   * @param defaults the lines of {@code lab.properties}
   * @param file the path of the file; null if there is none
   * @param fileOrigin where that path came from
   * @param given what the program that has started this one has given to it
   * @param options what the launcher's {@code --set} says
   */
  ClientSettings(Properties defaults, String file, String fileOrigin, Map<String, String> given,
      Map<String, String> options) {
    this.defaults = defaults;
    for (String prefix : List.of(PRODUCER_DEFAULT, CONSUMER_DEFAULT)) {
      STORES.forEach(name -> checkIsFile(prefix + name + " (" + LabSettings.FILE + ")",
          defaults.getProperty(prefix + name)));
    }
    if (file != null) {
      Properties lines = read(file, fileOrigin);
      checkNames(lines.stringPropertyNames(), file);
      lines.stringPropertyNames().forEach(name -> put(name, text(name, lines.getProperty(name)), fileOrigin));
      STORES.forEach(name -> checkIsFile(name + " (" + file + ")", settings.get(name)));
    }
    checkNames(given.keySet(), ClientSettingsVariable.NAME);
    given.forEach((name, value) -> put(name, value, LauncherOptions.SET + " or LAB_CLIENT_PROPERTIES"));
    checkNames(options.keySet(), LauncherOptions.SET);
    options.forEach((name, value) -> put(name, text(name, value), LauncherOptions.SET));
  }

  private void put(String name, String value, String origin) {
    settings.put(name, value);
    origins.put(name, origin);
  }

  /** Nobody means a blank at the end of a line, which an editor does not show; in a password it may be meant. */
  private static String text(String name, String value) {
    ConfigKey key = ConsumerConfig.configDef().configKeys().get(name);
    return key != null && key.type() == ConfigDef.Type.PASSWORD ? value : value.strip();
  }

  private static Properties read(String file, String origin) {
    try {
      return lines(Files.readAllBytes(Path.of(file)), origin);
    } catch (NoSuchFileException e) {
      throw LabException.wrongSetting(origin, "names no file (looked for " + Path.of(file).toAbsolutePath() + ").");
    } catch (IOException | IllegalArgumentException e) {
      throw LabException.wrongSetting(origin, "cannot be read: " + Failure.reason(e));
    }
  }

  /** The lines of a file of settings in UTF-8. */
  static Properties lines(byte[] bytes, String origin) throws IOException {
    Properties lines = new Properties();
    // Windows' editors put a byte order mark before the first line
    String text = decode(bytes, origin).replaceFirst("^\uFEFF", "");
    try {
      lines.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      throw LabException.wrongSetting(origin, "has \\u without four hexadecimal digits behind it: write them, or \\\\"
          + " for a backslash.");
    }
    return lines;
  }

  /** Kafka would find out later, and name neither the setting nor the place it came from. */
  private static void checkIsFile(String origin, String path) {
    File file = path == null || path.contains("${") ? null : new File(path);
    if (file != null && !(file.isFile() && file.canRead())) {
      throw LabException.wrongSetting(origin, "names no file that can be read (looked for " + file.getAbsolutePath()
          + ").");
    }
  }

  private static String decode(byte[] bytes, String origin) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(in, text, true).isError()) {
      long line = 1 + IntStream.range(0, in.position()).filter(i -> bytes[i] == '\n').count();
      throw LabException.wrongSetting(origin, "is not a text in UTF-8: see line " + line + ". Save it as UTF-8, or"
          + " write such a letter as \\uXXXX.");
    }
    return text.flip().toString();
  }

  private static void checkNames(Set<String> names, String origin) {
    Set<String> known = new TreeSet<>(ProducerConfig.configNames());
    known.addAll(ConsumerConfig.configNames());
    known.addAll(AdminClientConfig.configNames());
    for (String name : new TreeSet<>(names)) {
      throwIfSetByTheLab(name, name + " (" + origin + ")");
      if (name.isBlank()) {
        throw LabException.wrongSetting(origin, "has a value without a name: write KEY=VALUE.");
      }
      if (!isKnown(name, known)) {
        throw LabException.wrongSetting(name + " (" + origin + ")",
            "is not a setting of a Kafka client." + Suggestions.didYouMean(name, known));
      }
    }
  }

  /**
   * Whether a line of {@code lab.properties} is a default of a producer's or a consumer's setting.
   *
   * @throws LabException if it is meant to be one and is none
   */
  static boolean isDefault(String name) {
    return isDefault(name, PRODUCER_DEFAULT, ProducerConfig.configNames())
        || isDefault(name, CONSUMER_DEFAULT, ConsumerConfig.configNames());
  }

  private static boolean isDefault(String name, String prefix, Set<String> known) {
    if (!name.startsWith(prefix)) {
      return false;
    }
    String setting = name.substring(prefix.length());
    String origin = name + " (" + LabSettings.FILE + ")";
    throwIfSetByTheLab(setting, origin);
    if (!isKnown(setting, known)) {
      throw LabException.wrongSetting(origin, "is not a setting of a Kafka "
          + prefix.substring(0, prefix.length() - 1) + "." + Suggestions.didYouMean(setting, known));
    }
    return true;
  }

  private static void throwIfSetByTheLab(String setting, String origin) {
    if (SET_BY_THE_LAB.containsKey(setting)) {
      throw LabException.wrongSetting(origin, "cannot be set there: " + SET_BY_THE_LAB.get(setting) + ".");
    }
  }

  private static boolean isKnown(String name, Set<String> known) {
    return known.contains(name) || MADE_UP.matcher(name).matches();
  }

  /** Adds the defaults that a producer's own settings leave out, and replaces those that the file or an option sets. */
  public void applyToProducer(Properties config) {
    apply(config, PRODUCER_DEFAULT, ProducerConfig.configNames());
  }

  /**
   * Likewise for a consumer. A default that does not fit {@code group.protocol=consumer} is left out; what the lesson,
   * the file or an option sets stays, and Kafka refuses it.
   */
  public void applyToConsumer(Properties config) {
    Set<Object> ownSettings = Set.copyOf(config.keySet());
    apply(config, CONSUMER_DEFAULT, ConsumerConfig.configNames());
    String protocol = config.getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "").toString().strip();
    if (protocol.equalsIgnoreCase(GroupProtocol.CONSUMER.name())) {
      removeDefaults(config, ownSettings, DECIDED_BY_THE_BROKER);
    }
  }

  /** Likewise for a member of a share group, which does not start with some of a consumer's settings. */
  public void applyToShareConsumer(Properties config) {
    Set<Object> ownSettings = Set.copyOf(config.keySet());
    apply(config, CONSUMER_DEFAULT, ConsumerConfig.configNames());
    removeDefaults(config, ownSettings, NOT_OF_A_SHARE_CONSUMER);
  }

  /** Removes those of these settings that are there by default only. */
  private void removeDefaults(Properties config, Set<Object> ownSettings, Set<String> names) {
    config.keySet().removeIf(name -> names.contains(name) && !ownSettings.contains(name)
        && !settings.containsKey(name));
  }

  private void apply(Properties config, String prefix, Set<String> known) {
    for (String name : defaults.stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        config.putIfAbsent(name.substring(prefix.length()), text(name, defaults.getProperty(name)));
      }
    }
    settings.forEach((name, value) -> {
      if (isKnown(name, known)) {
        config.put(name, value);
      }
    });
  }

  /** What the file and the options say, by name. */
  public Map<String, String> all() {
    return Map.copyOf(settings);
  }

  /** Where the settings were written, for the errors of this process. */
  void tellOrigins() {
    Map<String, String> ofTheLab = new TreeMap<>();
    defaults.stringPropertyNames().stream().filter(ClientSettings::isDefault)
        .forEach(name -> ofTheLab.put(name.substring(name.indexOf('.') + 1), LabSettings.FILE));
    SettingOrigins.use(origins, ofTheLab);
  }

  /** Those of them that open a connection: TLS and SASL, and where their values are to be looked up. */
  public Map<String, String> security() {
    Map<String, String> security = new TreeMap<>(settings);
    security.keySet().removeIf(name -> !name.startsWith("security.") && !name.startsWith("config.providers")
        && !name.startsWith("sasl.") && !name.startsWith("ssl."));
    return security;
  }
}
