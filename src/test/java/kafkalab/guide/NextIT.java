package kafkalab.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.process.OutputLine;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab}, {@code lab list} and {@code lab next}: what was run, and what comes next. */
@BrokerTest
class NextIT {

  /** A line for each lesson, two before those beyond the slides, and three for what to do. */
  private static final int LIST_LINES = Lesson.all().size() + 5;

  @TempDir
  private Path folder;
  private Path progress;

  @BeforeEach
  void useOwnRunHistory() {
    progress = folder.resolve("state").resolve("progress");
  }

  private ChildJvm start(String address, Map<String, String> more, String... arguments) {
    Map<String, String> environment = new HashMap<>(
        Map.of("KAFKA_BOOTSTRAP_SERVERS", address, RunHistory.VARIABLE, progress.toString()));
    environment.putAll(more);
    return Programs.start("kafkalab.cli.Lab", Arrays.asList(arguments), environment);
  }

  private List<String> lab(int exitCode, String address, Map<String, String> more, String... arguments)
      throws InterruptedException {
    try (ChildJvm lab = start(address, more, arguments)) {
      assertThat(lab.awaitExit(TestLab.TIMEOUT)).as(String.join("\n", lab.lines())).contains(exitCode);
      return lab.lines();
    }
  }

  private List<String> lab(TestLab lab, String... arguments) throws InterruptedException {
    List<String> lines = lab(0, lab.bootstrapServers(), Map.of(), arguments);
    assertThat(lines).allSatisfy(line -> assertThat(line).matches("\\p{ASCII}{0,80}"));
    return lines;
  }

  private void wasRun(int lessons) throws IOException {
    Files.createDirectories(progress.getParent());
    Files.write(progress, Lesson.all().stream().limit(lessons)
        .map(lesson -> lesson.shortName() + " 2026-01-31T12:00:00Z 1").toList());
  }

  @Test
  void aLessonThatWasRunIsMarkedAndTheNextOneIsShown(TestLab lab) throws InterruptedException {
    assertThat(lab(lab, "next")).startsWith("Next: Producer01FireAndForget").endsWith("  scripts/lab run producer01");
    assertThat(lab(lab)).hasSize(LIST_LINES).contains("producer01    Producer01FireAndForget      Fire and forget",
        "Next: scripts/lab run producer01   (Producer01FireAndForget: Fire and forget)");

    Instant before = Instant.now().minusSeconds(1);
    lab(0, lab.bootstrapServers(), Map.of("LAB_MESSAGES", "3", "LAB_TOPIC", lab.newTopic(1)), "run", "p1");
    RunHistory.Run run = new RunHistory(progress).read().get("producer01");
    assertThat(run.last()).isBetween(before, Instant.now());

    assertThat(lab(lab)).contains("producer01 x  Producer01FireAndForget      Fire and forget",
        "producer02    Producer02Sync               Synchronous sending",
        "Next: scripts/lab run producer02   (Producer02Sync: Synchronous sending)");
    assertThat(lab(lab, "next")).startsWith("Run so far, 1 of " + Lesson.all().size() + ":")
        .anyMatch(line -> line.matches("  producer01  Producer01FireAndForget      \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d"))
        .contains("Next: Producer02Sync").endsWith("  scripts/lab run producer02");
    assertThat(lab(lab, "next", "--reset")).startsWith("Forgotten which lessons were run.")
        .contains("Next: Producer01FireAndForget");
    assertThat(progress).doesNotExist();
  }

