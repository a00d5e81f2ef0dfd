package kafkalab.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import kafkalab.process.OutputLine;
import kafkalab.terminal.ElapsedSeconds;
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
  /** Null if lines have no seconds in front. */
  private final ElapsedSeconds seconds;
  private final Deque<String> heldBack = new ArrayDeque<>();
  private long leftOut;
  private boolean held;

  /**
   * Lines in a terminal.
   *
   * @param seconds whether the seconds from now on stand in front of each
   */
  InstancesOutput(Terminal terminal, boolean seconds) {
    this.terminal = terminal;
    this.seconds = seconds ? new ElapsedSeconds(System::nanoTime) : null;
  }

  /** A line of an instance. */
  void show(int instance, OutputLine line) {
    String head = terminal.coloured(instance - 1, instance + " | ");
    UnaryOperator<String> style = line instanceof OutputLine.Rebalance ? terminal::bold : text -> text;
    synchronized (this) {
      String time = time();
      for (String part : parts(line.text(), time.length() + 4)) {
        String shown = time + head + style.apply(part);
        if (held) {
          holdBack(shown);
        } else {
          System.out.println(shown);
        }
        time = " ".repeat(time.length());
      }
    }
  }

  private String time() {
    return seconds == null ? "" : seconds.head();
  }

  private void holdBack(String line) {
    if (heldBack.size() == MOST_HELD_BACK) {
      heldBack.removeFirst();
      leftOut++;
    }
    heldBack.addLast(line);
  }

  /** A line of the launcher itself. */
  synchronized void say(String text) {
    String head = time() + "- ";
    for (String part : parts(text, head.length())) {
      System.out.println(head + terminal.bold(part));
      head = " ".repeat(head.length());
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
    return LineWrap.wrapped(text, terminal.singleKeys() ? terminal.width() - headWidth - 1 : Integer.MAX_VALUE);
  }
}
