package kafkalab.support;

import kafkalab.base.PrintableText;

/**
 * The lab's own lines on standard error, each in one line, whatever the names in it hold that others have given.
 * Nothing but this and {@link LogFilter} writes there.
 */
public final class ErrorOutput {

  private ErrorOutput() {}

  /** Prints a line after all that was printed on standard output so far; its commands can be copied. */
  public static void print(String line) {
    System.out.flush();
    System.err.println(PrintableText.line(ShellSyntax.commands(line)));
  }
}
