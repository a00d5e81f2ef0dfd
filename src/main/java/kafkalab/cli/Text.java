package kafkalab.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines of at most 80 columns, a projector's. */
final class Text {

  static final int WIDTH = 80;

  private static final char NO_BREAK = '\u00a0';

  private Text() {}

  /** A command line that {@link #wrapped} leaves in one piece, so that it can be copied. */
  static String command(String text) {
    return text.replace(' ', NO_BREAK);
  }

  /**
   * Breaks a text between its words. A word that is longer than a line stays in one piece.
   *
   * @param head what the first line begins with
   * @param indent what each further line begins with
   */
  static List<String> wrapped(String head, String indent, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(head);
    boolean empty = true;
    for (String word : text.split(" ")) {
      if (!empty && line.length() + word.length() > WIDTH) {
        lines.add(finished(line));
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
      empty = false;
    }
    lines.add(finished(line));
    return lines;
  }

  /** Prints a text, broken between its words. */
  static void print(String head, String indent, String text) {
    wrapped(head, indent, text).forEach(System.out::println);
  }

  private static String finished(StringBuilder line) {
    return line.toString().stripTrailing().replace(NO_BREAK, ' ');
  }
}
