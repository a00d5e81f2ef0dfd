package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import kafkalab.broker.LocalBroker;
import kafkalab.catalog.Lesson;
import kafkalab.cli.Lab;
import org.junit.jupiter.api.Test;

/** What VS Code, IntelliJ and a dev container are told, against the programs that there are. */
class IdeConfigurationsTest {

  /** The JVM options without which JDK 24 and later warns of what Kafka's broker uses. */
  private static final String WITHOUT_WARNINGS =
      "--enable-native-access=ALL-UNNAMED -Dsun.misc.unsafe.memory.access=allow";

  /** VS Code allows comments in its files. */
  private static JsonNode json(String file) throws IOException {
    ObjectMapper mapper = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
    return mapper.readTree(Files.readString(Path.of(file)));
  }

  private static JsonNode configurations() throws IOException {
    return json(".vscode/launch.json").get("configurations");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** The main classes of the broker and of all lessons, by their simple names. */
  private static Map<String, String> programs() {
    Map<String, String> programs = new TreeMap<>();
    programs.put("LocalBroker", LocalBroker.class.getName());
    Lesson.all().forEach(lesson -> programs.put(lesson.name(), lesson.className()));
    return programs;
  }

  @Test
  void vsCodeHasAConfigurationForEachProgram() throws IOException {
    Map<String, String> configured = new TreeMap<>();
    for (JsonNode configuration : configurations()) {
      String name = configuration.get("name").asText();
      String mainClass = configuration.get("mainClass").asText();
      if (name.contains(", member ")) {
        assertThat(mainClass).as(name).startsWith("kafkalab.consumer.").endsWith("." + name.replaceFirst(",.*", ""));
      } else {
        assertThat(configured.put(name, mainClass)).as("two configurations " + name).isNull();
      }
      assertThatCode(() -> Class.forName(mainClass).getMethod("main", String[].class)).doesNotThrowAnyException();
    }
    assertThat(configured).isEqualTo(programs());
  }

  /** In a terminal Ctrl-C is a clean stop; in the debug console it is not. */
  @Test
  void inVsCodeEachProgramRunsInATerminalInTheProjectsFolder() throws IOException {
    for (JsonNode configuration : configurations()) {
      assertThat(configuration.get("console").asText()).isEqualTo("integratedTerminal");
      assertThat(configuration.get("cwd").asText()).isEqualTo("${workspaceFolder}");
      assertThat(configuration.get("type").asText()).isEqualTo("java");
      assertThat(configuration.get("request").asText()).isEqualTo("launch");
      assertThat(Files.readString(Path.of("pom.xml")))
          .contains("<artifactId>" + configuration.get("projectName").asText() + "</artifactId>");
    }
  }

  @Test
  void inVsCodeAGroupIsMadeOfConfigurationsThatThereAre() throws IOException {
    List<String> names = new ArrayList<>();
    configurations().forEach(configuration -> names.add(configuration.get("name").asText()));
    JsonNode compounds = json(".vscode/launch.json").get("compounds");
    assertThat(compounds).hasSizeGreaterThan(1);
    for (JsonNode compound : compounds) {
      assertThat(texts(compound.get("configurations"))).as(compound.get("name").asText())
          .hasSizeGreaterThan(1).doesNotHaveDuplicates().allMatch(names::contains);
    }
  }

  @Test
  void theBrokersConfigurationsKeepJdk24Quiet() throws IOException {
    JsonNode broker = configurations().get(0);
    assertThat(broker.get("name").asText()).isEqualTo("LocalBroker");
    assertThat(broker.get("vmArgs").asText()).isEqualTo(WITHOUT_WARNINGS);
    assertThat(Files.readString(Path.of(".run", "LocalBroker.run.xml")))
        .contains("\"VM_PARAMETERS\" value=\"" + WITHOUT_WARNINGS + "\"");
    assertThat(Files.readString(Path.of("docs", "ide.md"))).contains(WITHOUT_WARNINGS);
  }

  @Test
  void theDevContainerHasAJdkAndMavenAndNeedsNoDocker() throws IOException {
    JsonNode container = json(".devcontainer/devcontainer.json");
    assertThat(container.get("image").asText())
        .matches("mcr\\.microsoft\\.com/devcontainers/java:\\d+-(1[7-9]|2\\d)-.*");
    assertThat(container.get("features")).hasSize(1);
    assertThat(container.at("/features/ghcr.io~1devcontainers~1features~1java:1/installMaven").asText())
        .isEqualTo("true");
    assertThat(texts(container.at("/customizations/vscode/extensions"))).contains("vscjava.vscode-java-pack");
    String command = container.get("postCreateCommand").asText();
    assertThat(command).startsWith("scripts/lab ");
    assertThatCode(() -> Lab.commandLine().parseArgs(command.replace("scripts/lab ", "").split(" ")))
        .doesNotThrowAnyException();
  }
}
