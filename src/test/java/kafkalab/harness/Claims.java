package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the tests have proven, with the figures that they measured: on standard output and in target/claims.txt. */
public final class Claims {

  private static final Path FILE = Path.of("target", "claims.txt");

  private Claims() {}

  /**
   * A claim that holds; to be called at the end of the test that shows it.
   *
   * @param program the lesson's class name, or "all"
   * @param claim what holds, in plain words
   * @param result what was measured
   */
  public static void proven(String program, String claim, String result) {
    String test = StackWalker.getInstance().walk(frames -> frames
        .filter(frame -> frame.getClassName().endsWith("IT")).findFirst()
        .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName())
        .orElseThrow(() -> new IllegalStateException("a claim is proven by a test")));
    String line = String.join(" | ", "CLAIM", program, claim, test, result);
    synchronized (Claims.class) {
      System.out.println(line);
      try {
        Files.writeString(FILE, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
