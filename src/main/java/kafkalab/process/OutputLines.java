package kafkalab.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The lines that a program has printed: all of them, or only the last ones. */
final class OutputLines {

  private final int most;
  private final List<String> lines = new ArrayList<>();
  private long dropped;
  private boolean ended;

  /** Keeps this number of lines at most: the last ones. */
  OutputLines(int most) {
    this.most = most;
  }

  synchronized void add(String line) {
    lines.add(line);
    if (lines.size() > most) {
      lines.remove(0);
      dropped++;
    }
    notifyAll();
  }

  /** No line will come any more. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** What is kept, oldest first. */
  synchronized List<String> kept() {
    return List.copyOf(lines);
  }

  /** Waits until this number of the lines that are kept match; false if the time or the output ended first. */
  synchronized boolean await(Predicate<String> wanted, int count, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    long next = 0;
    long found = 0;
    while (true) {
      // each line is looked at once
      int from = (int) Math.max(0, next - dropped);
      found += lines.subList(from, lines.size()).stream().filter(wanted).count();
      next = dropped + lines.size();
      if (found >= count) {
        return true;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (ended || left <= 0) {
        return false;
      }
      wait(left);
    }
  }
}
