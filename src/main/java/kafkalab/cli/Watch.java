package kafkalab.cli;

import java.io.IOException;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kafkalab.common.Failure;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Shows what the cluster says, once a second, until key q or Ctrl-C: in a terminal in place, elsewhere as lines, and
 * then only when it says something else. While no broker answers it says so in one line, and waits.
 */
final class Watch {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int KEY_MS = 50;

  private final Terminal terminal;
  private final String title;
  private final Supplier<String> question;
  private String answer = "";
  private String outage = "";
  private String shown;

  private Watch(Terminal terminal, String title, Supplier<String> question) {
    this.terminal = terminal;
    this.title = title;
    this.question = question;
  }

  /**
   * Watches until q is pressed; Ctrl-C ends the process.
   *
   * @param title the first line, to which the time is added
   * @param question asks the cluster, on a thread of its own, so that a key counts while no broker answers
   */
  static void run(String title, Supplier<String> question) throws InterruptedException {
    try (Terminal terminal = Terminal.open()) {
      new Watch(terminal, title, question).watch();
    }
  }

  private void watch() throws InterruptedException {
    long next = System.nanoTime();
    CompletableFuture<String> asked = null;
    while (!quit()) {
      if (asked == null && System.nanoTime() - next >= 0) {
        next = System.nanoTime() + EVERY_NANOS;
        asked = CompletableFuture.supplyAsync(question);
      } else if (asked != null && asked.isDone()) {
        take(asked);
        show();
        asked = null;
      }
    }
  }

  private void take(CompletableFuture<String> asked) {
    try {
      answer = asked.join();
      outage = "";
    } catch (CompletionException e) {
      if (e.getCause() instanceof RetriableException) {
        // once: the reason may be told in other words the next time
        outage = outage.isEmpty() ? "No broker answers: " + Failure.reason(e.getCause()) : outage;
      } else {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  private void show() {
    String time = LocalTime.now().truncatedTo(ChronoUnit.SECONDS).format(java.time.format.DateTimeFormatter.ISO_TIME);
    String waiting = Table.cut(outage, Table.WIDTH);
    String head = title + ", " + time + ":";
    if (terminal.clear()) {
      System.out.println(terminal.bold(head) + "\n" + answer + (waiting.isEmpty() ? "" : "\n" + waiting)
          + "\nOnce a second. q ends.");
    } else if (!outage.isEmpty() && !outage.equals(shown)) {
      shown = outage;
      System.out.println(waiting);
    } else if (outage.isEmpty() && !answer.equals(shown)) {
      shown = answer;
      System.out.println(head + "\n" + answer);
    }
  }

  private boolean quit() throws InterruptedException {
    int key;
    try {
      key = terminal.key(KEY_MS);
    } catch (IOException e) {
      key = Terminal.END; // standard input is closed
    }
    if (key == Terminal.END) {
      TimeUnit.MILLISECONDS.sleep(KEY_MS);
    }
    return key == 'q' || key == 'Q' || System.out.checkError();
  }
}
