package kafkalab.admin;

import java.util.concurrent.TimeUnit;
import kafkalab.cluster.Topics;
import kafkalab.common.LabTopics;
import org.apache.kafka.clients.admin.Admin;

/** A topic of the lab, deleted and created again. */
public final class TopicRecreation {

  /** Another broker of the cluster learns of a topic or its end some milliseconds later. */
  private static final long METADATA_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private TopicRecreation() {}

  /**
   * Recreates a topic of the lab: its records are deleted, its offsets begin at 0.
   *
   * @return whether this call created it; false if another program was quicker
   */
  public static boolean recreate(Admin admin, String topic) {
    if (Topics.partitions(admin, topic).isPresent()) {
      Topics.delete(admin, topic);
    }
    long deadline = System.nanoTime() + METADATA_DELAY_NANOS;
    boolean created;
    do {
      // false: somebody has created it, or a broker that was asked has not heard yet that it is gone
      created = Topics.create(admin, topic, LabTopics.ALL.get(topic));
    } while (!created && System.nanoTime() < deadline);
    return created;
  }
}
