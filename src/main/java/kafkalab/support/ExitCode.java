package kafkalab.support;

/** The exit codes of the lab's programs, besides 0, and 130 and 143 for Ctrl-C and SIGTERM. */
public final class ExitCode {

  /** The program ran, but not everything succeeded: for example, a record failed. */
  public static final int FAILED = 1;

  /** A setting or an argument is unknown or malformed. */
  public static final int WRONG_SETTING = 2;

  /** No broker answers at the address. */
  public static final int NO_BROKER = 3;

  /** A broker answers, but the address that it advertises cannot be reached. */
  public static final int UNREACHABLE_ADDRESS = 4;

  /** The topic has another number of partitions than the lesson needs, or cannot be created. */
  public static final int WRONG_TOPIC = 5;

  /** The cluster refuses the credentials, or forbids what the program does. */
  public static final int REFUSED = 6;

  private ExitCode() {}
}
