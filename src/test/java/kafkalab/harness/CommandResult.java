package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafkalab.process.LessonProcess;

/**
 * A command of the launcher that was run to its end.
 *
 * @param lines what it printed, errors included
 */
public record CommandResult(int exitCode, List<String> lines) {

  /** Runs a command at a cluster; its standard input is open, but nothing comes. */
  public static CommandResult run(String servers, String... arguments) throws InterruptedException {
    try (LessonProcess command = Programs.start("kafkalab.cli.Lab", List.of(arguments),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", servers))) {
      int exitCode = command.awaitExit(TestLab.PATIENCE).orElseThrow(() -> new AssertionError(
          "it does not end: " + String.join("\n", command.lines())));
      return new CommandResult(exitCode, command.lines()).checked();
    }
  }

  /** Runs a command with an input that is there from its start. */
  public static CommandResult typed(String servers, String input, String... arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "typed")), "t");
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(LessonProcess.command(List.of(), "kafkalab.cli.Lab", List.of(arguments)))
        .redirectErrorStream(true).redirectInput(in.toFile()).redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LAB_"));
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", servers);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(TestLab.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
      return new CommandResult(process.exitValue(), Files.readAllLines(out)).checked();
    } finally {
      process.destroyForcibly();
    }
  }

  /** All lines but the errors fit a projector. */
  private CommandResult checked() {
    assertThat(lines).filteredOn(line -> !line.startsWith("Error: "))
        .allSatisfy(line -> assertThat(line).matches("[ -~]{0,80}"));
    return this;
  }

  /** The line of its error. */
  public String error() {
    assertThat(lines).filteredOn(line -> line.startsWith("Error: ")).as(String.join("\n", lines)).hasSize(1);
    return lines.stream().filter(line -> line.startsWith("Error: ")).findFirst().orElseThrow();
  }
}
