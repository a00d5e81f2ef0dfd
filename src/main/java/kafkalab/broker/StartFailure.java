package kafkalab.broker;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why Kafka's server did not start, by the exception it ended with, and what to do about it. */
final class StartFailure {

  /** A setting's value, or a class that it names: it cannot be found, is none of this kind, or cannot be made. */
  private static final Pattern SETTING = Pattern.compile("^(ConfigException|ClassNotFoundException"
      + "|NoClassDefFoundError|ClassCastException): |^KafkaException: (Class |Could not (instantiate|find a public))"
      + "|is not an instance of");

  private final NodeFolder data;
  private final boolean set;

  /**
   * For a start.
   *
   * @param set whether there are settings of {@code --set}, which may be the reason
   */
  StartFailure(NodeFolder data, boolean set) {
    this.data = data;
    this.set = set;
  }

  /** What is said of the exception that the server ended with: if it has only given up, the log may say of what. */
  BrokerStartException of(Throwable error, StartLog log) {
    return causes(error).anyMatch(CancellationException.class::isInstance) && log.hasErrors()
        ? of(log.firstException()) : of(error);
  }

  /** What is said of an exception. */
  BrokerStartException of(Throwable error) {
    // one without a message says less than what it is the cause of
    Throwable root = causes(error).filter(cause -> cause.getMessage() != null).reduce(error, (first, last) -> last);
    // the root may be any exception of a class that a setting names
    return causes(error).map(NodeFolder::describe).filter(reason -> set && SETTING.matcher(reason).find())
        .findFirst().map(StartFailure::ofSettings).orElseGet(() -> of(NodeFolder.describe(root)));
  }

  /** What is said of an exception's kind and message. */
  BrokerStartException of(String reason) {
    if (reason.contains("Too many open files")) {
      return new BrokerStartException("the system lets a process open too few files (" + reason
          + "). Allow more in this terminal, then start it again: ulimit -n 4096");
    }
    if (set && SETTING.matcher(reason).find()) {
      return ofSettings(reason);
    }
    // to start it with --fresh costs the data: not before it is known that the settings are not the reason
    return new BrokerStartException("Kafka says: " + reason + " (data: " + data + "). " + (set
        ? "Start it without --set: if it serves then, a value of --set is wrong."
        : "If the data is damaged or foreign, start with --fresh or another --data."));
  }

  /** Settings that Kafka refuses. */
  static BrokerStartException ofSettings(String reason) {
    return BrokerStartException.wrongOption("Kafka refuses the settings of --set: " + reason);
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause);
  }
}
