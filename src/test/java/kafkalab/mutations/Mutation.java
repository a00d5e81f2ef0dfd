package kafkalab.mutations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A mistake that a program might have: what is changed in a file, and the tests that should notice.
 *
 * @param name what is wrong, in a few words
 * @param why what makes somebody write it so
 * @param file its path below {@code src/main}
 * @param tests the cheapest one first
 */
record Mutation(String name, String why, String file, List<Edit> edits, List<String> tests) {

  static final Path SOURCES = Path.of("src", "main");

  /** A text that stands in the file once, with any blanks and line ends between its words, and what comes instead. */
  record Edit(String before, String after) {

    private Pattern pattern() {
      return Pattern.compile(before.strip().lines().flatMap(line -> Pattern.compile("\\s+").splitAsStream(line.strip()))
          .map(Pattern::quote).collect(Collectors.joining("\\s+")));
    }

    /**
     * The text with the change.
     *
     * @throws IllegalStateException if it does not stand there exactly once
     */
    String apply(String source) {
      List<MatchResult> places = pattern().matcher(source).results().toList();
      if (places.size() != 1) {
        throw new IllegalStateException("stands in the file " + places.size() + " times: " + before);
      }
      return source.substring(0, places.get(0).start()) + after + source.substring(places.get(0).end());
    }
  }

  boolean isOfALesson() {
    return file.matches("java/kafkalab/(producer|consumer)/.*");
  }

  /** Whether the broker itself is another one, so that the tests need one of their own. */
  boolean isOfTheBroker() {
    return file.startsWith("java/kafkalab/broker/") || file.equals("resources/broker.properties");
  }

  /** The file's name without its folder and {@code .java}. */
  String program() {
    return file.replaceFirst(".*/", "").replaceFirst("\\.java$", "");
  }

  /**
   * The file's text with the mistake in it.
   *
   * @throws IllegalStateException if a text to be replaced does not stand there exactly once
   */
  String mutated() throws IOException {
    String source = Files.readString(SOURCES.resolve(file));
    for (Edit edit : edits) {
      source = edit.apply(source);
    }
    return source;
  }

  @Override
  public String toString() {
    return program() + ": " + name;
  }
}
