package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docs/sending.md has figures of docs/claims.md, and no others. */
class SendingPageTest {

  private static List<String> rows(String page, String part) throws IOException {
    return Files.readAllLines(Path.of("docs", page)).stream().filter(line -> line.contains(part)).toList();
  }

  private static Set<String> numbers(String text) {
    return Pattern.compile("\\d[\\d,]*").matcher(text.replace("exit code 0", "")).results().map(MatchResult::group)
        .map(number -> number.replace(",", "")).collect(Collectors.toSet());
  }

  @Test
  void theFiguresOfTheTableAreThoseOfTheClaims() throws IOException {
    List<String> rows = rows("sending.md", "| The broker ");
    assertThat(rows).hasSize(2);
    for (String row : rows) {
      String[] cells = row.split(" *\\| *");
      for (int i = 1; i <= 3; i++) {
        String claims = rows("claims.md", "| Producer0" + i).stream().filter(claim -> claim.contains("`SendingIT."))
            .collect(Collectors.joining("\n"));
        assertThat(numbers(claims)).as("claims of Producer0" + i + ", for: " + cells[i + 1])
            .containsAll(numbers(cells[i + 1])).isNotEmpty();
      }
    }
  }
}
