package kafkalab.common;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Says once that the broker has gone, and once that it is back. The clients themselves reconnect in silence
 * or log the failure every second; neither helps a class.
 */
final class BrokerWatch {

  private final LabConfig lab;
  private long goneSince;

  private BrokerWatch(LabConfig lab) {
    this.lab = lab;
  }

  /** Watches until the process ends, by a connection each second. */
  static void start(LabConfig lab) {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "broker-watch");
      thread.setDaemon(true);
      return thread;
    });
    timer.scheduleWithFixedDelay(new BrokerWatch(lab)::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    boolean gone = Cluster.whyUnreachable(lab.servers()) != null;
    if (gone && goneSince == 0) {
      goneSince = System.nanoTime();
      System.out.println("! No broker at " + lab.bootstrapServers() + " any more; the client keeps trying.");
    } else if (!gone && goneSince != 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - goneSince);
      goneSince = 0;
      System.out.println("! The broker at " + lab.bootstrapServers() + " answers again, after " + seconds + " s.");
    }
  }
}
