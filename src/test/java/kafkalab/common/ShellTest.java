package kafkalab.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellTest {

  @ParameterizedTest
  @CsvSource({
      "Start one: scripts/lab broker.,   Start one: scripts\\lab.cmd broker.",
      "'scripts/lab broker, then scripts/lab run p1', 'scripts\\lab.cmd broker, then scripts\\lab.cmd run p1'",
      "See: scripts/lab,                 See: scripts\\lab.cmd",
      "scripts/labour and scripts/lab.x, scripts/labour and scripts/lab.x"})
  void onWindowsACommandIsTheBatchFile(String text, String onWindows) {
    assertThat(Shell.commands(text, true)).isEqualTo(onWindows);
    assertThat(Shell.commands(text, false)).isEqualTo(text);
  }

  @Test
  void anErrorsRemedyIsForThisSystem() {
    Matcher command = Pattern.compile("do: (.*) broker").matcher(
        Failure.oneLine(new LabException(LabException.NO_BROKER, "do: scripts/lab broker")));
    assertThat(command.find()).isTrue();
    assertThat(command.group(1)).isEqualTo(java.io.File.separator.equals("\\") ? "scripts\\lab.cmd" : "scripts/lab");
  }
}
