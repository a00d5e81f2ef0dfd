package kafkalab.broker;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.internals.AppInfoParser;

/** The line that a broker or a cluster prints when it is ready: {@code Kafka 4.4.0 serves localhost:9092  (...)}. */
public final class BrokerReadyLine {

  private static final Pattern LINE = Pattern.compile("(Kafka \\S+ serves (\\S+))  \\(.*\\)");

  private BrokerReadyLine() {}

  /**
   * Writes the line.
   *
   * @param bootstrapServers where clients find it
   * @param details what else is to be known of it
   */
  public static String of(String bootstrapServers, String details) {
    return "Kafka " + AppInfoParser.getVersion() + " serves " + bootstrapServers + "  (" + details + ")";
  }

  /** The address in such a line, for {@code bootstrap.servers}; empty for any other line. */
  public static Optional<String> address(String line) {
    return group(line, 2);
  }

  /** Such a line without its details; empty for any other line. */
  public static Optional<String> withoutDetails(String line) {
    return group(line, 1);
  }

  private static Optional<String> group(String line, int number) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() ? Optional.of(matcher.group(number)) : Optional.empty();
  }
}
