package kafkalab.common;

import java.util.concurrent.CountDownLatch;

/**
 * A producer's clean stop: Ctrl-C or SIGTERM ends its loop, and the process waits until the main thread has
 * closed the producer, which sends what is still in its buffer.
 */
public final class StopSignal {

  private final CountDownLatch requested = new CountDownLatch(1);

  private StopSignal() {}

  /** Listens from now on, for the thread that calls this. */
  public static StopSignal listen() {
    StopSignal signal = new StopSignal();
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      signal.requested.countDown();
      try {
        main.join(1_000);
        if (main.isAlive()) {
          System.out.println("Stopping: waiting for the records that are still under way ...");
          main.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }, "stop"));
    return signal;
  }

  /**
   * Waits before the next record.
   *
   * @param delayMs milliseconds; 0 does not wait
   * @return whether the program is to stop, at once if it was asked to while waiting
   */
  public boolean within(long delayMs) {
    try {
      return Remote.await(requested, delayMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
