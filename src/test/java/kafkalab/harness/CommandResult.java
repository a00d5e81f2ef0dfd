package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kafkalab.process.ChildJvm;

/**
 * A command of the launcher that was run to its end.
 *
 * @param lines what it printed, errors included
 */
public record CommandResult(int exitCode, List<String> lines) {

  /** Runs a command at a cluster; its standard input is open, but nothing comes. */
  public static CommandResult run(String servers, String... arguments) throws InterruptedException {
    try (ChildJvm command = start(servers, arguments)) {
      return await(command);
    }
  }

  /** Runs a command with an input that is there from its start. */
  public static CommandResult typed(String servers, String input, String... arguments) throws InterruptedException {
    try (ChildJvm command = start(servers, arguments)) {
      command.type(input);
      command.endInput();
      return await(command);
    }
  }

  private static ChildJvm start(String servers, String... arguments) {
    return Programs.launcher(List.of(arguments)).environment("KAFKA_BOOTSTRAP_SERVERS", servers).start();
  }

  private static CommandResult await(ChildJvm command) throws InterruptedException {
    int exitCode = command.awaitExit(TestLab.TIMEOUT).orElseThrow(() -> new AssertionError(
        "it does not end: " + String.join("\n", command.lines())));
    return new CommandResult(exitCode, command.lines()).checked();
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
