package kafkalab.base;

import java.util.Locale;

/** Any value as text for one line of the terminal. */
public final class PrintableText {

  private static final int LONGEST = 160;

  private PrintableText() {}

  /** The value's text: control characters escaped, a long text cut at {@value #LONGEST} characters and counted. */
  public static String of(Object value) {
    String text = String.valueOf(value);
    if (isPrintable(text)) {
      return text;
    }
    String line = escaped(text, LONGEST, "");
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST ? line : line + "... (" + length + " characters)";
  }

  /** A whole line: what was named by others may hold what moves the cursor, or begins a line of its own. */
  public static String line(String text) {
    return isPrintable(text) ? text : escaped(text, text.length(), "");
  }

  /** A text that may have lines and tabs of its own, as a log has. */
  public static String lines(String text) {
    return isPrintable(text) ? text : escaped(text, text.length(), "\r\n\t");
  }

  private static String escaped(String text, int most, String kept) {
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(most).forEach(c -> {
      int type = Character.getType(c);
      boolean breaksTheLine = type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
      if (kept.indexOf(c) >= 0) {
        line.appendCodePoint(c);
      } else if (Character.isISOControl(c) || type == Character.FORMAT || breaksTheLine) {
        line.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else {
        line.appendCodePoint(c);
      }
    });
    return line.toString();
  }

  /** Whether it is short and plain ASCII, as most texts are: a quick look, where millions are shown. */
  private static boolean isPrintable(String text) {
    int length = text.length();
    if (length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char letter = text.charAt(i);
      if (letter < ' ' || letter > '~') {
        return false;
      }
    }
    return true;
  }
}
