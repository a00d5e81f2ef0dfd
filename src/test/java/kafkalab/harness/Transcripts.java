package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The output of the scenes that the tests have played, a file each, for {@code TranscriptsCheck}. */
public final class Transcripts {

  public static final Path FOLDER = Path.of("target", "transcripts");

  private static final Pattern HINT =
      Pattern.compile("(\\d \\| )?(- Nothing to read.*|  Run .*, and records appear here\\.)");

  private static boolean begun;

  private Transcripts() {}

  /** Before the first scene: those of an earlier run say nothing about this one. */
  static synchronized void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (Files.isDirectory(FOLDER)) {
      try (Stream<Path> files = Files.list(FOLDER)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Writes a scene down, as a user sees it who has one broker at localhost:9092.
   *
   * @param scene one of the test's {@link Records}
   * @param names what the test has named otherwise than a user: topics, groups, addresses
   */
  public static void record(String scene, List<String> lines, Map<String, String> names) {
    begin();
    List<String> shown = withoutHints(lines).stream().map(line -> {
      String text = line;
      for (Map.Entry<String, String> name : names.entrySet()) {
        text = text.replace(name.getKey(), name.getValue());
      }
      return text.replaceAll("localhost:\\d{5}\\b", "localhost:9092");
    }).toList();
    try {
      Files.write(Files.createDirectories(FOLDER).resolve(scene + ".txt"), shown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a consumer's word on why it reads nothing, which comes wherever a test is slow. */
  private static List<String> withoutHints(List<String> lines) {
    return lines.stream().filter(line -> !HINT.matcher(line).matches()).toList();
  }
}
