package kafkalab.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a terminal has room for. */
class LiveViewTest {

  private static final List<String> LINES = List.of("a", "", "c", "d".repeat(81), "e");

  @Test
  void allLinesWhereThereIsRoom() {
    assertThat(LiveView.fitting(LINES, 6, 80)).isEqualTo(LINES);
    assertThat(LiveView.fitting(LINES, 5, 81)).isEqualTo(LINES);
  }

  @Test
  void elsewhereTheFirstOnesAndHowManyAreMissing() {
    assertThat(LiveView.fitting(LINES, 5, 80))
        .containsExactly("a", "", "c", "... 2 more lines: make the window higher, or name a group");
    assertThat(LiveView.fitting(LINES, 3, 40)).hasSize(3).startsWith("a", "").last().asString()
        .startsWith("... 3 more lines").hasSize(40);
  }
}
