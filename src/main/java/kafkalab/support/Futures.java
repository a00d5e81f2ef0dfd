package kafkalab.support;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Waits for futures: a cluster's answer, an acknowledgement, a check. */
public final class Futures {

  private Futures() {}

  /**
   * The result, or the failure itself, without the ExecutionException around it.
   *
   * @param atMost how long to wait
   * @param late what the TimeoutException says after that
   */
  public static <T> T get(Future<T> future, Duration atMost, String late) {
    try {
      return future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException(late, e);
    } catch (InterruptedException e) {
      throw new InterruptException("interrupted", e); // which marks the thread as interrupted again
    }
  }
}
