package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a test has just proven, in one line, on standard output and in target/claims.txt. */
public final class Claims {

  private static final Path FILE = Path.of("target", "claims.txt");

  private Claims() {}

  /**
   * Notes a claim with what was measured, under the name of the test that calls this.
   *
   * @param program the lesson's class name, or "all"
   */
  public static synchronized void proven(String program, String claim, String result) {
    String line = String.join(" | ", "CLAIM", program, claim, test(), result);
    System.out.println(line);
    try {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String test() {
    return StackWalker.getInstance().walk(frames -> frames
        .filter(frame -> frame.getClassName().matches(".*(IT|Test)"))
        .reduce((inner, outer) -> outer) // a helper method of the class was called by the test
        .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "."
            + frame.getMethodName().replaceAll("lambda\\$(\\w+)\\$\\d+", "$1"))
        .orElseThrow());
  }
}
