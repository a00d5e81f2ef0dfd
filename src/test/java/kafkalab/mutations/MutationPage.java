package kafkalab.mutations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The table of docs/mutations.md. */
final class MutationPage {

  static final Path PAGE = Path.of("docs", "mutations.md");

  private static final List<String> HEAD = List.of("| Program | What is wrong in it | Why somebody writes it so |"
      + " The test that caught it |", "|---|---|---|---|");

  /** A row of the table. */
  record Row(String program, String name, String why, String test) {

    private static final Pattern CELLS = Pattern.compile(" \\| ");

    static Row of(Mutation mutation, String test) {
      return new Row(mutation.program(), mutation.name(), mutation.why(), test);
    }

    private static Row parse(String line) {
      String[] cells = CELLS.split(line.replaceAll("^\\| | \\|$", ""), -1);
      return new Row(cells[0], cells[1], cells[2], cells[3].replace("`", ""));
    }

    private String line() {
      return "| " + String.join(" | ", program, name, why, "`" + test + "`") + " |";
    }
  }

  private MutationPage() {}

  static List<Row> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| ") && !HEAD.contains(line)).map(Row::parse).toList();
  }

  /** Writes the page with the table of a run to target; the text around the table stays. */
  static Path write(Map<Mutation, String> caughtBy) throws IOException {
    List<String> page = new ArrayList<>(Files.readAllLines(PAGE));
    int table = page.indexOf(HEAD.get(0));
    page.removeIf(line -> line.startsWith("|"));
    List<String> rows = new ArrayList<>(HEAD);
    caughtBy.forEach((mutation, test) -> rows.add(Row.of(mutation, test).line()));
    page.addAll(table, rows);
    return Files.write(Path.of("target", "mutations.md"), page);
  }
}
