package kafkalab.cluster;

import java.time.Duration;
import java.util.concurrent.Future;
import kafkalab.support.Futures;

/** The answers of {@code Admin} calls, or the broker's own exceptions without the wrapper that they arrive in. */
public final class KafkaFutures {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private KafkaFutures() {}

  /** Waits for an answer, for 5 s. */
  public static <T> T get(Future<T> future) {
    return get(future, TIMEOUT);
  }

  /** Likewise, with another time limit. */
  public static <T> T get(Future<T> future, Duration atMost) {
    return Futures.get(future, atMost, "no answer within " + atMost.toSeconds() + " s");
  }
}
