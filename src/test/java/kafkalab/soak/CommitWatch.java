package kafkalab.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;
import kafkalab.harness.TestLab;

/**
 * Asks again and again what a group has committed. It must not move backwards, and what is committed must have been
 * shown by a member: the line may be on its way for a moment.
 */
final class CommitWatch {

  private static final long MOST_ON_ITS_WAY = Duration.ofSeconds(20).toNanos();

  private final TestLab lab;
  private final String group;
  private final String topic;
  private final Tally tally;
  private final Map<Integer, Long> highest = new TreeMap<>();
  /** Since when more is committed of a partition than was shown. */
  private final Map<Integer, Long> ahead = new TreeMap<>();
  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService timer = DaemonThreads.timer("commit-watch");

  CommitWatch(TestLab lab, String group, String topic, Tally tally) {
    this.lab = lab;
    this.group = group;
    this.topic = topic;
    this.tally = tally;
    timer.scheduleWithFixedDelay(this::look, 0, 100, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      lab.committed(group, topic).forEach(this::look);
    } catch (RuntimeException e) {
      // no broker just now, or no group yet
    }
  }

  private void look(int partition, long committed) {
    long before = highest.getOrDefault(partition, 0L);
    if (committed < before) {
      faults.add("partition " + partition + ": committed " + before + ", then " + committed);
    }
    highest.put(partition, committed);
    if (committed <= tally.next(partition)) {
      ahead.remove(partition);
    } else if (System.nanoTime() - ahead.computeIfAbsent(partition, since -> System.nanoTime()) > MOST_ON_ITS_WAY) {
      faults.add("partition " + partition + ": committed " + committed + ", but nobody has shown "
          + tally.next(partition));
      ahead.remove(partition);
    }
  }

  /** What was wrong; it looks no more. */
  List<String> end() throws InterruptedException {
    timer.shutdown();
    timer.awaitTermination(60, TimeUnit.SECONDS);
    return faults;
  }
}
