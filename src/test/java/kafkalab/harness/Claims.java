package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the lessons claim and a test has proven: a line each, on standard output and in target/claims.txt. */
public final class Claims {

  private static final Path FILE = Path.of("target", "claims.txt");

  private Claims() {}

  /**
   * Call it where the test has proven the claim, not before.
   *
   * @param program the lesson, or "all"
   * @param claim in plain words
   * @param result what this run has measured
   */
  public static void proven(String program, String claim, String result) {
    String test = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(frames -> frames
        .filter(frame -> frame.getDeclaringClass() != Claims.class && !frame.getMethodName().startsWith("lambda$"))
        .filter(frame -> frame.getDeclaringClass().getSimpleName().matches("\\w+(IT|Test)"))
        .reduce((inner, outer) -> outer)
        .map(frame -> frame.getDeclaringClass().getSimpleName() + "." + frame.getMethodName()).orElseThrow());
    String line = String.join(" | ", "CLAIM", program, claim, test, result);
    synchronized (Claims.class) {
      System.out.println(line);
      try {
        Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
