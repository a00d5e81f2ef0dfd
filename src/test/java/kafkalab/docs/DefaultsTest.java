package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * Every default of Kafka that a page states is the one of Kafka's own definitions, and every value "here" one of the
 * lab's files. A page writes {@code `name` (VALUE by default)} or {@code (`name`, VALUE by default)}, if need be with
 * {@code ; VALUE here} at the end; or a table with the columns "Kafka's default" and "Here".
 */
class DefaultsTest {

  private static final String NAMED = "`([a-z][a-z.]+)`(?:\\*\\*)?(?: \\(|, )((?:\\d+,)*[^(),;|]+?) by default";
  private static final Pattern STATED =
      Pattern.compile(NAMED + "(?:, [A-Z]+-\\d+)?(?:; ((?:\\d+,)*[^(),;|]+?) here\\b)?");
  private static final Pattern IS = Pattern.compile("`([a-z][a-z.]+)` is (`\\w+`) by default");

  /** A number "by default", with its unit: which setting's is it? */
  private static final Pattern NUMBER = Pattern.compile("\\b\\d[\\d,]*(?: [a-zA-Z]+)? by default");

  private static final Pattern TABLE =
      Pattern.compile("\\| Setting \\| Kafka's default \\| Here \\|[^\n]*\n\\|[-|]+\n((?:\\|[^\n]*\n)+)");

  private final List<String> wrong = new ArrayList<>();
  private int compared;

  @Test
  void theDefaultsOnThePagesAreThoseOfKafkaAndOfTheLab() {
    for (Page page : Page.all()) {
      String text = String.join("\n", page.lines()) + "\n";
      String flowing = text.replaceAll("\\s+", " ");
      for (Pattern pattern : List.of(STATED, IS)) {
        Matcher stated = pattern.matcher(flowing);
        while (stated.find()) {
          compare(page, stated.group(1), stated.group(2), stated.groupCount() > 2 ? stated.group(3) : null);
        }
      }
      NUMBER.matcher(STATED.matcher(flowing).replaceAll("")).results().forEach(number -> wrong.add(page.file() + ": "
          + number.group() + ": of which setting? Write `name` (" + number.group() + ")"));
      TABLE.matcher(text).results().forEach(table -> table.group(1).lines().forEach(row -> compareRow(page, row)));
    }
    assertThat(compared).as("defaults that the pages state").isGreaterThan(20);
    assertThat(wrong).as("defaults on the pages").isEmpty();
  }

  /** What the pages say of a program that relies on the default of {@code enable.idempotence}. */
  @Test
  void whatSwitchesIdempotenceOffAndWhatIsRefused() {
    assertThat(isIdempotentWith(ProducerConfig.ACKS_CONFIG, "1")).isFalse();
    assertThat(isIdempotentWith(ProducerConfig.RETRIES_CONFIG, 0)).isFalse();
    assertThat(isIdempotentWith(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5)).isTrue();
    assertThatThrownBy(() -> isIdempotentWith(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 6))
        .isInstanceOf(ConfigException.class).hasMessageContaining("must be set to at most 5");
  }

  private static boolean isIdempotentWith(String setting, Object value) {
    return new ProducerConfig(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092",
        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class, setting, value))
        .getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
  }

  private void compareRow(Page page, String row) {
    String[] cells = row.split(" *\\| *");
    String[] settings = cells[1].replace("`", "").split(", ");
    String[] defaults = cells[2].split(", ");
    for (int i = 0; i < settings.length; i++) {
      compare(page, settings[i], defaults[i],
          cells[3].equals("the same") || cells[3].equals(cells[2]) ? null : cells[3].split(", ")[i]);
    }
  }

  /** Compares a default, and what is set here unless that is null. */
  private void compare(Page page, String setting, String byDefault, String here) {
    compared++;
    if (!KafkaDefaults.defaults(setting).contains(KafkaDefaults.value(setting, byDefault))) {
      wrong.add(page.file() + ": `" + setting + "` is " + byDefault + " by default? Kafka says "
          + KafkaDefaults.defaults(setting));
    }
    if (here != null && !KafkaDefaults.here(setting).contains(KafkaDefaults.value(setting, here))) {
      wrong.add(page.file() + ": `" + setting + "` is " + here + " here? The lab sets " + KafkaDefaults.here(setting));
    }
  }
}
