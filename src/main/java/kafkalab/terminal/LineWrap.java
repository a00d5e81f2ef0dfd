package kafkalab.terminal;

import java.util.ArrayList;
import java.util.List;
import kafkalab.support.ShellSyntax;

/** Breaks text into lines that fit on a projector. */
public final class LineWrap {

  /** Columns of a projector. */
  public static final int WIDTH = 80;

  private static final int INDENT = 2;
  private static final char NO_BREAK = '\u00a0';

  private LineWrap() {}

  /** A command line that {@link #wrapped} leaves in one piece, so that it can be copied. */
  public static String command(String text) {
    return unbroken(ShellSyntax.commands(text));
  }

  /** A part of a text that {@link #wrapped} leaves in one piece. */
  public static String unbroken(String text) {
    return text.replace(' ', NO_BREAK);
  }

  /**
   * Breaks a text at spaces into lines of at most {@code width} columns; all but the first are indented. A word that is
   * longer than a line stays whole.
   *
   * @param width columns, at least 10
   */
  public static List<String> wrapped(String text, int width) {
    return text.length() <= width ? List.of(finished(text)) : wrapped("", " ".repeat(INDENT), text, width);
  }

  /**
   * Likewise in lines of at most 80 columns.
   *
   * @param head what the first line begins with
   * @param indent what each further line begins with
   */
  public static List<String> wrapped(String head, String indent, String text) {
    return wrapped(head, indent, text, WIDTH);
  }

  private static List<String> wrapped(String head, String indent, String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(head);
    boolean hasWord = false;
    for (String word : text.split(" ")) {
      if (hasWord && line.length() + word.length() > width) {
        lines.add(finished(line.toString().stripTrailing()));
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
      hasWord |= !word.isEmpty();
    }
    lines.add(finished(line.toString().stripTrailing()));
    return lines;
  }

  /** Prints a text in lines of at most 80 columns. */
  public static void print(String head, String indent, String text) {
    wrapped(head, indent, text).forEach(System.out::println);
  }

  private static String finished(String line) {
    return line.replace(NO_BREAK, ' ');
  }
}
