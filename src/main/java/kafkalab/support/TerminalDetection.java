package kafkalab.support;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person watches in a terminal what this program prints. */
final class TerminalDetection {

  private TerminalDetection() {}

  /** {@code System.console()} does not tell: it needs the input to be a terminal too, or, since JDK 22, neither. */
  static boolean isStandardOutputATerminal() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().matches("/dev/(pts/|tty|console).*");
    } catch (IOException | UnsupportedOperationException e) {
      return isConsoleATerminal(); // not Linux
    }
  }

  private static boolean isConsoleATerminal() {
    Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // each line at once is never wrong
    }
  }
}
