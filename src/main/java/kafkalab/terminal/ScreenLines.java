package kafkalab.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import kafkalab.support.StandardOutput;

/**
 * A program's lines for people who watch: with the seconds since its start in front, and broken at a space where the
 * terminal ends, which would break them inside a word.
 */
public final class ScreenLines extends PrintStream {

  /** System property with the terminal's columns, from the launcher; not set where the output goes elsewhere. */
  static final String COLUMNS = "kafkalab.columns";

  private static final int NARROWEST = 40;

  private final PrintStream out;
  private final Charset charset;
  private final ElapsedSeconds seconds;
  private final int width;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * Lines on their way to another stream.
   *
   * @param charset what the lines are written in, and are to be written in
   * @param seconds what stands in front of each line; null if nothing does
   * @param width columns, at least {@value #NARROWEST}
   */
  ScreenLines(PrintStream out, Charset charset, ElapsedSeconds seconds, int width) {
    super(out);
    this.out = out;
    this.charset = charset;
    this.seconds = seconds;
    this.width = width;
  }

  /**
   * Lays out this program's standard output from now on, as far as it is needed.
   *
   * @param seconds whether the seconds from now on stand in front of each line
   */
  public static void install(boolean seconds) {
    int columns = Integer.getInteger(COLUMNS, 0);
    if (seconds || columns > 0) {
      ElapsedSeconds elapsed = seconds ? new ElapsedSeconds(System::nanoTime) : null;
      int width = columns > 0 ? Math.max(NARROWEST, columns) : Integer.MAX_VALUE;
      StandardOutput.passThrough((out, charset) -> new ScreenLines(out, charset, elapsed, width));
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] text, int from, int length) {
    int start = from;
    for (int i = from; i < from + length; i++) {
      if (text[i] == '\n') {
        line.write(text, start, i - start);
        start = i + 1;
        writeLine();
      }
    }
    line.write(text, start, from + length - start);
  }

  private void writeLine() {
    String text = line.toString(charset).replaceFirst("\r$", "");
    line.reset();
    String head = seconds == null ? "" : seconds.head();
    List<String> parts = LineWrap.wrapped(text, width - head.length());
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      written.append(i == 0 ? head : " ".repeat(head.length())).append(parts.get(i)).append(System.lineSeparator());
    }
    byte[] bytes = written.toString().getBytes(charset);
    out.write(bytes, 0, bytes.length);
  }
}
