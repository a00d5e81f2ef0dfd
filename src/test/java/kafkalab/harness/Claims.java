package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the lessons claim and a test has proven: a line each, on standard output and in target/claims.txt. The tests
 * that could prove nothing, as something is missing that they need, are in target/claims-untried.txt.
 */
public final class Claims {

  private static final Path FILE = Path.of("target", "claims.txt");
  private static final Path UNTRIED = Path.of("target", "claims-untried.txt");

  private Claims() {}

  /** Those of an earlier run say nothing about this one. */
  static void forgetOldOnes() {
    try {
      Files.deleteIfExists(FILE);
      Files.deleteIfExists(UNTRIED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
    write(FILE, line);
  }

  /** A test that was given up, as an assumption does not hold. */
  static void untried(Class<?> type, String method, String why) {
    write(UNTRIED, String.join(" | ", "UNTRIED", type.getSimpleName() + "." + method, why));
  }

  private static synchronized void write(Path file, String line) {
    System.out.println(line);
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
