package kafkalab.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;

/** Ends the process of a lab program with an exit code. The codes are {@link ExitCode}'s. */
public final class ProcessExit {

  private static final List<Runnable> LAST_ACTIONS = new CopyOnWriteArrayList<>();
  private static final List<Runnable> CLEAN_UPS = new CopyOnWriteArrayList<>();
  private static final long CLEAN_UP_SECONDS = 10;

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
    setExitCode(code);
    if (!awaited) {
      awaited = true;
      Thread main = Thread.currentThread();
      new Thread(() -> exitAfter(main), "exit").start();
    }
  }

  /** Cleans up at every end of the process but kill -9. */
  public static void cleanUp(Runnable action) {
    cleanUpAtOnce(action);
    Runtime.getRuntime().addShutdownHook(new Thread(action, "clean-up"));
  }

  /** Cleans up where the process ends without its shutdown hooks. */
  public static void cleanUpAtOnce(Runnable action) {
    CLEAN_UPS.add(action);
  }

  /**
   * Ends the process, and those that it has started, without shutdown hooks: these may wait for a main thread that must
   * do nothing more. It returns only where something is to be cleaned up first.
   */
  static void atOnce(int code) {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    if (CLEAN_UPS.isEmpty()) {
      Runtime.getRuntime().halt(code);
    }
    setExitCode(code);
    new Thread(() -> {
      try {
        CLEAN_UPS.forEach(Runnable::run);
      } finally {
        Runtime.getRuntime().halt(code);
      }
    }, "clean-up").start();
    DaemonThreads.timer("end").schedule(() -> Runtime.getRuntime().halt(code), CLEAN_UP_SECONDS, TimeUnit.SECONDS);
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

  private static synchronized void setExitCode(int code) {
    if (exitCode == 0) {
      exitCode = code;
    }
  }

  private static synchronized int exitCode() {
    return exitCode;
  }
}
