package kafkalab.support;

import java.util.Locale;

/** Any value as text for one line of the terminal. */
public final class PrintableText {

  private static final int LONGEST = 160;

  private PrintableText() {}

  /** The value's text: control characters escaped, a long text cut at {@value #LONGEST} characters and counted. */
  public static String of(Object value) {
    String text = String.valueOf(value);
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(c -> {
      int type = Character.getType(c);
      boolean breaksTheLine = type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
      if (Character.isISOControl(c) || type == Character.FORMAT || breaksTheLine) {
        line.append(String.format(Locale.ROOT, "\\u%04x", c));
      } else {
        line.appendCodePoint(c);
      }
    });
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST ? line.toString() : line + "... (" + length + " characters)";
  }
}
