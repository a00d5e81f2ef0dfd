package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.harness.TestClasses;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests: the table in docs/claims.md has a row for each claim that they have just proven, and
 * no other, but for the tests that cannot run on this system and those of the other test command. The run writes its
 * part of the table, with its own figures, to target/claims.md.
 */
class ClaimsCheck {

  private static final Path PROVEN = Path.of("target", "claims.txt");
  private static final Path UNTRIED = Path.of("target", "claims-untried.txt");
  private static final Path TABLE = Path.of("docs", "claims.md");
  /** The tags of the tests that have run; empty for those of {@code mvn -B verify}. */
  private static final String TAGS = System.getProperty("lab.test.tags", "");

  @Test
  void theTableInTheDocsHoldsWhatTheTestsHaveProven() throws IOException {
    Assumptions.assumeTrue(System.getProperty("lab.test.filter", "").isEmpty()
        && !Set.of("soak", "mutations").contains(TAGS), "a part of the tests proves a part");
    TreeMap<String, String> proven = new TreeMap<>();
    try (Stream<String> lines = Files.lines(PROVEN)) {
      lines.forEach(line -> {
        String[] cells = line.split(" \\| ", 5);
        proven.put(row(cells[1], cells[2], cells[3]), cells[4]);
      });
    }
    List<String> table = new ArrayList<>(List.of("| Program | Claim | Test | Measured |", "|---|---|---|---|"));
    proven.forEach((key, result) -> table.add(key + " " + result.replace("|", "\\|") + " |"));
    Files.write(Path.of("target", "claims.md"), table);

    TreeSet<String> documented = new TreeSet<>();
    try (Stream<String> lines = Files.lines(TABLE)) {
      lines.filter(line -> line.matches("\\| \\S+ \\| .* \\| `.*` \\| .* \\|")).forEach(line -> {
        String[] cells = line.split(" \\| ", 4);
        documented.add(row(cells[0].substring(2), cells[1], cells[2].replace("`", "")));
      });
    }
    Set<String> untried = untried();
    documented.removeIf(row -> tests(row).anyMatch(TestClasses::isDisabledHere)
        || tests(row).anyMatch(TestClasses::isOfFaults) != TAGS.equals("faults")
        || untried.contains(test(row)) && !proven.containsKey(row));
    // the differences alone: the table is long
    assertAll(
        () -> assertThat(without(documented, proven.keySet())).as("rows of " + TABLE + " that no test has proven")
            .isEmpty(),
        () -> assertThat(without(proven.keySet(), documented)).as("what tests have proven, and " + TABLE
            + " does not have (the table of this run is in target/claims.md)").isEmpty());
  }

  private static Set<String> without(Set<String> rows, Set<String> others) {
    Set<String> rest = new TreeSet<>(rows);
    rest.removeAll(others);
    return rest;
  }

  /** The tests that something was missing for in this run, such as a terminal or a signal. */
  private static Set<String> untried() throws IOException {
    if (!Files.exists(UNTRIED)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(UNTRIED)) {
      return lines.map(line -> line.split(" \\| ", 3)[1]).collect(Collectors.toSet());
    }
  }

  /** The test of a row: {@code StoppingIT.ctrlC}. */
  private static String test(String row) {
    return row.replaceAll(".* \\| `(.*)` \\|", "$1");
  }

  /** The methods with the name of a row's test. */
  private static Stream<Method> tests(String row) {
    String[] test = test(row).split("\\.");
    Class<?> tests = TestClasses.ALL.get(test[0]);
    assertThat(tests).as("the class of a test in " + TABLE + ": " + test[0]).isNotNull();
    return Stream.of(tests.getDeclaredMethods()).filter(method -> method.getName().equals(test[1]));
  }

  private static String row(String program, String claim, String test) {
    return "| " + program + " | " + claim + " | `" + test + "` |";
  }
}
