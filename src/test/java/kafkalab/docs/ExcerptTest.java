package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.docs.Excerpt.Fit;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  private static final List<String> RECORDING = List.of("t-0-0 : (0 , msg_0)", "t-0-1 : (2 , msg_2)",
      "# Committed offsets for: t-0 {offset=2}", "Total spend : 1204 milli-seconds", "Verdict : 2 processed, 0 again");

  @Test
  void timesMayDifferAndOtherNumbersMayNot() {
    assertThat(wrong(Fit.EXACT, "Total spend : 7 milli-seconds", "Verdict : 2 processed, 0 again")).isEqualTo(-1);
    assertThat(wrong(Fit.EXACT, "Total spend : 7 milli-seconds", "Verdict : 2 processed, 1 again")).isEqualTo(1);
    assertThat(wrong(Fit.ORDER, "t-0-9 : (9 , msg_9)", "Verdict : 2 processed, 1 again")).isEqualTo(-1);
  }

  @Test
  void onlyDotsLeaveLinesOut() {
    assertThat(wrong(Fit.EXACT, "t-0-0 : (0 , msg_0)", "# Committed offsets for: t-0 {offset=2}")).isEqualTo(1);
    assertThat(wrong(Fit.EXACT, "t-0-0 : (0 , msg_0)", "...", "# Committed offsets for: t-0 {offset=2}"))
        .isEqualTo(-1);
    assertThat(wrong(Fit.EXACT, "...", "t-0-1 : (2 , msg_2)", "t-0-0 : (0 , msg_0)")).isEqualTo(2);
    assertThat(wrong(Fit.ORDER, "t-0-0 : (0 , msg_0)", "# Committed offsets for: t-0 {offset=2}")).isEqualTo(-1);
    assertThat(wrong(Fit.ORDER, "# Committed offsets for: t-0 {offset=2}", "t-0-0 : (0 , msg_0)")).isEqualTo(1);
  }

  @Test
  void aPartOfALineIsEnough() {
    assertThat(wrong(Fit.EXACT, "# Committed [...] {offset=2}", "Total spend ...")).isEqualTo(-1);
    assertThat(wrong(Fit.EXACT, "# Committed [...] {offset=3}")).isZero();
    assertThat(wrong(Fit.EXACT, "# Commit ...")).isZero();
  }

  @Test
  void itSaysWhatIsThereInstead() {
    Excerpt.Match match = Excerpt.find(List.of("t-0-0 : (0 , msg_0)", "t-0-1 : (1 , msg_1)"), RECORDING, Fit.EXACT);
    assertThat(match.wrong()).isEqualTo(1);
    assertThat(match.instead()).isEqualTo("t-0-1 : (2 , msg_2)");
  }

  private static int wrong(Fit fit, String... block) {
    return Excerpt.find(List.of(block), RECORDING, fit).wrong();
  }
}
