package kafkalab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A program's lines, with the time and as wide as the terminal. */
class ScreenLinesTest {

  private long now;

  private String laidOut(ElapsedSeconds seconds, int width, Charset charset, Consumer<PrintStream> printing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    printing.accept(new ScreenLines(new PrintStream(bytes, true), charset, seconds, width));
    return bytes.toString(charset).replace(System.lineSeparator(), "\n");
  }

  private static Consumer<PrintStream> bytes(String text, Charset charset) {
    return out -> {
      byte[] encoded = text.getBytes(charset);
      for (int from = 0; from < encoded.length; from += 3) { // in pieces, as a buffer may be full anywhere
        out.write(encoded, from, Math.min(3, encoded.length - from));
      }
    };
  }

  @Test
  void linesAreBrokenAtASpace() {
    String line = "Setting newly assigned partitions: [t-0, t-1]\n\nshort\n";
    assertThat(laidOut(null, 40, StandardCharsets.UTF_8, bytes(line, StandardCharsets.UTF_8)))
        .isEqualTo("Setting newly assigned partitions: [t-0,\n  t-1]\n\nshort\n");
  }

  @Test
  void secondsInFrontAndUnderThemSpace() {
    ElapsedSeconds seconds = new ElapsedSeconds(() -> now);
    assertThat(laidOut(seconds, 50, StandardCharsets.UTF_8, out -> {
      bytes("first\n", StandardCharsets.UTF_8).accept(out);
      now = TimeUnit.MILLISECONDS.toNanos(1_234_560);
      bytes("Setting newly assigned partitions: [t-0, t-1]\r\n", StandardCharsets.UTF_8).accept(out);
    })).isEqualTo("   0.0  first\n1234.6  Setting newly assigned partitions: [t-0,\n          t-1]\n");
  }

  @Test
  void lettersOfOtherCharsetsStayWhole() {
    for (String charset : new String[] {"UTF-8", "Big5"}) {
      String line = "\u738b\u5c0f\u660e ".repeat(15).strip();
      String laidOut = laidOut(null, 40, Charset.forName(charset), bytes(line + "\n", Charset.forName(charset)));
      assertThat(laidOut.replace("\n  ", " ")).isEqualTo(line + "\n");
      assertThat(laidOut.lines().count()).isGreaterThan(1);
    }
  }
}
