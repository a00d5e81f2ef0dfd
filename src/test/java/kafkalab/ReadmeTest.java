package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.catalog.Lesson;
import kafkalab.cli.Lab;
import kafkalab.settings.LabSetting;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The READMEs, the lessons' pages and the run configurations against the files that they speak of. */
class ReadmeTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "kafkalab");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

  /** A row of the table of programs: {@code | [name](page) | what it shows | ... |}. */
  private record Row(String name, String page, String shows) {}

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("README.zh-TW.md")));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages.stream();
  }

  /** The sources of the programs: those of the slides, then those beyond; of each the producers first, by number. */
  private static List<Path> programs() {
    return Lesson.all().stream().map(lesson -> Path.of(lesson.source())).toList();
  }

  private static String name(Path program) {
    return program.getFileName().toString().replace(".java", "");
  }

  /** {@code producer02.md} for {@code Producer02Sync}. */
  private static String page(String program) {
    return program.substring(0, "Producer02".length()).toLowerCase(Locale.ROOT) + ".md";
  }

  private static List<Row> rows(String readme) throws IOException {
    return Pattern.compile("(?m)^\\| \\[((?:Producer|Consumer)\\w+)]\\(([^)]+)\\) \\| ([^|]+) \\|")
        .matcher(Files.readString(Path.of(readme))).results()
        .map(row -> new Row(row.group(1), row.group(2), row.group(3))).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-TW.md"})
  void theFirstResultStandsOnTheFirstScreen(String readme) throws IOException {
    assertThat(Files.readAllLines(Path.of(readme)).subList(0, 30))
        .contains("scripts/lab tour", "mvn -B verify").anySatisfy(line -> assertThat(line).contains("lab.cmd tour"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.zh-TW.md"})
  void theTableNamesAllProgramsInOrderAndLinksEachToItsPage(String readme) throws IOException {
    List<String> names = programs().stream().map(ReadmeTest::name).toList();
    assertThat(rows(readme)).extracting(Row::name).isEqualTo(names);
    assertThat(rows(readme)).extracting(Row::page).isEqualTo(
        names.stream().map(name -> "docs/" + page(name)).toList());
  }

  @Test
  void theTableShowsTheFirstSentenceOfEachProgramsJavadoc() throws IOException {
    List<String> sentences = new ArrayList<>();
    for (Path program : programs()) {
      MatchResult javadoc = Pattern.compile("(?s)\n/\\*\\*(.*?)<p>").matcher(Files.readString(program)).results()
          .findFirst().orElseThrow(() -> new AssertionError("no Javadoc in " + program));
      sentences.add(javadoc.group(1).replaceAll("(?m)^ \\* ?", "").replaceAll("\\s+", " ").strip()
          .replaceAll("\\{@code ([^}]*)}", "`$1`"));
    }
    assertThat(rows("README.md")).extracting(Row::shows).isEqualTo(sentences);
  }

  @Test
  void eachProgramsPageHasItsNameAndSaysHowToRunIt() throws IOException {
    for (Path program : programs()) {
      String page = page(name(program));
      assertThat(Files.readString(Path.of("docs", page))).as(page).startsWith("# " + name(program) + "\n")
          .containsPattern("(?m)^scripts/lab run " + page.replace(".md", "") + "( --\\S+ \\S+)*$");
    }
  }

  /** A command that stands alone on a line; two spaces or more separate a remark from it. */
  @ParameterizedTest
  @MethodSource("pages")
  void theLauncherKnowsEveryCommandOfAPage(Path page) throws IOException {
    Pattern command = Pattern.compile("(?:[A-Z_]+=\\S+ )*scripts/lab( \\S+(?: \\S+)*)?(?: {2,}.*)?");
    for (String line : Files.readString(page).lines().map(String::strip).toList()) {
      Matcher matcher = command.matcher(line);
      if (matcher.matches() && matcher.group(1) != null) {
        assertThatCode(() -> Lab.commandLine().parseArgs(matcher.group(1).strip().split(" ")))
            .as(line).doesNotThrowAnyException();
      }
    }
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    List<String> linked = links(Path.of("docs", "README.md"));
    assertThat(pages().filter(page -> page.startsWith("docs")).map(page -> page.getFileName().toString())
        .filter(page -> !page.equals("README.md"))).allSatisfy(page -> assertThat(linked).contains(page));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRelativeLinkLeadsToAFileAndAHeadingThatExist(Path page) throws IOException {
    for (String link : links(page)) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
      assertThat(target).as("[...](" + link + ") in " + page).exists();
      if (parts.length > 1) {
        assertThat(headings(target)).as("[...](" + link + ") in " + page).contains(parts[1]);
      }
    }
  }

  private static List<String> links(Path page) throws IOException {
    String prose = FENCED.matcher(Files.readString(page)).replaceAll("").replaceAll("`[^`\n]*`", "");
    return LINK.matcher(prose).results().map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*")).toList();
  }

  /** The names under which the headings of a page can be linked to. */
  private static List<String> headings(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).replaceAll("").lines().filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "")
            .replace(' ', '-')).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"settings.md", "settings.zh-TW.md"})
  void theSettingsAreThoseOfTheLab(String page) throws IOException {
    List<String> settings = Arrays.stream(LabSetting.values())
        .map(setting -> "| `" + setting.property() + "` | `" + setting.variable() + "` |").toList();
    List<String> rows = Pattern.compile("(?m)^\\| `[a-z.]+` \\| `[A-Z_]+` \\|")
        .matcher(Files.readString(Path.of("docs", page))).results().map(MatchResult::group).toList();
    assertThat(settings).hasSizeGreaterThan(5);
    assertThat(rows).isEqualTo(settings);
  }

  /** The launcher's tables, English and Chinese: each command, each option of its own, and no other. */
  @ParameterizedTest
  @ValueSource(strings = {"launcher.md", "launcher.zh-TW.md"})
  void theLaunchersTableNamesEachCommandAndOption(String page) throws IOException {
    Set<String> known = new TreeSet<>();
    Lab.commandLine().getSubcommands().forEach((name, command) -> {
      if (!name.equals("help") && !command.getCommandSpec().usageMessage().hidden()) { // not Kafka's own tools
        known.add(name);
        command.getCommandSpec().options().forEach(option -> known.add(name + " " + option.longestName()));
      }
    });
    known.removeIf(name -> name.endsWith(" --help") || name.endsWith(" --version"));
    Set<String> named = new TreeSet<>();
    String table = Files.readString(Path.of("docs", page)).replaceAll("(?s).*?\n(\\| `scripts/lab .*?)\n\n.*", "$1");
    Pattern.compile("(?m)^\\| (`.*?`) \\| ").matcher(table).results()
        .flatMap(row -> Pattern.compile("`([^`]+)`").matcher(row.group(1)).results()).map(code -> code.group(1))
        .filter(code -> !code.startsWith("scripts/lab")).forEach(code -> {
          String command = code.split(" ")[0];
          named.add(command);
          Pattern.compile("--[a-z]+").matcher(code).results().forEach(it -> named.add(command + " " + it.group()));
        });
    assertThat(named).isEqualTo(known);
  }

  @Test
  void theExitCodesAreThoseOfLabException() throws IOException {
    List<String> codes = new ArrayList<>(List.of("0"));
    for (Field field : ExitCode.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        codes.add(String.valueOf(value(field)));
      }
    }
    List<String> rows = Pattern.compile("(?m)^\\| (\\d)\\b.* \\|")
        .matcher(Files.readString(Path.of("docs", "launcher.md"))).results().map(row -> row.group(1)).distinct()
        .toList();
    assertThat(codes).hasSizeGreaterThan(5);
    assertThat(rows).containsAll(codes);
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void thereIsARunConfigurationForTheBrokerAndEachProgram() throws IOException {
    List<Path> mains = new ArrayList<>(programs());
    mains.add(SOURCES.resolve("broker").resolve("LocalBroker.java"));
    for (Path main : mains) {
      String folder = main.getParent().getFileName().toString();
      // singleton="false" is "Allow multiple instances": two members of a group
      assertThat(Files.readString(Path.of(".run", name(main) + ".run.xml"))).as(name(main))
          .contains("name=\"" + name(main) + "\" type=\"Application\"", "<module name=\"kafka-lab\" />",
              "singleton=\"" + !folder.equals("consumer") + "\"",
              "\"MAIN_CLASS_NAME\" value=\"kafkalab." + folder + "." + name(main) + "\"");
    }
    String[] files = Path.of(".run").toFile().list();
    assertThat(files).hasSize(mains.size());
    assertThat(Arrays.asList(files)).allMatch(file -> file.endsWith(".run.xml"));
  }
}
