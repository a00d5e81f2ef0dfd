package kafkalab.common;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import kafkalab.base.PrintableText;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.ProcessExit;

/** The records that a producer could not send: the first five are shown, all are counted. */
public final class SendFailures {

  private static final int SHOWN = 5;

  private final AtomicLong count = new AtomicLong();
  private final AtomicBoolean refused = new AtomicBoolean();

  /** A record that is not on the topic, and why. */
  public void add(Object key, Throwable reason) {
    if (Failure.exitCode(reason) == ExitCode.REFUSED) {
      refused.set(true);
    }
    long number = count.incrementAndGet();
    if (number <= SHOWN) {
      System.out.println("# Failed to send key " + PrintableText.of(key) + ": " + Failure.reason(reason));
    } else if (number == SHOWN + 1) {
      System.out.println("# Further failures are counted only.");
    }
  }

  /** How many there are so far. */
  public long count() {
    return count.get();
  }

  /**
   * Sets the exit code that the program will end with: 0 if there are none, 6 if the cluster refused one of them by its
   * ACLs, 1 otherwise.
   */
  public void setExitCode() {
    if (count() > 0) {
      ProcessExit.afterMain(refused.get() ? ExitCode.REFUSED : ExitCode.FAILED);
    }
  }
}
