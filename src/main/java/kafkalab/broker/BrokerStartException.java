package kafkalab.broker;

import kafkalab.support.ErrorOutput;

/** Says why a broker cannot start, in one line that a student can act on. */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code of a broker that cannot start. */
  public static final int EXIT_CODE = 1;

  /** What the line begins with. */
  public static final String PREFIX = "Broker cannot start: ";

  /**
   * A broker that cannot start.
   *
   * @param message why, and what to do: one line
   */
  public BrokerStartException(String message) {
    super(message);
  }

  /** Prints why it cannot start, and returns its exit code. */
  public int report() {
    ErrorOutput.print(PREFIX + getMessage());
    return EXIT_CODE;
  }
}
