package kafkalab.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.Test;

/** What a lesson says to watch for is not among the lines that the tour leaves out. */
class ExcerptTest {

  private final List<String> shown = new ArrayList<>();
  private long now;
  private final Excerpt excerpt = new Excerpt(shown::add, () -> now);

  private void print(String... lines) {
    for (String line : lines) {
      excerpt.accept(OutputLine.parse(line));
    }
  }

  private void records(int count) {
    for (int i = 0; i < count; i++) {
      print("t-0-" + i + " : (k , v)");
    }
  }

  private static String commit(int partition, long offset) {
    return "# Committed offsets for: t-" + partition + " {offset=" + offset + "}";
  }

  @Test
  void theFirstRecordsAndTheTimeToTheFirstCommits() {
    records(50);
    now = TimeUnit.MILLISECONDS.toNanos(5_040);
    print(commit(0, 20), commit(1, 30));
    records(9);
    print(commit(0, 29));
    records(1);
    print("Verdict     : done");
    assertThat(shown).containsExactly("t-0-0 : (k , v)", "t-0-1 : (k , v)", "t-0-2 : (k , v)",
        "... 47 more lines, 5.0 s ...", commit(0, 20), commit(1, 30), "... 9 more lines ...", commit(0, 29),
        "... 1 more line ...", "Verdict     : done");
  }

  @Test
  void eachCommitWhilePartitionsAreGivenBack() {
    print(commit(0, 1));
    for (int i = 0; i < 5; i++) {
      records(3);
      print(commit(0, 10 + i));
    }
    records(2);
    print("Revoking previously assigned partitions: [t-0, t-1]", commit(0, 20), commit(1, 21),
        "Setting newly assigned partitions: [t-1]");
    records(4);
    print("Verdict     : done");
    assertThat(shown).endsWith(commit(0, 10), "... 18 more lines ...",
        "Revoking previously assigned partitions: [t-0, t-1]", commit(0, 20), commit(1, 21),
        "Setting newly assigned partitions: [t-1]", "t-0-0 : (k , v)", "t-0-1 : (k , v)", "t-0-2 : (k , v)",
        "... 1 more line ...", "Verdict     : done");
  }

  @Test
  void theLastCommitBeforeTheStop() {
    for (int i = 0; i < 5; i++) {
      records(2);
      print(commit(0, 2 * i));
    }
    print(commit(1, 8), "Closed      : consumer closed, group g left");
    assertThat(shown).endsWith("... 8 more lines ...", commit(0, 8), commit(1, 8),
        "Closed      : consumer closed, group g left");
  }

  @Test
  void manyFailuresInARowAreNotAllShown() {
    print(commit(0, 1));
    records(4);
    print(commit(0, 4));
    records(1);
    for (int i = 0; i < 100; i++) {
      print("# Failed to commit offsets: TimeoutException: " + i);
    }
    print("! The broker answers again");
    assertThat(shown).hasSize(20).endsWith("# Failed to commit offsets: TimeoutException: 99",
        "! The broker answers again");
    for (int i = 0; i < 10; i++) {
      print("# " + i + "000 of 10000 messages acknowledged");
    }
    assertThat(shown).hasSize(23);
  }
}
