package kafkalab.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import kafkalab.catalog.Lesson;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** All lessons by themselves. */
@BrokerTest
class TourIT {

  private static final Duration AT_MOST = Duration.ofSeconds(180);
  private static final String MORE = "(  \\| \\.\\.\\. \\d+ more lines?[^\n]*\n)?";
  private static final String RECORD = "  \\| \\S+-\\d-\\d+ : \\([^\n]*\n";
  private static final String COMMIT = "(  \\| # Committed offsets for: \\S+ \\{offset=\\d+}\n)+";
  private static final String REVOKING = "  \\| Revoking previously assigned [^\n]*\n";
  private static final String SETTING = "  \\| Setting newly assigned [^\n]*\n";

  /** What each lesson says to watch for, in the tour's lines. */
  private static final Map<String, String> PROMISED = Map.ofEntries(
      Map.entry("Producer01FireAndForget", "\\| Handed over : [^\n]*\n(.*\n)*  \\| Total spend : "),
      Map.entry("Producer02Sync", RECORD + RECORD + "(.*\n)*  \\| Throughput  : "),
      Map.entry("Producer03Async", "\\| Throughput  : [^\n]*\n  \\| Verdict     : all \\d+ messages acknowledged"),
      Map.entry("Producer04Json", "\\| Java object : [^\n]*\n  \\| On the wire : "),
      Map.entry("Producer05CGroup", RECORD + RECORD + RECORD),
      Map.entry("Consumer01CGroup", "\\| 5 consumers  \\[0]  \\[1]  \\[2]  \\[3]  \\[]\n"),
      Map.entry("Consumer02AutoCommit", "more lines, [0-9.]+ s \\.\\.\\.\n" + COMMIT + "(.*\n)*" + COMMIT + REVOKING),
      Map.entry("Consumer03CommitSync", RECORD + MORE + COMMIT + "(.*\n)*" + COMMIT),
      Map.entry("Consumer04CommitAsync", RECORD + MORE + COMMIT),
      Map.entry("Consumer05CommitSyncAsync", COMMIT + REVOKING),
      Map.entry("Consumer06CommitSpecified", RECORD + MORE + COMMIT + "(.*\n)*" + COMMIT),
      // what was committed just before is not shown once more
      Map.entry("Consumer07RebalanceCallback", "(" + REVOKING + COMMIT + "|" + COMMIT + REVOKING + ")" + SETTING));

