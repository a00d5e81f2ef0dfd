package kafkalab.base;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/** Starts threads that do not keep the process alive: their work may be abandoned at any moment. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Starts a thread. */
  public static Thread start(String name, Runnable work) {
    Thread thread = factory(name).newThread(work);
    thread.start();
    return thread;
  }

  /** One thread that runs a task repeatedly. */
  public static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(factory(name));
  }

  /** A pool that grows to one thread for each task that runs. */
  public static ExecutorService pool(String name) {
    return Executors.newCachedThreadPool(factory(name));
  }

  private static ThreadFactory factory(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
