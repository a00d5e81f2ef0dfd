package kafkalab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void aTextThatFitsStaysOneLine() {
    assertThat(Text.wrapped("exactly twenty chars", 20)).containsExactly("exactly twenty chars");
  }

  @Test
  void aLongerOneIsBrokenAtSpacesAndIndented() {
    assertThat(Text.wrapped("Setting newly assigned partitions: [t-0, t-1]", 20))
        .containsExactly("Setting newly", "  assigned", "  partitions: [t-0,", "  t-1]")
        .allMatch(line -> line.length() <= 20);
  }

  @Test
  void aWordThatIsLongerThanALineStaysWhole() {
    assertThat(Text.wrapped("a " + "x".repeat(30) + " b", 20)).containsExactly("a", "  " + "x".repeat(30), "  b");
  }
}
