package kafkalab.support;

/**
 * An error that the user can fix. Its message is one line that says
 * what is wrong, where it came from and what to do; it is shown without a stack trace.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * An error that the user can fix.
   *
   * @param exitCode one of {@link ExitCode}'s
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
    return new LabException(ExitCode.WRONG_SETTING, "wrong setting: " + origin + " " + why);
  }

  /**
   * Refuses the empty text of a variable that is not set, as in {@code --data "$DIR"}: as a path it would be the
   * current folder, and in a message nobody sees it.
   *
   * @param option the option or argument
   * @param text what was given for it; null if nothing was
   * @param advice what to do, as the rest of the sentence
   */
  public static void ifEmpty(String option, Object text, String advice) {
    if (text != null && text.toString().isBlank()) {
      throw new LabException(ExitCode.WRONG_SETTING, option + " is empty: " + advice);
    }
  }

  /** The exit code of the process that ends by this error: 1 to 6. */
  public int exitCode() {
    return exitCode;
  }
}
