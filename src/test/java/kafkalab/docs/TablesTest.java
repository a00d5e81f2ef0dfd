package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.settings.LabSettings;
import kafkalab.settings.Sources;
import kafkalab.support.LabException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of settings, exit codes and keys, and the list of folders, against the code. */
class TablesTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "kafkalab");

  /** The cells of a settings page's rows, by property. */
  private static Map<String, String[]> settings(String page) throws IOException {
    Map<String, String[]> rows = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs", page))) {
      if (line.matches("\\| `[a-z.]+` \\| `[A-Z_]+` \\|.*")) {
        String[] cells = line.split(" *\\| *");
        rows.put(cells[1].replace("`", ""), cells);
      }
    }
    return rows;
  }

  private static LabSettings with(String setting, String value) {
    Sources sources = new Sources();
    sources.system.setProperty(setting, value);
    return sources.settings();
  }

  @ParameterizedTest
  @ValueSource(strings = {"settings.md", "settings.zh-TW.md"})
  void theRangesOfTheSettingsAreThoseOfTheCode(String page) throws IOException {
    for (String setting : List.of("lab.messages", "lab.delay.ms", "student.id")) {
      String range = settings(page).get(setting)[4];
      Matcher numbers = Pattern.compile("(\\d+) (?:to|到) (\\d+)").matcher(range);
      assertThat(numbers.find()).as(page + ": the range of " + setting + ": " + range).isTrue();
      long least = Long.parseLong(numbers.group(1));
      long most = Long.parseLong(numbers.group(2));
      for (long inside : List.of(least, most)) {
        assertThatCode(() -> with(setting, text(setting, inside))).as(page + ": " + setting + " is " + range + "? "
            + inside).doesNotThrowAnyException();
      }
      for (long outside : setting.equals("student.id") ? List.of(most + 1) : List.of(least - 1, most + 1)) {
        assertThatCode(() -> with(setting, text(setting, outside))).as(page + ": " + setting + " is " + range + "? "
            + outside + " is not refused").isInstanceOf(LabException.class);
      }
    }
  }

  /** A number, or a name of this length. */
  private static String text(String setting, long number) {
    return setting.equals("student.id") ? "x".repeat((int) number) : Long.toString(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"settings.md", "settings.zh-TW.md"})
  void theDefaultsOfTheSettingsAreThoseOfTheCode(String page) throws IOException {
    Map<String, String[]> settings = settings(page);
    LabSettings defaults = new Sources().settings();
    assertThat(settings.get("bootstrap.servers")[5]).isEqualTo("`" + defaults.bootstrapServers() + "`");
    assertThat(settings.get("student.id")[5]).isEqualTo("`" + defaults.studentId() + "`");
    assertThat(settings.get("lab.group")[5]).contains("`" + defaults.group("consumer03") + "`");
    assertThat(settings.get("lab.instance")[5]).isEqualTo(defaults.instance());
    assertNumbers(settings.get("lab.messages")[5], numbers("lab\\.messages\\(([\\d_]+)\\)"), 100_000);
    assertNumbers(settings.get("lab.delay.ms")[5], numbers("lab\\.delayMs\\(([\\d_]+)\\)"), 0);
  }

  /** A cell names each lesson with its number, but for those with the usual one. */
  private static void assertNumbers(String cell, Map<String, Integer> numbers, int usual) {
    numbers.forEach((lesson, number) -> {
      if (number == usual) {
        assertThat(cell).as("producers: " + usual).containsPattern("^producers?:? " + String.format("%,d", usual));
        assertThat(cell).doesNotContain(lesson);
      } else {
        assertThat(cell).contains(lesson + " " + String.format("%,d", number));
      }
    });
  }

  /** What each producer's source has in a call. */
  private static Map<String, Integer> numbers(String call) throws IOException {
    Map<String, Integer> numbers = new TreeMap<>();
    try (Stream<Path> lessons = Files.list(SOURCES.resolve("producer"))) {
      for (Path lesson : lessons.filter(file -> file.getFileName().toString().matches("Producer\\d\\d.*")).toList()) {
        Matcher matcher = Pattern.compile(call).matcher(Files.readString(lesson));
        if (matcher.find()) {
          numbers.put(lesson.getFileName().toString().replace(".java", ""),
              Integer.valueOf(matcher.group(1).replace("_", "")));
        }
      }
    }
    assertThat(numbers).hasSizeGreaterThan(4);
    return numbers;
  }

  /** The sentence of each exit code's Javadoc is what the page says, up to a semicolon. */
  @Test
  void theExitCodesAndTheirMeaningsAreThoseOfTheCode() throws IOException {
    Map<String, String> code = new TreeMap<>(Map.of("0", "done", "130, 143", "stopped by Ctrl-C, by SIGTERM"));
    Pattern.compile("/\\*\\* (.*)\\. \\*/\\s+public static final int \\w+ = (\\d);")
        .matcher(Files.readString(SOURCES.resolve("support").resolve("ExitCode.java"))).results()
        .forEach(constant -> code.put(constant.group(2),
            constant.group(1).substring(0, 1).toLowerCase() + constant.group(1).substring(1)));
    Map<String, String> page = new TreeMap<>();
    Pattern.compile("(?m)^\\| (\\d[\\d, ]*) \\| ([^|;]*[^|; ])[^|]* \\|$")
        .matcher(Files.readString(Path.of("docs", "launcher.md"))).results()
        .forEach(row -> page.put(row.group(1), row.group(2)));
    assertThat(code).hasSizeGreaterThan(6);
    assertThat(page).isEqualTo(code);
  }

  @Test
  void theKeysAreThoseOfTheLauncher() throws IOException {
    String source = Files.readString(SOURCES.resolve("run").resolve("InstancesConsole.java"));
    String help = Pattern.compile("String KEYS = ([^;]*);").matcher(source).results().map(MatchResult::group)
        .findFirst().orElseThrow().replaceAll("(?s)\"\\s*\\+\\s*\"", "").replaceAll(".*\"(.*)\".*", "$1");
    Set<String> keys = new TreeSet<>();
    for (String key : help.split(", ")) {
      keys.add(key.split(" ")[0]);
    }
    Set<String> page = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs", "instances.md"))) {
      if (line.matches("\\| (`.`|`1` \\.\\.\\. `9`|space) \\| .*")) {
        page.add(line.split(" \\| ")[0].substring(2).replace("`", "").replace(" ... ", "-"));
      }
    }
    assertThat(page).isEqualTo(keys);
    keys.stream().filter(key -> key.length() == 1)
        .forEach(key -> assertThat(source).containsPattern("case [^>]*'" + Pattern.quote(key) + "'"));
  }

  /** Each folder and file that the page on tests names is there, and each room of the program is named. */
  @Test
  void theFoldersOnThePageAreThoseOfTheProject() throws IOException {
    String tree = Files.readString(Path.of("docs", "testing.md"));
    List<String> missing = new ArrayList<>();
    Set<String> rooms = new TreeSet<>();
    Path folder = Path.of("");
    for (String line : tree.substring(tree.indexOf("src/main/java/kafkalab/\n")).split("\n```")[0].lines().toList()) {
      String[] names = line.strip().split(" {2,}")[0].split(" ");
      if (!line.startsWith(" ")) {
        folder = Path.of(names[0]);
      } else if (line.startsWith("    ")) {
        continue; // the rest of an explanation
      }
      for (String name : names) {
        Path file = line.startsWith(" ") ? folder.resolve(name) : Path.of(name);
        if (!Files.exists(file)) {
          missing.add(file.toString());
        }
        rooms.add(name.replace("/", ""));
      }
    }
    assertThat(missing).isEmpty();
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(rooms).containsAll(files.map(file -> file.getFileName().toString()).toList());
    }
  }
}
