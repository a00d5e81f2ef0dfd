package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;

/** Asks all the time what a group has committed: a committed offset must never move backwards. */
public final class OffsetWatch implements AutoCloseable {

  private final Map<Integer, Long> highest = new TreeMap<>();
  private final List<String> backwards = new ArrayList<>();
  private final ScheduledExecutorService timer = DaemonThreads.timer("offset-watch");
  private int looks;
  private int moves;

  private OffsetWatch(TestLab lab, String group, String topic) {
    timer.scheduleWithFixedDelay(() -> look(lab, group, topic), 0, 50, TimeUnit.MILLISECONDS);
  }

  public static OffsetWatch start(TestLab lab, String group, String topic) {
    return new OffsetWatch(lab, group, topic);
  }

  private void look(TestLab lab, String group, String topic) {
    Map<Integer, Long> committed;
    try {
      committed = lab.committed(group, topic);
    } catch (RuntimeException e) {
      return; // there is no such group yet
    }
    looks++;
    committed.forEach((partition, offset) -> {
      long before = highest.getOrDefault(partition, 0L);
      if (offset < before) {
        backwards.add("partition " + partition + " from " + before + " to " + offset);
      } else if (offset > before) {
        moves++;
      }
      highest.put(partition, offset);
    });
  }

  /** Fails if an offset has moved backwards; says how much was seen. */
  public String neverBackwards() {
    close();
    assertThat(backwards).as("committed offsets that moved backwards").isEmpty();
    assertThat(moves).as("commits that were seen").isPositive();
    return looks + " looks, " + moves + " commits seen, none backwards";
  }

  @Override
  public void close() {
    timer.shutdown();
    try {
      timer.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
