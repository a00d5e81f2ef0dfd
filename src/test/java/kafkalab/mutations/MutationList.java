package kafkalab.mutations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mutations in the files of {@code src/test/resources/mutations}. A blank line ends a mutation. Its lines:
 *
 * <pre>
 * == what is wrong
 * why: what makes somebody write it so
 * file: java/kafkalab/consumer/Consumer04CommitAsync.java
 * - the text that stands there, of one or several lines
 * + what comes instead; nothing, if there is no such line
 * test: Consumer04CommitAsyncIT#aLaterPollReportsTheCommit
 * </pre>
 *
 * <p>A change of two places has two pairs of minus and plus. More lines "test:" are tests to be run if those before
 * have not noticed. A line that begins with a hash sign is a remark.
 */
final class MutationList {

  static final Path FOLDER = Path.of("src", "test", "resources", "mutations");

  private String name = "";
  private String why = "";
  private String file = "";
  private final List<List<String>> before = new ArrayList<>();
  private final List<List<String>> after = new ArrayList<>();
  private final List<String> tests = new ArrayList<>();

  private MutationList() {}

  /** All of them, those of the lessons first. */
  static List<Mutation> all() {
    List<Mutation> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path list : files.sorted().toList()) {
        all.addAll(read(Files.readString(list)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  static List<Mutation> read(String text) {
    return Pattern.compile("\\R(\\s*\\R)+").splitAsStream(text)
        .map(block -> block.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList())
        .filter(block -> !block.isEmpty()).map(block -> new MutationList().mutation(block)).toList();
  }

  private Mutation mutation(List<String> lines) {
    String kind = "";
    for (String line : lines) {
      String[] parts = line.split(" ", 2);
      String value = parts.length > 1 ? parts[1] : "";
      switch (parts[0]) {
        case "==" -> name = value;
        case "why:" -> why = value;
        case "file:" -> file = value;
        case "-" -> {
          if (!kind.equals("-")) {
            before.add(new ArrayList<>());
            after.add(new ArrayList<>());
          }
          before.get(before.size() - 1).add(value);
        }
        case "+" -> after.get(after.size() - 1).add(value);
        case "test:" -> tests.add(value);
        default -> throw new IllegalArgumentException("a line that is no part of a mutation: " + line);
      }
      kind = parts[0];
    }
    List<Mutation.Edit> edits = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      edits.add(new Mutation.Edit(String.join("\n", before.get(i)), String.join("\n", after.get(i))));
    }
    if (Stream.of(name, why, file).anyMatch(String::isEmpty) || edits.isEmpty() || tests.isEmpty()) {
      throw new IllegalArgumentException("not complete: " + lines);
    }
    return new Mutation(name, why, file, edits, List.copyOf(tests));
  }
}
