package kafkalab.broker;

import kafkalab.support.ErrorOutput;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;

/** Says why a broker cannot start, in one line that a student can act on. */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code of a broker that cannot start. */
  public static final int EXIT_CODE = ExitCode.FAILED;

  /** What the line begins with. */
  public static final String PREFIX = "Broker cannot start: ";

  private final int exitCode;

  /**
   * A broker that cannot start.
   *
   * @param message why, and what to do: one line
   */
  public BrokerStartException(String message) {
    this(EXIT_CODE, message);
  }

  /** Likewise, with an exit code of {@link LabException}'s. */
  public BrokerStartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** A broker that cannot start because an option is wrong, which is told before anything is done. */
  static BrokerStartException wrongOption(String message) {
    return new BrokerStartException(ExitCode.WRONG_SETTING, message);
  }

  /** The exit code of a program that ends by it. */
  int exitCode() {
    return exitCode;
  }

  /** Prints why it cannot start, and returns its exit code. */
  public int report() {
    ErrorOutput.print(PREFIX + getMessage());
    return exitCode;
  }
}
