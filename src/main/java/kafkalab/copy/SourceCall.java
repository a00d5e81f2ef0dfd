package kafkalab.copy;

import java.util.ArrayList;
import java.util.List;

/**
 * A call of a method in the text of a Java source.
 *
 * @param text the whole source
 * @param start where the call begins
 * @param end where it ends, behind its last parenthesis
 * @param arguments each on one line
 */
record SourceCall(String text, int start, int end, List<String> arguments) {

  /**
   * The call that begins at a place.
   *
   * @param first where its first argument begins
   */
  static SourceCall at(String text, int start, int first) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    boolean inText = false;
    int from = first;
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && text.charAt(i - 1) != '\\') {
        inText = !inText;
      } else if (!inText && (c == ',' || c == ')') && depth == 0) {
        arguments.add(text.substring(from, i).strip().replaceAll("\\s*\n\\s*", " "));
        from = i + 1;
        if (c == ')') {
          return new SourceCall(text, start, from, arguments);
        }
      } else if (!inText) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
    }
    throw new IllegalArgumentException("no end of the call " + text.substring(start, first));
  }

  /**
   * The source with something else in place of the call: in place of the whole statement, with the remark behind it,
   * if that is one or more statements or nothing.
   */
  String replacedBy(String plain) {
    if (!plain.isEmpty() && !plain.endsWith(";") && !plain.endsWith("}")) {
      return text.substring(0, start) + plain + text.substring(end);
    }
    int line = text.lastIndexOf('\n', start) + 1;
    int next = text.indexOf('\n', end) + 1;
    String indent = text.substring(line, start);
    return text.substring(0, line) + (plain.isEmpty() ? "" : (plain + "\n").replaceAll("(?m)^(?=.)", indent))
        + text.substring(next);
  }
}
