package kafkalab.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.apache.kafka.storage.internals.log.LogConfig;

/** Kafka's defaults by its own definitions, the lab's values by its files, and how a page writes either. */
final class KafkaDefaults {

  private static final List<ConfigDef> DEFINITIONS = List.of(ProducerConfig.configDef(), ConsumerConfig.configDef(),
      LogConfig.configDefCopy(), AbstractKafkaConfig.CONFIG_DEF);

  private static final Map<String, Long> UNITS = Map.ofEntries(Map.entry("ms", 1L), Map.entry("s", 1000L),
      Map.entry("min", 60_000L), Map.entry("minutes", 60_000L), Map.entry("hour", 3_600_000L),
      Map.entry("days", 86_400_000L), Map.entry("KB", 1L << 10), Map.entry("MB", 1L << 20));

  private static final Pattern QUANTITY = Pattern.compile("([\\d,]+)(?: (\\w+))?");

  private KafkaDefaults() {}

  /** Kafka's defaults of a setting; there are several where a topic or a broker has another one than a client. */
  static Set<String> defaults(String setting) {
    Set<String> values = new TreeSet<>();
    for (ConfigDef definition : DEFINITIONS) {
      ConfigDef.ConfigKey key = definition.configKeys().get(setting);
      if (key != null && key.defaultValue != null && key.defaultValue != ConfigDef.NO_DEFAULT_VALUE) {
        values.add(String.valueOf(key.defaultValue).toLowerCase(Locale.ROOT));
      }
    }
    return values;
  }

  /** What the lab sets: in lab.properties, for its brokers, or in a lesson. */
  static Set<String> here(String setting) {
    Set<String> values = new TreeSet<>();
    for (String file : List.of("lab.properties", "broker.properties", "cluster.properties")) {
      Properties properties = properties(file);
      Stream.of(setting, "producer." + setting, "consumer." + setting).map(properties::getProperty)
          .filter(value -> value != null).forEach(values::add);
    }
    Pattern line = Pattern.compile("\\b" + setting.toUpperCase(Locale.ROOT).replace('.', '_')
        + "_CONFIG,\\s*(?:lab\\.\\w+\\()?\"?([\\w.]+)");
    for (String lesson : lessons()) {
      Matcher matcher = line.matcher(lesson);
      while (matcher.find()) {
        values.add(matcher.group(1).replace("_", ""));
      }
    }
    return values;
  }

  /** A value as a page writes it, "45 s" or "16 KB" or "`true`", in the unit of the setting. */
  static String value(String setting, String written) {
    String text = written.replace("`", "").strip();
    Matcher quantity = QUANTITY.matcher(text);
    if (!quantity.matches()) {
      return text.toLowerCase(Locale.ROOT);
    }
    long number = Long.parseLong(quantity.group(1).replace(",", ""));
    if (quantity.group(2) == null) {
      return Long.toString(number);
    }
    Long unit = UNITS.get(quantity.group(2));
    if (unit == null) {
      return text;
    }
    String own = setting.substring(setting.lastIndexOf('.') + 1);
    return Long.toString(number * unit / UNITS.getOrDefault(own.equals("seconds") ? "s" : own, 1L));
  }

  private static Properties properties(String file) {
    Properties properties = new Properties();
    try (InputStream in = KafkaDefaults.class.getResourceAsStream("/" + file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static List<String> lessons() {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java", "kafkalab"))) {
      return files.filter(file -> file.getFileName().toString().matches("(Producer|Consumer)\\d\\d.*\\.java"))
          .map(KafkaDefaults::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