  @Test
  @Tag("faults")
  void allLessonsOnABrokerOfItsOwn(@TempDir Path folder) throws Exception {
    Path report = folder.resolve("reports").resolve("tour.xml");
    try (ChildJvm tour = Programs.start("kafkalab.cli.Lab", List.of("tour", "--quick", "--junit", report.toString()),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + OwnBroker.freePort()))) {
      Integer exitCode = tour.awaitExit(AT_MOST).orElse(null);
      String output = String.join("\n", tour.lines());
      assertThat(exitCode).as(output).isZero();
      assertThat(tour.lines()).anyMatch(line -> line.endsWith("so the tour starts one of its own ..."))
          .contains("  | 4 consumers  [0]  [1]  [2]  [3]", "  | 5 consumers  [0]  [1]  [2]  [3]  []");
      assertThat(tour.lines().stream().filter(line -> line.matches("ok {6}\\w+ +[0-9.]+ s"))).as(output).hasSize(12);
      assertThat(output).contains("\n12 lessons, 12 ok, 0 failed, ").endsWith("JUnit report: " + report);
      PROMISED.forEach((lesson, promised) -> assertThat(linesOf(lesson, output)).containsPattern(promised));
      assertThat(ProcessHandle.of(tour.pid()).stream().flatMap(ProcessHandle::descendants)).isEmpty();
      Element suite = suite(report);
      assertThat(suite.getAttribute("tests")).isEqualTo("12");
      assertThat(suite.getAttribute("failures")).isEqualTo("0");
      assertThat(suite.getTextContent()).contains("5 consumers  [0]  [1]  [2]  [3]  []");
    }
  }

  @Test
  @Tag("faults")
  void theLessonsBeyondTheSlides() throws Exception {
    List<String> lessons = Lesson.all().stream().filter(lesson -> !lesson.isOnSlides()).map(Lesson::name).toList();
    try (ChildJvm tour = Programs.start("kafkalab.cli.Lab", List.of("tour", "--beyond", "--quick"),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + OwnBroker.freePort()))) {
      Integer exitCode = tour.awaitExit(AT_MOST).orElse(null);
      String output = String.join("\n", tour.lines());
      assertThat(exitCode).as(output).isZero();
      int all = lessons.size();
      assertThat(output).contains("\n" + all + " lessons, " + all + " ok, 0 failed, ");
      // two are played at a time, and shown one after the other
      Matcher introductions = Pattern.compile("(?m)^\\[ ?\\d+/" + all + "] (\\w+)$((?:\n  .*)+)").matcher(output);
      List<String> shown = new ArrayList<>();
      while (introductions.find()) {
        shown.add(introductions.group(1));
        assertThat(introductions.group(2)).contains("\n  | " + introductions.group(1) + ": ")
            .containsPattern("\n  ok {6}[^\n]*(\n {10}[^\n]*)*\\([0-9.]+\\s+s\\)$");
      }
      assertThat(shown).isEqualTo(lessons);
      Claims.proven("all", "scripts/lab tour --beyond --quick plays each lesson beyond the slides, two at a time, and"
          + " shows them in their order", all + " of " + all + output.replaceFirst("(?s).* 0 failed(, \\d+ s).*", "$1"));
    }
  }

  /** What the tour shows of a lesson's output, each of its lines in one. */
  private static String linesOf(String lesson, String output) {
    return output.replaceFirst("(?s).*/12] " + lesson, "").replaceFirst("(?s)\n  (ok|FAILED) .*", "")
        .replaceAll("\n  \\| {5}", " ");
  }

  @Test
  void whatToWatchForIsToldOfEachLessonOnTheSlides() {
    assertThat(Lesson.all().stream().filter(Lesson::isOnSlides)).extracting(Lesson::name)
        .containsExactlyInAnyOrderElementsOf(PROMISED.keySet());
  }

  /** Without automatic commits Consumer02AutoCommit commits nothing; the others of the three are none the worse. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the tour's topics stay")
  void theExitCodeCountsTheLessonsThatFailed(TestLab lab, @TempDir Path folder) throws Exception {
    Path report = folder.resolve("tour.xml");
    Path settings = Files.writeString(folder.resolve("client.properties"), "enable.auto.commit=false\n");
    var tour = lab.launcher("tour", "--quick", "--junit", report.toString(), "p2", "c2", "Consumer03CommitSync")
        .env("LAB_CLIENT_PROPERTIES", settings.toString()).start();
    assertThat(tour.exitCode(AT_MOST)).isEqualTo(1);
    String why = "120 records processed, but offsets committed for 0";
    assertThat(tour.lines()).anyMatch(line -> line.startsWith("  FAILED  " + why))
        .contains("        " + why).anyMatch(line -> line.matches("FAILED {2}Consumer02AutoCommit +[0-9.]+ s"))
        .anyMatch(line -> line.startsWith("3 lessons, 2 ok, 1 failed, "));
    assertThat(suite(report).getAttribute("failures")).isEqualTo("1");
    assertThat(((Element) suite(report).getElementsByTagName("failure").item(0)).getAttribute("message"))
        .isEqualTo(why);
    assertThat(TestLab.get(lab.admin().listTopics().names())).as("topics of the tour, which has ended")
        .noneMatch(topic -> topic.startsWith("tour-"));
  }

  /** What comes from a program whose output is not shown. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the tour's topics stay")
  void aFeederThatFailsIsNamed(TestLab lab, @TempDir Path folder) throws Exception {
    Path settings = Files.writeString(folder.resolve("client.properties"), "max.request.size=10\n");
    var tour = lab.launcher("tour", "--quick", "c3").env("LAB_CLIENT_PROPERTIES", settings.toString())
        .env("JAVA_TOOL_OPTIONS", "-Dkafkalab.tour.seconds=8").start();
    assertThat(tour.exitCode(AT_MOST)).isEqualTo(1);
    assertThat(String.join(" ", tour.lines()).replaceAll(" +", " ")).contains(" FAILED it has printed nothing for 8 s,"
        + " and does not end; Producer05CGroup, which sends its records, ended with exit code 1: Verdict : 0 messages"
        + " acknowledged, 40 failed (");
  }

  @Test
  void aReportThatCannotBeWrittenIsAnErrorBeforeTheTour(TestLab lab, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    var tour = lab.launcher("tour", "--junit", file.resolve("tour.xml").toString()).start();
    assertThat(tour.exitCode(Duration.ofSeconds(10))).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(tour.lines()).singleElement().asString().startsWith("Error: --junit " + file.resolve("tour.xml")
        + " (option) cannot be written: ").endsWith(". Choose another file.");
  }

  @Test
  void withoutAFolderForTemporaryFiles(TestLab lab, @TempDir Path folder) {
    var tour = lab.launcher("tour").env("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("none")).start();
    assertThat(tour.exitCode(Duration.ofSeconds(10))).isEqualTo(ExitCode.FAILED);
    assertThat(tour.lastLine()).startsWith("Error: no temporary folder can be created in " + folder.resolve("none"));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is stopped by a signal")
  void interruptedItLeavesNothingBehind(TestLab lab) throws Exception {
    try (ChildJvm tour = Programs.start("kafkalab.cli.Lab", List.of("tour", "--quick"),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers()))) {
      assertThat(tour.awaitLine(line -> line.contains("[ 3/12]"), AT_MOST)).isTrue();
      List<ProcessHandle> children = ProcessHandle.of(tour.pid()).orElseThrow().descendants()
          .collect(Collectors.toList());
      tour.stop();
      assertThat(tour.awaitExit(Duration.ofSeconds(30))).contains(143);
      TestLab.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      TestLab.await().until(() -> TestLab.get(lab.admin().listTopics().names()).stream()
          .noneMatch(topic -> topic.startsWith("tour-")));
    }
  }

  private static Element suite(Path report) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getDocumentElement();
  }
}
