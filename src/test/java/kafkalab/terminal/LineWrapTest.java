package kafkalab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineWrapTest {

  @Test
  void aLineEndsBeforeTheWordThatWouldCrossTheEdge() {
    String word = "x".repeat(25);
    assertThat(LineWrap.wrapped("Watch: ", "       ", String.join(" ", word, word, word, "end")))
        .isEqualTo(List.of("Watch: " + word + " " + word, "       " + word + " end"));
    assertThat(LineWrap.wrapped("", "", "x".repeat(40) + " " + "y".repeat(39))).as("80 columns").hasSize(1);
    assertThat(LineWrap.wrapped("", "", "x".repeat(40) + " " + "y".repeat(40))).as("81 columns").hasSize(2);
  }

  @Test
  void aCommandIsNotBroken() {
    String command = "scripts/lab topics --recreate ak03.fourpartition";
    assertThat(LineWrap.wrapped("", "  ", "Recreate it (this deletes its records): " + LineWrap.command(command)))
        .isEqualTo(List.of("Recreate it (this deletes its records):", "  " + command));
  }

  @Test
  void aWordThatIsLongerThanALineIsNotBroken() {
    String path = "/a".repeat(50);
    assertThat(LineWrap.wrapped("ok  ", "    ", path)).isEqualTo(List.of("ok  " + path));
  }

  @Test
  void aTextThatFitsStaysOneLine() {
    assertThat(LineWrap.wrapped("exactly twenty chars", 20)).containsExactly("exactly twenty chars");
  }

  @Test
  void aLongerOneIsBrokenAtSpacesAndIndented() {
    assertThat(LineWrap.wrapped("Setting newly assigned partitions: [t-0, t-1]", 20))
        .containsExactly("Setting newly", "  assigned", "  partitions: [t-0,", "  t-1]")
        .allMatch(line -> line.length() <= 20);
  }

  @Test
  void aWordThatIsLongerThanALineStaysWhole() {
    assertThat(LineWrap.wrapped("a " + "x".repeat(30) + " b", 20)).containsExactly("a", "  " + "x".repeat(30), "  b");
  }
}
