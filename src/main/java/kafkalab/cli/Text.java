package kafkalab.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for a projector. */
final class Text {

  private static final int INDENT = 2;

  private Text() {}

  /**
   * A text in lines of at most so many columns, broken at spaces; from the second on they are indented. A word that is
   * longer than a line stays whole.
   *
   * @param width columns, at least 10
   */
  static List<String> wrapped(String text, int width) {
    if (text.length() <= width) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > width && !line.toString().isBlank()) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(INDENT));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
