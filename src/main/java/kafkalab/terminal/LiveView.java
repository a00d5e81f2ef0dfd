package kafkalab.terminal;

import java.io.IOException;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import kafkalab.base.Plural;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Shows lines from the cluster, once a second, until key q or Ctrl-C: in place in a terminal, elsewhere one after the
 * other and only when they change. In a terminal, lines that were not there the last time are bold, and what does not
 * fit is counted. While no broker answers it shows that in one line, and waits.
 */
public final class LiveView {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int KEY_MS = 50;

  private final Terminal terminal;
  private final String title;
  private final Supplier<String> question;
  private String head;
  private String answer = "";
  /** Empty while the cluster answers. */
  private String outage = "";
  private String shown;
  /** The lines that were in place before this answer. */
  private Set<String> before = Set.of();

  private LiveView(Terminal terminal, String title, Supplier<String> question) {
    this.terminal = terminal;
    this.title = title;
    this.head = title + ":";
    this.question = question;
  }

  /**
   * Watches until q is pressed; Ctrl-C ends the process.
   *
   * @param title the first line, to which the time is added
   * @param question asks the cluster, on a thread of its own, so that a key counts while no broker answers
   */
  public static void run(String title, Supplier<String> question) throws InterruptedException {
    try (Terminal terminal = Terminal.open()) {
      new LiveView(terminal, title, question).watch();
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
      head = title + ", " + time() + ":";
      outage = "";
    } catch (CompletionException e) {
      if (!isOutage(e)) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
      if (outage.isEmpty()) {
        outage = "No answer from the cluster since " + time() + ". Waiting for it ...";
      }
    }
  }

  /** Whether waiting may help; the reason may be wrapped several times. */
  private static boolean isOutage(Throwable error) {
    return error instanceof RetriableException || error.getCause() != null && isOutage(error.getCause());
  }

  private void show() {
    if (terminal.clear()) {
      List<String> lines = answer.lines().toList();
      System.out.println(terminal.bold(Table.cut(head, terminal.width())));
      fitting(lines, terminal.height() - (outage.isEmpty() ? 3 : 4), terminal.width()).forEach(line ->
          System.out.println(before.isEmpty() || before.contains(line) ? line : terminal.bold(line)));
      System.out.println((outage.isEmpty() ? "" : outage + "\n") + "Once a second. q ends.");
      before = Set.copyOf(lines);
    } else if (!outage.isEmpty() && !outage.equals(shown)) {
      shown = outage;
      System.out.println(outage);
    } else if (outage.isEmpty() && !answer.equals(shown)) {
      shown = answer;
      System.out.println(head + "\n" + answer);
    }
  }

  /** The lines that this number of rows has room for; if these are not all, the last one says so. */
  static List<String> fitting(List<String> lines, int rows, int width) {
    int needed = lines.stream().mapToInt(line -> rows(line, width)).sum();
    if (needed <= rows) {
      return lines;
    }
    List<String> fitting = new ArrayList<>();
    int left = rows - 1;
    for (String line : lines) {
      left -= rows(line, width);
      if (left < 0) {
        break;
      }
      fitting.add(line);
    }
    fitting.add(Table.cut("... " + Plural.count(lines.size() - fitting.size(), "more line")
        + ": make the window higher, or name a group", width));
    return fitting;
  }

  private static int rows(String line, int width) {
    return Math.max(1, (line.length() + width - 1) / width);
  }

  private static String time() {
    return LocalTime.now().truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_LOCAL_TIME);
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
