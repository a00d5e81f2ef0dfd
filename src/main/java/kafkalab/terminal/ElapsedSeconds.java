package kafkalab.terminal;

import java.util.Locale;
import java.util.function.LongSupplier;

/** The seconds since something began, as each line has them in front: {@code "   6.2  "}. */
public final class ElapsedSeconds {

  private final LongSupplier nanos;
  private final long start;

  /**
   * They begin now.
   *
   * @param nanos the time, as {@code System.nanoTime()} has it
   */
  public ElapsedSeconds(LongSupplier nanos) {
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** What stands in front of a line now. */
  public String head() {
    return String.format(Locale.ROOT, "%6.1f  ", (nanos.getAsLong() - start) / 1e9);
  }
}
