package kafkalab.common;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kafkalab.support.LauncherCommands;

/**
 * A producer's clean stop: Ctrl-C or SIGTERM ends its loop, and the process waits until the main thread has
 * closed the producer, which sends what is still in its buffer.
 */
public final class StopSignal {

  /**
   * Longer than {@code delivery.timeout.ms}, 30 s here, after which close() has given up what it could not send. But an
   * idempotent producer that has no producer id yet waits for one without a limit, and its records with it.
   */
  private static final long TIMEOUT_SECONDS = Long.getLong("kafkalab.stop.seconds", 45);

  private final CountDownLatch requested = new CountDownLatch(1);

  private StopSignal() {}

  /** Registers the stop hook for the thread that calls this. */
  public static StopSignal listen() {
    StopSignal signal = new StopSignal();
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      signal.requested.countDown();
      try {
        main.join(1_000);
        if (main.isAlive()) {
          System.out.println("Stopping: waiting for the records that are still under way, at most " + TIMEOUT_SECONDS
              + " s ...");
          main.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
        }
        if (main.isAlive()) {
          System.out.println("Stopped without them: the cluster does not answer; whether they arrived is not known.");
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
  public boolean stopRequestedWithin(long delayMs) {
    try {
      return LauncherCommands.await(requested, delayMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
