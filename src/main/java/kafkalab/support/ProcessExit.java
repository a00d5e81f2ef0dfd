package kafkalab.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** How a program of the lab ends the process with an exit code. The codes are {@link LabException}'s. */
public final class ProcessExit {

  private static final List<Runnable> LAST_ACTIONS = new CopyOnWriteArrayList<>();

  private static boolean awaited;
  private static int exitCode;

  private ProcessExit() {}

  /**
   * Does something once the main thread, which calls this, has ended, and then ends the process.
   *
   * <p>It is for clients that are open until the end: a JVM that exits waits 0.3 s for a thread that waits for the
   * network.
   */
  public static void afterMain(Runnable action) {
    LAST_ACTIONS.add(action);
    afterMain(0);
  }

  /**
   * Ends the process with this exit code once the main thread, which calls this, has ended. Where several are given,
   * the first one that is not 0 counts.
   *
   * <p>A {@code System.exit} in the main thread would wait forever for a shutdown hook that joins the main thread, as
   * the lessons' hooks do.
   */
  public static synchronized void afterMain(int code) {
    if (exitCode == 0) {
      exitCode = code;
    }
    if (!awaited) {
      awaited = true;
      Thread main = Thread.currentThread();
      new Thread(() -> exitAfter(main), "exit").start();
    }
  }

  private static void exitAfter(Thread main) {
    try {
      main.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LAST_ACTIONS.forEach(Runnable::run);
    System.exit(exitCode());
  }

  private static synchronized int exitCode() {
    return exitCode;
  }
}
