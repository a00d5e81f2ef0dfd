package kafkalab.experiment;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;

/** How much later the answers to the requests of a kind come. */
record Delay(ApiKeys kind, long milliseconds, AtomicInteger underWay, AtomicInteger greatest) {

  static final Delay NONE = new Delay(ApiKeys.PRODUCE, 0);

  Delay(ApiKeys kind, long milliseconds) {
    this(kind, milliseconds, new AtomicInteger(), new AtomicInteger());
  }

  int most() {
    return greatest.get();
  }

  void asked() {
    greatest.accumulateAndGet(underWay.incrementAndGet(), Math::max);
  }

  void answer() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
    underWay.decrementAndGet();
  }
}
