package kafkalab.experiment;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * What is to be lost: some of the requests of a kind, or of the answers to them.
 *
 * @param report who is told of each answer that is lost
 */
record Losses(ApiKeys kind, boolean answers, IntPredicate which, Consumer<String> report, AtomicInteger seen,
    AtomicInteger count) {

  static final Losses NONE = new Losses(ApiKeys.PRODUCE, true, number -> false, text -> { });

  Losses(ApiKeys kind, boolean answers, IntPredicate which, Consumer<String> report) {
    this(kind, answers, which, report, new AtomicInteger(), new AtomicInteger());
  }

  int lost() {
    return count.get();
  }

  /** Counts a request or an answer of this kind, and says whether it arrives. */
  boolean passes(String what) {
    int number = seen.incrementAndGet();
    if (!which.test(number)) {
      return true;
    }
    count.incrementAndGet();
    report.accept("# Lost by the proxy: answer " + number + what);
    return false;
  }
}
