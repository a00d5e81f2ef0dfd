package kafkalab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafkalab.harness.Lab;
import kafkalab.harness.Programs;

/**
 * A command of the launcher that was run to its end.
 *
 * @param lines what it printed, errors included
 */
record Ended(int exitCode, List<String> lines) {

  /** Runs a command at a cluster; its standard input is open, but nothing comes. */
  static Ended run(String servers, String... arguments) throws InterruptedException {
    try (Program command = Programs.start("kafkalab.cli.Lab", List.of(arguments),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", servers))) {
      int exitCode = command.awaitExit(Lab.PATIENCE).orElseThrow(() -> new AssertionError(
          "it does not end: " + String.join("\n", command.lines())));
      return new Ended(exitCode, command.lines()).checked();
    }
  }

  /** Runs a command with an input that is there from its start. */
  static Ended typed(String servers, String input, String... arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "typed")), "t");
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(Program.command(List.of(), "kafkalab.cli.Lab", List.of(arguments)))
        .redirectErrorStream(true).redirectInput(in.toFile()).redirectOutput(out.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LAB_"));
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", servers);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(Lab.PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
      return new Ended(process.exitValue(), Files.readAllLines(out)).checked();
    } finally {
      process.destroyForcibly();
    }
  }

  /** All lines but the errors fit a projector. */
  private Ended checked() {
    assertThat(lines).filteredOn(line -> !line.startsWith("Error: "))
        .allSatisfy(line -> assertThat(line).matches("[ -~]{0,80}"));
    return this;
  }

  /** The line of its error. */
  String error() {
    assertThat(lines).filteredOn(line -> line.startsWith("Error: ")).as(String.join("\n", lines)).hasSize(1);
    return lines.stream().filter(line -> line.startsWith("Error: ")).findFirst().orElseThrow();
  }
}
