package kafkalab.tour;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kafkalab.process.OutputLine;
import kafkalab.terminal.LineWrap;

/** What the tour shows, which goes into its report too. */
final class TourOutput {

  /** How many lines of a kind are shown: records, commits and the like. */
  private static final int SHOWN_OF_A_KIND = 3;

  private final List<String> shown = new ArrayList<>();

  /** A line for the person who watches. */
  void show(String line) {
    synchronized (shown) {
      shown.add(line);
    }
    System.out.println(line);
  }

  /** A text in lines of at most 80 columns, if its words let it. */
  void wrapped(String head, String indent, String text) {
    LineWrap.wrapped(head, indent, text).forEach(this::show);
  }

  /** What was shown since this was last asked. */
  List<String> takeShown() {
    synchronized (shown) {
      List<String> lines = List.copyOf(shown);
      shown.clear();
      return lines;
    }
  }

  /** Shows a program's output as it comes, but of many records or many commits in a row only the first few. */
  Consumer<OutputLine> excerpt() {
    return new Excerpt();
  }

  private final class Excerpt implements Consumer<OutputLine> {
    private final Map<String, Integer> seen = new HashMap<>();
    private int hidden;

    @Override
    public void accept(OutputLine line) {
      String kind = line instanceof OutputLine.Record ? "record" : line.text().startsWith("#") ? "#" : "";
      if (!kind.isEmpty() && seen.merge(kind, 1, Integer::sum) > SHOWN_OF_A_KIND) {
        hidden++;
        return;
      }
      if (hidden > 0) {
        show("  | ... " + hidden + (hidden == 1 ? " more line ..." : " more lines ..."));
        hidden = 0;
      }
      wrapped("  | ", "  |     ", line.text());
    }
  }
}
