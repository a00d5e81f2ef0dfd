package kafkalab.support;

/**
 * An error that the user can fix. Its message is one line that says
 * what is wrong, where it came from and what to do; it is shown without a stack trace.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code: the program ran, but not everything succeeded. */
  public static final int FAILED = 1;

  /** Exit code: a setting or an argument is unknown or malformed. */
  public static final int WRONG_SETTING = 2;

  /** Exit code: no broker answers at the configured address. */
  public static final int NO_BROKER = 3;

  /** Exit code: a broker answers, but the address that it advertises cannot be reached. */
  public static final int UNREACHABLE_ADDRESS = 4;

  /** Exit code: the topic has another partition count than the lesson needs, or cannot be created. */
  public static final int WRONG_TOPIC = 5;

  /** Exit code: the cluster refuses these credentials or forbids what the program does. */
  public static final int REFUSED = 6;

  private final int exitCode;

  /**
   * An error that the user can fix.
   *
   * @param exitCode one of this class's constants
   * @param message one line
   */
  public LabException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /**
   * A setting or an argument that is unknown or malformed.
   *
   * @param origin the setting, with the place that it came from
   * @param why what is wrong with it, and what to do, as the rest of the sentence
   */
  public static LabException wrongSetting(String origin, String why) {
    return new LabException(WRONG_SETTING, "wrong setting: " + origin + " " + why);
  }

  /** The exit code of the process that ends by this error: 1 to 6. */
  public int exitCode() {
    return exitCode;
  }
}
