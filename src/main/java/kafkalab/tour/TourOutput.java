package kafkalab.tour;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kafkalab.process.OutputLine;
import kafkalab.terminal.LineWrap;

/** What the tour shows of a lesson. It is printed when the lesson has its turn, and goes into the report too. */
final class TourOutput {

  private final List<String> shown = new ArrayList<>();
  private boolean hasItsTurn;

  /** A line for the person who watches. */
  synchronized void show(String line) {
    shown.add(line);
    if (hasItsTurn) {
      System.out.println(line);
    }
  }

  /** Prints what there is, and from now on each line as it comes. */
  synchronized void print() {
    shown.forEach(System.out::println);
    hasItsTurn = true;
  }

  /** A text in lines of at most 80 columns, if its words let it. */
  void wrapped(String head, String indent, String text) {
    LineWrap.wrapped(head, indent, text).forEach(this::show);
  }

  /** All of it. */
  synchronized List<String> lines() {
    return List.copyOf(shown);
  }

  /** Shows a program's output as it comes, but of many records or many commits only some. */
  Consumer<OutputLine> excerpt() {
    return new Excerpt(line -> wrapped("  | ", "  |     ", line), System::nanoTime);
  }
}
