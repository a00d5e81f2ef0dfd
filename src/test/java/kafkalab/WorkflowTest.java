package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The workflow tests what the README promises, by what is in the repository; and the scripts fit their systems. */
class WorkflowTest {

  private static JsonNode workflow;
  private static JsonNode job;

  @BeforeAll
  static void read() throws IOException {
    workflow = new YAMLMapper().readTree(Path.of(".github/workflows/ci.yml").toFile());
    job = workflow.path("jobs").path("test");
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<JsonNode> steps() {
    return StreamSupport.stream(job.path("steps").spliterator(), false).toList();
  }

  @Test
  void eachSystemIsTestedWithEachJdk() {
    JsonNode matrix = job.path("strategy").path("matrix");
    assertThat(texts(matrix.path("os"))).containsExactly("ubuntu-latest", "windows-latest", "macos-latest");
    assertThat(texts(matrix.path("java"))).containsExactly("17", "21", "25");
    assertThat(matrix.size()).as("no exclusions").isEqualTo(2);
    assertThat(job.path("strategy").path("fail-fast").asText()).isEqualTo("false");
  }

  @Test
  void aJobMayReadTheRepositoryAndTakeAnHour() {
    assertThat(workflow.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
    assertThat(job.path("timeout-minutes").asInt()).isBetween(30, 60);
    assertThat(workflow.path("concurrency").path("group").asText()).contains("github.ref");
    assertThat(steps().stream().map(step -> step.path("uses").asText("")).filter(uses -> !uses.isEmpty()))
        .isNotEmpty().allMatch(uses -> uses.matches("actions/[a-z-]+@v\\d+"));
  }

  @Test
  void everySystemRunsAllTestsAndTheLauncher() {
    for (String system : List.of("Linux", "macOS", "Windows")) {
      List<String> commands = steps().stream().filter(step -> runsOn(step.path("if").asText(""), system))
          .map(step -> step.path("run").asText("")).toList();
      assertThat(commands).as(system).filteredOn(command -> command.contains("mvn -B -ntp verify -Dlab.test.broker="
          + (system.equals("Linux") ? "testcontainers" : "embedded"))).hasSize(1);
      assertThat(commands).as(system).filteredOn(command -> command.contains("verify -Pfaults")).hasSize(1);
      assertThat(commands).as(system).filteredOn(command -> command.contains("launcher-smoke")).hasSize(1);
    }
  }

  @Test
  void theProjectsOwnCiRunsTheCommandsOfTheReadmeAndOfThePageOnTests() throws IOException {
    String pages = Files.readString(Path.of("README.md")) + Files.readString(Path.of("docs", "testing.md"));
    List<String> commands = Pattern.compile("(?m)^mvn -B verify(?: -P\\w+)?$")
        .matcher(pages).results().map(MatchResult::group).distinct().toList();
    assertThat(commands).contains("mvn -B verify", "mvn -B verify -Pfaults");
    String script = Files.readString(Path.of(".ci/run"));
    assertThat(commands).allSatisfy(command -> assertThat(script).containsPattern("(?m)" + command + "($| \\|)"));
  }

  private static boolean runsOn(String condition, String system) {
    return condition.isEmpty() || condition.equals("runner.os == '" + system + "'")
        || condition.startsWith("runner.os != '") && !condition.contains(system);
  }

  @Test
  void everyScriptThatIsCalledIsThereAndMayBeExecuted() {
    Pattern script = Pattern.compile("(?:\\.ci|scripts)[/\\\\][\\w.-]+");
    List<String> called = new ArrayList<>();
    steps().forEach(step -> script.matcher(step.path("run").asText("")).results().forEach(call -> {
      Path file = Path.of(call.group().replace('\\', '/'));
      assertThat(file).isRegularFile();
      assertThat(file.toString().endsWith(".cmd") || Files.isExecutable(file)).as("%s", file).isTrue();
      called.add(file.getFileName().toString());
    }));
    assertThat(called).contains("launcher-smoke", "launcher-smoke.cmd", "compose-smoke");
  }

  /** cmd.exe loses labels in a file without carriage returns; bash takes one for a part of the word. */
  @Test
  void linesOfScriptsEndAsTheirInterpretersNeedThem() throws IOException {
    for (String folder : List.of(".ci", "scripts")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file, StandardCharsets.US_ASCII);
          if (file.toString().endsWith(".cmd")) {
            assertThat(text.replace("\r\n", "")).as("%s", file).doesNotContain("\n", "\r");
          } else {
            assertThat(text).as("%s", file).doesNotContain("\r").startsWith("#!/usr/bin/env bash\n");
          }
        }
      }
    }
  }

  /** What macOS, with bash 3.2 and BSD's tools, does not have; "timeout" may be there. */
  @Test
  void scriptsAreFitForMacos() throws IOException {
    Pattern foreign = Pattern.compile("mapfile|readarray|declare -A|\\$\\{\\w+(,,|\\^\\^)|readlink -f|realpath|sed -i |"
        + "date \\+%N|sort -V|grep -P|find .*-printf|&>>|\\|&|xargs -r|stat -c");
    for (String script : List.of("scripts/lab", "scripts/create-topics.sh", ".ci/run", ".ci/checks",
        ".ci/launcher-smoke", ".ci/compose-smoke")) {
      assertThat(Files.readAllLines(Path.of(script))).as(script).noneMatch(line -> foreign.matcher(line).find());
    }
  }

  /** A label that is called or gone to is there, once; so the end of a name is not lost in a change. */
  @Test
  void theLabelsOfTheBatchFilesAreThere() throws IOException {
    for (String script : List.of("scripts/lab.cmd", "scripts/create-topics.cmd", ".ci/launcher-smoke.cmd")) {
      String text = Files.readString(Path.of(script)).replaceAll("(?m)^rem .*$", "");
      List<String> labels = Pattern.compile("(?m)^:(\\w+)\\s*$").matcher(text).results().map(l -> l.group(1)).toList();
      List<String> used = Pattern.compile("\\b(?:goto |call :)(\\w+)").matcher(text).results().map(u -> u.group(1))
          .distinct().toList();
      assertThat(labels).as(script).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(used);
    }
  }
}
