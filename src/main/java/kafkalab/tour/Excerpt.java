package kafkalab.tour;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kafkalab.process.OutputLine;

/**
 * A program's output as it comes, without most of its many records and commits. What a lesson says to watch for is
 * always shown: every line of another kind, and the first records after it; the first two commits, and the time between
 * them; the last commit before partitions are given back, and each one while they are.
 */
final class Excerpt implements Consumer<OutputLine> {

  private static final int RECORDS = 3;
  private static final int COMMITS = 2;
  /** Of other lines with a hash sign: how far a producer is, what it could not send. */
  private static final int REMARKS = 3;
  /** A commit is a line for each partition; while no broker answers, each try may fail. */
  private static final int LINES_OF_A_COMMIT = 12;
  private static final double WORTH_SAYING_SECONDS = 1;

  /** What decides whether a line is shown. */
  private enum Kind { RECORD, COMMIT, REMARK, OTHER }

  private final Consumer<String> show;
  private final LongSupplier nanos;
  private final Map<Kind, Integer> seen = new HashMap<>();
  /** The latest commit, if it is not shown: it is, if it was the last one before something else happens. */
  private final Deque<String> latestCommit = new ArrayDeque<>();
  private Kind previous = Kind.OTHER;
  private boolean commitIsShown;
  private boolean partitionsAreGivenBack;
  private int hidden;
  private long shownAt;

  /**
   * An excerpt.
   *
   * @param show called with each line that is shown
   * @param nanos the time, as {@code System.nanoTime()} has it
   */
  Excerpt(Consumer<String> show, LongSupplier nanos) {
    this.show = show;
    this.nanos = nanos;
    this.shownAt = nanos.getAsLong();
  }

  @Override
  public void accept(OutputLine line) {
    Kind kind = kind(line);
    switch (kind) {
      case RECORD -> {
        hideCommit();
        partitionsAreGivenBack = false;
        showFirst(RECORDS, kind, line.text());
      }
      case COMMIT -> commit(line.text());
      case REMARK -> showFirst(REMARKS, kind, line.text());
      case OTHER -> {
        showCommit();
        seen.remove(Kind.RECORD);
        partitionsAreGivenBack = line instanceof OutputLine.Revoked || line instanceof OutputLine.Lost;
        show(line.text());
      }
    }
    previous = kind;
  }

  private static Kind kind(OutputLine line) {
    if (line instanceof OutputLine.Record) {
      return Kind.RECORD;
    }
    if (line instanceof OutputLine.Committed || line instanceof OutputLine.CommitFailed) {
      return Kind.COMMIT;
    }
    return line.text().startsWith("#") ? Kind.REMARK : Kind.OTHER;
  }

  private void showFirst(int count, Kind kind, String text) {
    if (seen.merge(kind, 1, Integer::sum) <= count) {
      show(text);
    } else {
      hidden++;
    }
  }

  private void commit(String text) {
    if (previous != Kind.COMMIT) {
      commitIsShown = partitionsAreGivenBack || seen.merge(Kind.COMMIT, 1, Integer::sum) <= COMMITS;
    }
    if (commitIsShown) {
      show(text);
      return;
    }
    latestCommit.addLast(text);
    if (latestCommit.size() > LINES_OF_A_COMMIT) {
      latestCommit.removeFirst();
      hidden++;
    }
  }

  private void hideCommit() {
    hidden += latestCommit.size();
    latestCommit.clear();
  }

  private void showCommit() {
    latestCommit.forEach(this::show);
    latestCommit.clear();
  }

  private void show(String text) {
    double seconds = (nanos.getAsLong() - shownAt) / 1e9;
    if (hidden > 0) {
      show.accept("... " + hidden + (hidden == 1 ? " more line" : " more lines")
          + (seconds < WORTH_SAYING_SECONDS ? "" : String.format(Locale.ROOT, ", %.1f s", seconds)) + " ...");
      hidden = 0;
    }
    show.accept(text);
    shownAt = nanos.getAsLong();
  }
}
