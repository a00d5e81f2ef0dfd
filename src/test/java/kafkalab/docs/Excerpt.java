package kafkalab.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines of a block on a page, and where a recording has them. A line {@code ...} stands for lines that are left
 * out; {@code [...]} in a line, or {@code ...} at its end, for a part of a line.
 */
final class Excerpt {

  private static final String LEFT_OUT = "...";

  /** What takes its time, or is another one each time. */
  private static final Pattern TIMES = Pattern.compile(" *\\b\\d+(\\.\\d+)?(?= ?(milli-seconds|msg/sec|ms|s)\\b)"
      + "|(?<=process |correlation id )\\d+|(?<=\"commitTimestamp\":)\\d+|(?<=\"topicId\":\")[^\"]+");

  /** How much of a recording has to be as on the page. */
  enum Fit {
    /** All but times; no line may be missing that the page does not leave out. */
    EXACT(false, true),
    /** All but times, but there may be more lines between. */
    GAPS(false, false),
    /** Numbers differ. */
    NUMBERS(true, true),
    /** Numbers differ, and there may be more lines between. */
    ORDER(true, false);

    private final boolean numbersDiffer;
    private final boolean gapless;

    Fit(boolean numbersDiffer, boolean gapless) {
      this.numbersDiffer = numbersDiffer;
      this.gapless = gapless;
    }

    private String masked(String line) {
      return numbersDiffer ? line.replaceAll(" *\\d+([.,]\\d+)*", "#").replaceAll(" {2,}", " ").strip()
          : TIMES.matcher(line).replaceAll(" #");
    }
  }

  /**
   * The outcome of a search.
   *
   * @param found for each line of the block the number of its line in the recording; -1 for {@code ...}
   * @param wrong the first line of the block that is not there; -1 if all are
   * @param instead what the recording has at its place, or what is most like it; null if nothing is
   */
  record Match(List<Integer> found, int wrong, String instead) {}

  private final List<String> block;
  private final List<String> recording;
  private final Fit fit;

  private Excerpt(List<String> block, List<String> recording, Fit fit) {
    this.block = block;
    this.recording = recording;
    this.fit = fit;
  }

  static Match find(List<String> block, List<String> recording, Fit fit) {
    return new Excerpt(block, recording, fit).find();
  }

  private Match find() {
    List<Integer> found = new ArrayList<>();
    int from = 0;
    for (int line = 0; line < block.size(); line = found.size()) {
      if (block.get(line).equals(LEFT_OUT)) {
        found.add(-1);
        continue;
      }
      int length = fit.gapless ? lengthOfPart(line) : 1;
      int start = start(line, length, from);
      if (start < 0) {
        return notFound(found, line, length, from);
      }
      for (int i = 0; i < length; i++) {
        found.add(start + i);
      }
      from = start + length;
    }
    return new Match(found, -1, null);
  }

  /** How many lines follow each other without {@code ...}. */
  private int lengthOfPart(int line) {
    int end = line;
    while (end < block.size() && !block.get(end).equals(LEFT_OUT)) {
      end++;
    }
    return end - line;
  }

  private int start(int line, int length, int from) {
    for (int start = from; start + length <= recording.size(); start++) {
      if (equalLines(line, length, start) == length) {
        return start;
      }
    }
    return -1;
  }

  /** How many lines of the block, from this one on, are those of the recording. */
  private int equalLines(int line, int length, int start) {
    int equal = 0;
    while (equal < length && start + equal < recording.size()
        && isEqual(block.get(line + equal), recording.get(start + equal))) {
      equal++;
    }
    return equal;
  }

  private Match notFound(List<Integer> found, int line, int length, int from) {
    int most = 0;
    String instead = null;
    for (int start = from; start < recording.size(); start++) {
      int equal = equalLines(line, length, start);
      if (equal > most) {
        most = equal;
        instead = start + equal < recording.size() ? recording.get(start + equal) : null;
      }
    }
    return new Match(found, line + most, most > 0 ? instead : similar(block.get(line)));
  }

  /** A line of the recording that differs in numbers only, or is at another place; null if there is none. */
  private String similar(String shown) {
    return recording.stream().filter(recorded -> Fit.NUMBERS.masked(recorded).equals(Fit.NUMBERS.masked(shown)))
        .findFirst().orElse(null);
  }

  private boolean isEqual(String shown, String recorded) {
    String masked = fit.masked(recorded);
    if (!isCut(shown)) {
      return fit.masked(shown).equals(masked);
    }
    String parts = Stream.of(shown.split("\\[\\.\\.\\.]|\\.\\.\\.$", -1)).map(fit::masked).map(Pattern::quote)
        .collect(Collectors.joining(".*"));
    return masked.matches(parts);
  }

  /** Whether it is a part of a line only. */
  static boolean isCut(String line) {
    return line.contains("[...]") || line.endsWith(LEFT_OUT);
  }
}
