package kafkalab.tour;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kafkalab.process.OutputLine;
import kafkalab.terminal.LineWrap;

/** What the tour shows, which goes into its report too. */
final class TourOutput {

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

  /** Shows a program's output as it comes, but of many records or many commits only some. */
  Consumer<OutputLine> excerpt() {
    return new Excerpt(line -> wrapped("  | ", "  |     ", line), System::nanoTime);
  }
}