  /** Also with several terminals that end at the same time. */
  @Test
  void eachRunIsCountedAlsoOneThatIsStopped(TestLab lab) throws InterruptedException {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, 1);
    Map<String, String> settings = Map.of("LAB_MESSAGES", "1", "LAB_TOPIC", topic);
    List<ChildJvm> programs = new ArrayList<>(IntStream.range(0, 4)
        .mapToObj(i -> start(lab.bootstrapServers(), settings, "run", "p2")).toList());
    try (ChildJvm consumer = start(lab.bootstrapServers(),
        Map.of("LAB_TOPIC", topic, "LAB_GROUP", TestLab.newName("group")), "run", "c1")) {
      assertThat(consumer.awaitLine(line -> OutputLine.parse(line) instanceof OutputLine.Record, TestLab.TIMEOUT))
          .isTrue();
      consumer.stop();
      assertThat(consumer.awaitExit(TestLab.TIMEOUT)).isPresent();
      for (ChildJvm program : programs) {
        assertThat(program.awaitExit(TestLab.TIMEOUT)).contains(0);
      }
    } finally {
      programs.forEach(ChildJvm::close);
    }
    Map<String, RunHistory.Run> runs = new RunHistory(progress).read();
    assertThat(runs.get("producer02").times()).isEqualTo(4);
    assertThat(lab(lab, "next")).anyMatch(line -> line.matches("  producer02 .*, 4 times"));
    if (!OS.WINDOWS.isCurrentOs()) { // where a stop kills
      assertThat(runs.get("consumer01").times()).isEqualTo(1);
    }
  }

  @Test
  void aFailedLessonIsNotMarkedAsRun() throws InterruptedException {
    lab(ExitCode.NO_BROKER, "localhost:" + OwnBroker.freePort(), Map.of(), "run", "p2");
    assertThat(progress).doesNotExist();
  }

  @Test
  void aPlaceThatCannotBeWrittenFailsNoLesson(TestLab lab) throws Exception {
    Files.writeString(progress.getParent(), "a file where a folder should be");
    lab(0, lab.bootstrapServers(), Map.of("LAB_MESSAGES", "3", "LAB_TOPIC", lab.newTopic(1)), "run", "p2");
    assertThat(progress.getParent()).isRegularFile();
  }

  @Test
  void aConsumerNeedsARunningProducer(TestLab lab) throws Exception {
    wasRun(5);
    assertThat(lab(lab, "next")).contains("Next: Consumer01CGroup",
        "  scripts/lab run producer05    (in another terminal: it sends records)",
        "  scripts/lab run consumer01");
  }

  @Test
  void allWereRun(TestLab lab) throws Exception {
    wasRun(Lesson.all().size());
    for (String[] command : List.of(new String[0], new String[] {"next"})) {
      assertThat(lab(lab, command)).contains("All " + Lesson.all().size() + " lessons were run. What now:",
          "  scripts/lab next --reset   begin again with the first");
    }
  }

  @Test
  void withoutABrokerThisIsTheNextThing() throws Exception {
    int port = OwnBroker.freePort();
    assertThat(lab(0, "localhost:" + port, Map.of())).contains("Next: start the broker, in a terminal of its own:",
        "      scripts/lab broker --port " + port);
    assertThat(lab(0, "localhost:" + port, Map.of(), "next")).containsSubsequence("Next: Producer01FireAndForget",
        "  First start the broker, in a terminal of its own:", "        scripts/lab broker --port " + port,
        "  scripts/lab run producer01");
    assertThat(lab(0, "no-such-host.invalid:9092", Map.of()))
        .contains("Next: start the broker at no-such-host.invalid:9092, or set",
            "      KAFKA_BOOTSTRAP_SERVERS to where yours is");
  }

  @Test
  void aWrongSettingDoesNotHideTheList() throws Exception {
    List<String> lines = lab(ExitCode.WRONG_SETTING, "localhost", Map.of());
    assertThat(lines).contains("consumer07    Consumer07RebalanceCallback  The rebalance callback");
    assertThat(lines.get(lines.size() - 1))
        .startsWith("Error: wrong setting: KAFKA_BOOTSTRAP_SERVERS=localhost (environment variable)");
    assertThat(lab(0, "localhost", Map.of(), "list")).as("it needs no cluster").hasSize(LIST_LINES);
  }

  @Test
  void aDamagedFileDoesNotHideTheListAndIsToldWithItsRemedy(TestLab lab) throws Exception {
    Files.createDirectories(progress.getParent());
    Files.writeString(progress, "nonsense\n");
    String error = "Error: " + progress + " is damaged in line 1, so nobody knows which lessons were run. Forget"
        + " them: scripts/lab next --reset";
    String address = lab.bootstrapServers();
    assertThat(lab(ExitCode.FAILED, address, Map.of(), "next")).containsExactly(error);
    for (String[] command : List.of(new String[0], new String[] {"list"})) {
      assertThat(lab(ExitCode.FAILED, address, Map.of(), command)).endsWith(error)
          .contains("producer01    Producer01FireAndForget      Fire and forget");
    }
    assertThat(lab(lab, "next", "--reset")).contains("Next: Producer01FireAndForget");
  }

  @Test
  void theListAsJson(TestLab lab) throws Exception {
    wasRun(1);
    JsonNode lessons = new ObjectMapper().readTree(String.join("\n", lab(0, lab.bootstrapServers(), Map.of(), "list",
        "--json")));
    assertThat(lessons).hasSize(Lesson.all().size()).allSatisfy(lesson -> {
      assertThat(Path.of(lesson.get("source").asText())).isRegularFile();
      for (String text : List.of("shortName", "name", "shows", "watch", "try")) {
        assertThat(lesson.get(text).asText()).as(text).isNotBlank();
      }
    });
    assertThat(lessons.get(0).get("run").asText()).isEqualTo("2026-01-31T12:00:00Z");
    assertThat(lessons.get(1).get("run").isNull()).isTrue();
    assertThat(lessons.get(11).get("className").asText()).isEqualTo("kafkalab.consumer.Consumer07RebalanceCallback");
  }
}
