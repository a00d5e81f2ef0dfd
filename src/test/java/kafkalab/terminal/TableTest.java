package kafkalab.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns below each other, in 80 columns of ASCII. */
class TableTest {

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("  ", Table.names("TOPIC"), Table.figures("END"), Table.texts("NOTE"));
    table.row("ak03.json", 7L, "");
    table.row("x", 12345, "just created");
    assertThat(table.lines()).containsExactly(
        "  TOPIC        END  NOTE",
        "  ak03.json      7",
        "  x          12345  just created");
  }

  @Test
  void whereThereIsNoRoomTheWidestNamesAreCutAndFiguresNever() {
    Table table = new Table("", Table.names("TOPIC"), Table.figures("END"), Table.names("MEMBER"));
    table.row("a-topic-" + "x".repeat(50) + "-0", Long.MAX_VALUE, "consumer-tdea-consumer01-1#3f2a");
    assertThat(table.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(table.lines().get(1)).isEqualTo("a-topic-xxxxx..xxxxxxxxxxx-0  9223372036854775807"
        + "  consumer-tdea-..umer01-1#3f2a");
  }

  @Test
  void noColumnIsCutToLessThanItsHeader() {
    Table table = new Table("", Table.names("MEMBER"), Table.texts("TEXT"));
    table.row("consumer-1", "t".repeat(90));
    assertThat(table.lines().get(0)).isEqualTo("MEMBER  TEXT");
    assertThat(table.lines().get(1)).isEqualTo("co..-1  " + "t".repeat(90));
  }

  @Test
  void nonAsciiIsShownAsQuestionMarks() {
    Table table = new Table("", Table.names("MEMBER"));
    table.row("\u5b78\u751f\t1");
    assertThat(table.lines().get(1)).isEqualTo("???1");
  }

  @Test
  void withoutARowItIsEmpty() {
    Table table = new Table("", Table.names("MEMBER"));
    assertThat(table.isEmpty()).isTrue();
    table.row("m");
    assertThat(table.isEmpty()).isFalse();
    assertThatThrownBy(() -> table.row("m", "n")).hasMessage("2 cells for 1 columns");
  }

  @ParameterizedTest
  @CsvSource({"consumer, 8, consumer",
      "consumer, 7, con..er", "consumer, 4, c..r", "consumer, 3, con", "consumer, 0, ''"})
  void aCutShowsThatSomethingIsMissing(String text, int width, String cut) {
    assertThat(Table.cut(text, width)).isEqualTo(cut);
  }
}
