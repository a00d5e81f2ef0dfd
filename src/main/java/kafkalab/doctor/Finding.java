package kafkalab.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kafkalab.base.PrintableText;
import kafkalab.support.Failure;
import kafkalab.support.ShellSyntax;
import kafkalab.terminal.LineWrap;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * What a check of {@code lab doctor} has found.
 *
 * @param text what it is, with figures
 * @param remedies what to do about a warning or a failure, a sentence each; none otherwise
 * @param exitCode of a failure, one of {@link ExitCode}'s constants; 0 otherwise
 */
record Finding(State state, String text, List<String> remedies, int exitCode) {

  /** The severity. */
  enum State {
    OK("ok"), WARN("warn"), FAIL("FAIL"), NOT_CHECKED("-");

    private final String label;

    State(String label) {
      this.label = label;
    }
  }

  private static final int NAME_WIDTH = 16;

  static Finding ok(String text) {
    return new Finding(State.OK, text, List.of(), 0);
  }

  /** The lessons run, but something is worse than it could be. */
  static Finding warn(String text, String... remedies) {
    return new Finding(State.WARN, text, List.of(remedies), 0);
  }

  /** Lessons cannot run. */
  static Finding fail(int exitCode, String text, String... remedies) {
    return new Finding(State.FAIL, text, List.of(remedies), exitCode);
  }

  static Finding notChecked(String why) {
    return new Finding(State.NOT_CHECKED, "not checked: " + why, List.of(), 0);
  }

  /** What ended a check: its first sentence says what is wrong, the others what to do. */
  static Finding of(Throwable error) {
    Throwable cause = Failure.cause(error);
    if (cause instanceof AuthorizationException) {
      return notChecked("not permitted by the cluster (" + cause.getClass().getSimpleName() + ")");
    }
    String line = Failure.oneLine(error).replaceFirst("^Error: ", "");
    int end = firstSentence(line);
    return end == line.length() ? fail(Failure.exitCode(error), line)
        : fail(Failure.exitCode(error), line.substring(0, end), line.substring(end + 1));
  }

  /** Where the first sentence ends; what stands in brackets is part of it. */
  private static int firstSentence(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0 && (c == '.' || c == '?') && text.startsWith(" ", i + 1)) {
        return i + 1;
      }
    }
    return text.length();
  }

  /** One line, and under it the remedies. */
  List<String> lines(String name) {
    String head = String.format(Locale.ROOT, "%-6s%-" + NAME_WIDTH + "s", state.label, name);
    List<String> lines = new ArrayList<>(LineWrap.wrapped(head, " ".repeat(head.length()),
        PrintableText.lines(ShellSyntax.commands(text))));
    remedies.forEach(remedy -> lines.addAll(LineWrap.wrapped("      ", "      ", ShellSyntax.commands(remedy))));
    return lines;
  }
}
