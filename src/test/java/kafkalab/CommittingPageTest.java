package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of docs/committing.md has the figures of docs/claims.md, and no others. */
class CommittingPageTest {

  /** A claim's figures as the page writes them: "8 of at most 10", "3 of 1995", "13 of 90". */
  private record Figure(Pattern claim, Pattern measured, String shown) {

    static Figure of(String claim, String measured, String shown) {
      return new Figure(Pattern.compile(claim), Pattern.compile(measured), shown);
    }
  }

  private static final List<Figure> FIGURES = List.of(
      Figure.of("kill -9 in the middle", "(\\d+) read twice \\(at most (\\d+)\\)", "$1 of at most $2"),
      Figure.of("a busy group", "(\\d+) records, 0 lost, (\\d+) twice", "$2 of $1"),
      Figure.of("whatIsLeftOfFive", "(\\d+) processed, .* (\\d+) processed twice", "$2 of $1"),
      Figure.of("an exception or an Error", "(\\d+) records, 0 lost, (\\d+) read twice", "$2 of $1"),
      Figure.of("an Error in the middle", "(\\d+) of (\\d+) lost", "$1 of $2"));

  @ParameterizedTest
  @ValueSource(strings = {"02", "03", "04", "05", "06", "07"})
  void theFiguresOfTheTableAreThoseOfTheClaims(String number) throws IOException {
    Set<String> claimed = new TreeSet<>();
    for (String row : rows("claims.md", "| Consumer" + number)) {
      for (Figure figure : FIGURES) {
        if (figure.claim.matcher(row).find()) {
          MatchResult measured = figure.measured.matcher(row).results().findFirst()
              .orElseThrow(() -> new AssertionError("no " + figure.measured + " in " + row));
          claimed.add(figure.shown.replace("$1", measured.group(1)).replace("$2", measured.group(2)));
        }
      }
    }
    assertThat(claimed).hasSizeGreaterThanOrEqualTo(3);

    List<String> rows = rows("committing.md", "| [" + number + "](consumer" + number + ".md)");
    assertThat(rows).hasSize(1);
    Set<String> shown = new TreeSet<>(Pattern.compile("\\d+ of (?:at most )?\\d+")
        .matcher(rows.get(0).replace(",", "")).results().map(MatchResult::group).toList());
    assertThat(shown).isEqualTo(claimed);
  }

  private static List<String> rows(String page, String start) throws IOException {
    return Files.readAllLines(Path.of("docs", page)).stream().filter(line -> line.startsWith(start)).toList();
  }
}
