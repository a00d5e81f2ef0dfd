package kafkalab.cluster;

import java.util.concurrent.TimeUnit;
import kafkalab.support.DaemonThreads;
import org.apache.kafka.clients.admin.Admin;

/**
 * Says once that the broker or the topic has gone, and once that it is back. The clients themselves reconnect in
 * silence or log the failure every second; neither helps a class.
 */
public final class BrokerWatch {

  private final ClusterAddress cluster;
  private final String topic;
  private Admin admin;
  private long goneSince;
  private int looksWithoutTopic;
  private long topicGoneSince;

  private BrokerWatch(ClusterAddress cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  /** Watches until the process ends, each second. */
  public static void start(ClusterAddress cluster, String topic) {
    DaemonThreads.timer("broker-watch")
        .scheduleWithFixedDelay(new BrokerWatch(cluster, topic)::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    boolean gone = Cluster.whyUnreachable(cluster.servers()) != null;
    if (gone && goneSince == 0) {
      goneSince = System.nanoTime();
      System.out.println("! No broker at " + cluster.bootstrapServers() + " any more; the client keeps trying.");
    } else if (!gone && goneSince != 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - goneSince);
      goneSince = 0;
      System.out.println("! The broker at " + cluster.bootstrapServers() + " answers again, after " + seconds + " s.");
    }
    if (!gone) {
      try {
        lookForTopic();
      } catch (RuntimeException e) {
        looksWithoutTopic = 0; // no answer is no news
      }
    }
  }

  private void lookForTopic() {
    if (admin == null) {
      admin = cluster.admin(); // its thread is a daemon and ends with the process
    }
    boolean there = Topics.partitions(admin, topic).isPresent();
    looksWithoutTopic = there ? 0 : looksWithoutTopic + 1;
    if (looksWithoutTopic == 2 && topicGoneSince == 0) { // one look may meet a broker that has just started
      topicGoneSince = System.nanoTime();
      System.out.println("! Topic " + topic + " is gone: somebody has deleted it. The client waits for it to be made"
          + " again.");
    } else if (there && topicGoneSince != 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - topicGoneSince);
      topicGoneSince = 0;
      System.out.println("! Topic " + topic + " is there again, after " + seconds + " s.");
    }
  }
}
