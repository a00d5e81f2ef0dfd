package kafkalab.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import kafkalab.process.OutputLine;
import kafkalab.terminal.LineWrap;
import kafkalab.terminal.Terminal;

/**
 * The lines of several instances in one terminal, each with the instance's number in front, and the launcher's own.
 * The instances' lines can be held back, so that a class can read what is there.
 */
final class InstancesOutput {

  /** Of more lines that are held back, the last are kept: the instances may print for hours. */
  private static final int MOST_HELD_BACK = 10_000;

  private final Terminal terminal;
  private final Deque<String> heldBack = new ArrayDeque<>();
  private long leftOut;
  private boolean held;

  InstancesOutput(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A line of an instance. */
  void show(int instance, OutputLine line) {
    String head = terminal.coloured(instance - 1, instance + " | ");
    UnaryOperator<String> style = line instanceof OutputLine.Rebalance ? terminal::bold : text -> text;
    List<String> parts = parts(line.text(), 4);
    synchronized (this) {
      for (String part : parts) {
        if (held) {
          holdBack(head + style.apply(part));
        } else {
          System.out.println(head + style.apply(part));
        }
      }
    }
  }

  private void holdBack(String line) {
    if (heldBack.size() == MOST_HELD_BACK) {
      heldBack.removeFirst();
      leftOut++;
    }
    heldBack.addLast(line);
  }

  /** A line of the launcher itself. */
  void say(String text) {
    List<String> parts = parts(text, 2);
    synchronized (this) {
      for (int i = 0; i < parts.size(); i++) {
        System.out.println((i == 0 ? "- " : "  ") + terminal.bold(parts.get(i)));
      }
    }
  }

  /** A line of a table, which has 80 columns at most. */
  synchronized void row(String line) {
    System.out.println(line);
  }

  synchronized boolean isHeld() {
    return held;
  }

  /** Holds the instances' lines back from now on. */
  synchronized void hold() {
    held = true;
  }

  /** Shows what was held back, and from now on each line as it comes. */
  synchronized void release() {
    held = false;
    if (leftOut > 0) {
      System.out.println("- " + leftOut + " older lines are left out.");
      leftOut = 0;
    }
    heldBack.forEach(System.out::println);
    heldBack.clear();
  }

  private List<String> parts(String text, int headWidth) {
    return terminal.singleKeys() ? LineWrap.wrapped(text, terminal.width() - headWidth - 1) : List.of(text);
  }
}
