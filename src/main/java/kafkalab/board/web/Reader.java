package kafkalab.board.web;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;

/** One browser's view of the events: those that there were when it came, then each new one, up to a limit. */
final class Reader implements AutoCloseable {

  /** About a minute of a busy group; who is further behind is disconnected, and may come again. */
  private static final int MOST_WAITING = 2_000;

  private final EventLog log;
  private final List<Event> first;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private volatile boolean late;
  private volatile Runnable disconnect = () -> { };

  Reader(EventLog log, List<Event> first) {
    this.log = log;
    this.first = first;
  }

  /** What to do when it is too far behind: it may be blocked by its connection at that time. */
  void onTooLate(Runnable action) {
    disconnect = action;
  }

  /** Takes an event, and returns false if there is no more room. */
  boolean offer(Event event) {
    if (!late && !waiting.offer(event)) {
      late = true;
      DaemonThreads.start("disconnect", disconnect);
    }
    return !late;
  }

  boolean isLate() {
    return late;
  }

  List<Event> first() {
    return first;
  }

  /** The next one; null if none has come within that time. */
  Event next(long seconds) throws InterruptedException {
    return waiting.poll(seconds, TimeUnit.SECONDS);
  }

  boolean hasMore() {
    return !waiting.isEmpty();
  }

  @Override
  public void close() {
    log.forget(this);
  }
}
