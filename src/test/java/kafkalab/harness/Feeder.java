package kafkalab.harness;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Keeps a topic busy: keys 0, 1, 2, ... at a steady pace, as Producer05CGroup does, for a while. */
public final class Feeder {

  private final KafkaProducer<String, String> producer;
  private final ScheduledExecutorService timer = DaemonThreads.timer("feeder");
  private int sent;

  private Feeder(TestLab lab, String topic, int from, long everyMs) {
    sent = from;
    producer = new KafkaProducer<>(lab.properties(Map.of()), new StringSerializer(), new StringSerializer());
    timer.scheduleAtFixedRate(() -> {
      producer.send(new ProducerRecord<>(topic, Integer.toString(sent), "msg_" + sent));
      sent++;
    }, 0, everyMs, TimeUnit.MILLISECONDS);
  }

  /** Feeds a topic while something else is done; all that was sent is on the topic when this returns. */
  public static void during(TestLab lab, String topic, long everyMs, Runnable work) {
    during(lab, topic, 0, everyMs, work);
  }

  /** Likewise from this key on; returns the one that would be next. */
  public static int during(TestLab lab, String topic, int from, long everyMs, Runnable work) {
    Feeder feeder = new Feeder(lab, topic, from, everyMs);
    try {
      work.run();
    } finally {
      feeder.close();
    }
    return feeder.sent;
  }

  private void close() {
    timer.shutdown();
    try {
      timer.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
  }
}
