package kafkalab.watch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kafkalab.base.DaemonThreads;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Says once that the broker or the topic has gone, or that the broker does not answer, and once that it is back. The
 * clients themselves reconnect in silence or log the failure every second; neither helps students.
 */
public final class BrokerWatch {

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private final ClusterAddress cluster;
  private final Admin admin;
  private final String topic;
  private long goneSince;
  private int looksWithoutAnswer;
  private long silentSince;
  private int looksWithoutTopic;
  private long topicGoneSince;

  private BrokerWatch(ClusterAddress cluster, Admin admin, String topic) {
    this.cluster = cluster;
    this.admin = admin;
    this.topic = topic;
  }

  /** Watches until the process ends, each second; of a program's topics the first one. */
  public static void start(ClusterAddress cluster, Admin admin, String topic) {
    if (STARTED.compareAndSet(false, true)) {
      DaemonThreads.timer("broker-watch")
          .scheduleWithFixedDelay(new BrokerWatch(cluster, admin, topic)::look, 1, 1, TimeUnit.SECONDS);
    }
  }

  private void look() {
    boolean gone = cluster.connectFailure().isPresent();
    if (gone && goneSince == 0) {
      goneSince = System.nanoTime();
      looksWithoutAnswer = 0;
      silentSince = 0;
      System.out.println("! No broker at " + cluster.bootstrapServers() + " any more; the client keeps trying.");
    } else if (!gone && goneSince != 0) {
      answersAgain(goneSince);
      goneSince = 0;
    }
    if (!gone) {
      try {
        lookForTopic();
        answered();
      } catch (TimeoutException e) {
        looksWithoutTopic = 0; // no answer is no news of the topic
        notAnswered();
      } catch (RuntimeException e) {
        looksWithoutTopic = 0;
      }
    }
  }

  /** One that is busy may leave one question open. */
  private void notAnswered() {
    if (++looksWithoutAnswer == 2) {
      silentSince = System.nanoTime();
      System.out.println("! The broker at " + cluster.bootstrapServers() + " does not answer any more; the client keeps"
          + " trying.");
    }
  }

  private void answered() {
    if (silentSince != 0) {
      answersAgain(silentSince);
    }
    looksWithoutAnswer = 0;
    silentSince = 0;
  }

  private void answersAgain(long since) {
    System.out.println("! The broker at " + cluster.bootstrapServers() + " answers again, after "
        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since) + " s.");
  }

  private void lookForTopic() {
    boolean there = Topics.partitionCount(admin, topic).isPresent();
    looksWithoutTopic = there ? 0 : looksWithoutTopic + 1;
    if (looksWithoutTopic == 2 && topicGoneSince == 0) { // one look may meet a broker that has just started
      topicGoneSince = System.nanoTime();
      System.out.println("! Topic " + topic + " is gone: somebody has deleted it. The client waits for it to be created"
          + " again.");
    } else if (there && topicGoneSince != 0) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - topicGoneSince);
      topicGoneSince = 0;
      System.out.println("! Topic " + topic + " is there again, after " + seconds + " s.");
    }
  }
}
