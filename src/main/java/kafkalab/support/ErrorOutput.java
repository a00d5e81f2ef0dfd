package kafkalab.support;

import java.io.PrintStream;
import kafkalab.base.PrintableText;

/**
 * The lab's own lines on standard error, each in one line, whatever the names in it hold that others have given.
 * Nothing but this and {@link LogFilter} writes there.
 */
public final class ErrorOutput {

  private ErrorOutput() {}

  /** Prints a line; its commands can be copied. */
  public static void print(String line) {
    System.err.println(PrintableText.line(ShellSyntax.commands(line)));
  }

  /** Where lines on standard error go now. */
  public static PrintStream stream() {
    return System.err;
  }

  /** From now on lines on standard error go to this stream. */
  public static void replace(PrintStream stream) {
    System.setErr(stream);
  }
}
