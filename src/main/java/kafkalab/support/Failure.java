package kafkalab.support;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import kafkalab.base.PrintableText;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.WakeupException;

/** Turns what ends a program into one line and an exit code. */
public final class Failure {

  /** What the constructors of Kafka's clients put around whatever has failed in them. */
  private static final Pattern CONSTRUCTION = Pattern.compile("^Failed (to construct|create new) [Kk]afka");

  private Failure() {}

  /** From now on an exception that leaves {@code main} is shown as one line, with its exit code. */
  static void showInOneLine() {
    Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> {
      ErrorOutput.print(oneLine(error));
      ProcessExit.afterMain(exitCode(error));
    });
  }

  /** The exit code that fits an error: see {@link ExitCode}'s constants. */
  public static int exitCode(Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof LabException lab) {
      return lab.exitCode();
    }
    if (isOfSettings(error)) {
      return ExitCode.WRONG_SETTING;
    }
    return Refusal.is(cause) ? ExitCode.REFUSED : ExitCode.FAILED;
  }

  /** What went wrong, in one line. */
  public static String oneLine(Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof LabException) {
      return "Error: " + cause.getMessage();
    }
    if (isOfSettings(error)) {
      String reason = reason(cause);
      return "Error: Kafka refuses the settings: " + reason + (reason.endsWith(".") ? "" : ".")
          + SettingOrigins.sentence(reason);
    }
    if (Refusal.is(cause)) {
      return "Error: " + Refusal.of(cause, null);
    }
    if (cause instanceof InconsistentGroupProtocolException || cause instanceof GroupIdNotFoundException) {
      return "Error: the group is in use by members that this one does not fit: " + reason(cause)
          + " (another partition.assignment.strategy, or no consumer group: stop them, or set LAB_GROUP)";
    }
    if (cause instanceof WakeupException) {
      return "Stopped during a commit; what it would have committed will be read again.";
    }
    if (cause instanceof FencedInstanceIdException) {
      return "Error: Kafka says: " + reason(cause) + " Give each member a group.instance.id of its own.";
    }
    if (cause instanceof KafkaException) {
      return "Error: Kafka says: " + reason(cause);
    }
    StackTraceElement[] trace = cause.getStackTrace();
    return "Error: unexpected " + reason(cause) + (trace.length > 0 ? " at " + trace[0] : "");
  }

  /**
   * Whether the settings are to blame: a client that cannot be constructed, be it for a class that is not there or for
   * two numbers that do not fit, but not for want of memory or of file descriptors.
   */
  private static boolean isOfSettings(Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof ConfigException) {
      return true;
    }
    if (cause instanceof LabException || cause instanceof Error || Refusal.is(cause)
        || cause instanceof IOException && !(cause instanceof FileSystemException)) {
      return false;
    }
    for (Throwable outer = error; outer != cause; outer = outer.getCause()) {
      if (outer.getClass() == KafkaException.class && CONSTRUCTION.matcher(String.valueOf(outer.getMessage())).find()) {
        return true;
      }
    }
    return false;
  }

  /** An exception's kind and message, in one line: {@code RecordTooLargeException: The message is ...}. */
  public static String reason(Throwable error) {
    Throwable cause = cause(error);
    String message = Optional.ofNullable(cause.getMessage()).orElse("no message").replaceAll("\\s+", " ").strip();
    return cause.getClass().getSimpleName() + ": " + PrintableText.line(message);
  }

  /** A refusal with the name of what was refused, which the broker's own message leaves out. */
  public static LabException refused(String what, AuthorizationException error) {
    return new LabException(ExitCode.REFUSED, Refusal.of(error, what));
  }

  /**
   * Without the wrappers: broker errors arrive in an ExecutionException, those of a worker thread in a
   * CompletionException, constructor errors in a KafkaException, and those of a lesson that the launcher calls in an
   * InvocationTargetException.
   */
  public static Throwable cause(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null && (cause instanceof ExecutionException
        || cause instanceof CompletionException || cause instanceof InvocationTargetException
        || cause.getClass() == KafkaException.class)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
