package kafkalab.support;

/** How a program of the lab ends the process with an exit code. The codes are {@link LabException}'s. */
public final class ProcessExit {

  private static boolean awaited;
  private static int exitCode;

  private ProcessExit() {}

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
    System.exit(exitCode());
  }

  private static synchronized int exitCode() {
    return exitCode;
  }
}
