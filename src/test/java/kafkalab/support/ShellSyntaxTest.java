package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellSyntaxTest {

  @AfterEach
  void restoreProperty() {
    System.clearProperty(ShellSyntax.PROPERTY);
  }

  @ParameterizedTest
  @CsvSource({
      "Start one: scripts/lab broker.,   Start one: scripts\\lab.cmd broker.",
      "'scripts/lab broker, then scripts/lab run p1', 'scripts\\lab.cmd broker, then scripts\\lab.cmd run p1'",
      "See: scripts/lab,                 See: scripts\\lab.cmd",
      "scripts/labour and scripts/lab.x, scripts/labour and scripts/lab.x"})
  void onWindowsACommandIsTheBatchFile(String text, String onWindows) {
    assertThat(ShellSyntax.commands(text)).isEqualTo(text);
    System.setProperty(ShellSyntax.PROPERTY, "scripts\\lab.cmd");
    assertThat(ShellSyntax.commands(text)).isEqualTo(onWindows);
  }

  @Test
  void aVariableIsSetAsTheShellWantsIt() {
    assertThat(ShellSyntax.variable("LAB_TOPIC", "t")).isEqualTo("export LAB_TOPIC=t");
    assertThat(ShellSyntax.variable("F", "/home/a b/it's")).isEqualTo("export F='/home/a b/it'\\''s'");
    System.setProperty(ShellSyntax.PROPERTY, "scripts\\lab.cmd");
    assertThat(ShellSyntax.variable("F", "C:\\a b")).isEqualTo("set F=C:\\a b");
    assertThat(ShellSyntax.variable("LAB_TOPIC", "t")).isEqualTo("set LAB_TOPIC=t");
  }

  @Test
  void anErrorsRemedyCanBeCopied() {
    System.setProperty(ShellSyntax.PROPERTY, "scripts\\lab.cmd");
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ErrorOutput.print("Error: none. Start one: scripts/lab broker");
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("Error: none. Start one: scripts\\lab.cmd broker");
  }
}
