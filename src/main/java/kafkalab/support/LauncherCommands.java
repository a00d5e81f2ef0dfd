package kafkalab.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;

/**
 * Commands from the launcher to a program that it has started, one a line on standard input: {@code delay MS} (the
 * milliseconds for each record, instead of the program's own delay), {@code delay} (its own again), {@code pause},
 * {@code resume} and {@code stop}. The end of the input stops the program too: the launcher is gone.
 *
 * <p>A program that is started by hand or in an IDE never reads its standard input.
 */
public final class LauncherCommands {

  /** System property that says that the launcher is at the other end of standard input. */
  public static final String PROPERTY = "kafkalab.remote";

  private static final int STOPPED = 143;
  private static final LauncherCommands INSTANCE = new LauncherCommands();

  private boolean listening;
  private volatile boolean paused;
  private boolean stopping;
  private volatile long delayMs = -1;

  private LauncherCommands() {}

  /** Reads commands from now on, if the launcher started this program. */
  static void listen() {
    INSTANCE.start();
  }

  /** The work on one record: takes {@code ownMs}, or what the launcher set instead, and waits while paused. */
  public static void work(long ownMs) {
    try {
      long delay = INSTANCE.delay(ownMs);
      if (delay > 0) {
        TimeUnit.MILLISECONDS.sleep(delay);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hold();
  }

  /** Whether the program is paused. */
  public static boolean isPaused() {
    return INSTANCE.paused;
  }

  /** Waits while the program is paused. */
  public static void hold() {
    try {
      INSTANCE.holdWhilePaused();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits before the next record, also as long as the pause lasts.
   *
   * @return whether the program was asked to stop
   */
  public static boolean await(CountDownLatch stop, long ownMs) throws InterruptedException {
    hold();
    return stop.await(INSTANCE.delay(ownMs), TimeUnit.MILLISECONDS);
  }

  private synchronized void start() {
    if (listening || !Boolean.getBoolean(PROPERTY)) {
      return;
    }
    listening = true;
    Runtime.getRuntime().addShutdownHook(new Thread(() -> execute("stop"), "resume"));
    DaemonThreads.start("launcher-commands", this::read);
  }

  private void read() {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
      for (String line = in.readLine(); line != null && !line.equals("stop"); line = in.readLine()) {
        execute(line);
      }
    } catch (IOException e) {
      // as good as the end
    }
    execute("stop");
    System.exit(STOPPED); // as by SIGTERM: the programs' hooks see to a clean end
  }

  private synchronized void execute(String command) {
    switch (command) {
      case "pause" -> paused = !stopping;
      case "resume" -> paused = false;
      case "delay" -> delayMs = -1;
      case "stop" -> {
        // a program that ends does so at its own pace
        stopping = true;
        paused = false;
        delayMs = -1;
      }
      default -> delayMs = Long.parseLong(command.substring("delay ".length()));
    }
    notifyAll();
  }

  private long delay(long ownMs) {
    long commanded = delayMs;
    return commanded < 0 ? ownMs : commanded;
  }

  private void holdWhilePaused() throws InterruptedException {
    if (paused) {
      synchronized (this) {
        while (paused) {
          wait();
        }
      }
    }
  }
}
