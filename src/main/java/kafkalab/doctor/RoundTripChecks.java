package kafkalab.doctor;

import java.util.Locale;
import org.apache.kafka.common.KafkaException;

/** The checks of {@code lab doctor} that send a record to a broker and read it. */
final class RoundTripChecks {

  private static final long SKEW_MS = 5_000;

  private RoundTripChecks() {}

  static Finding roundTrip(CheckedCluster cluster) {
    RoundTrip trip;
    try {
      trip = cluster.roundTrip();
    } catch (RoundTrip.NotTried e) {
      return Finding.notChecked(e.getMessage());
    }
    String figure = String.format(Locale.ROOT, "acknowledged after %.1f ms, read after %.1f ms",
        trip.times().acknowledgedNanos() / 1e6, trip.times().readNanos() / 1e6);
    return trip.leftBehind().map(reason -> Finding.warn(figure + "; the topic for it could not be deleted",
        "Delete it yourself: " + reason)).orElseGet(() -> Finding.ok(figure));
  }

  static Finding clock(CheckedCluster cluster) {
    try {
      RoundTrip.Times times = cluster.roundTrip().times();
      return clock(times.skewMillis(), times.withinMillis());
    } catch (RoundTrip.NotTried | KafkaException e) {
      return Finding.notChecked("no round trip"); // whose own line says why
    }
  }

  /**
   * Judges a difference between the clocks.
   *
   * @param skewMillis how far the broker's clock is ahead, at least; negative if it is behind; 0 if it may be right
   * @param withinMillis how exactly that could be measured
   */
  static Finding clock(long skewMillis, long withinMillis) {
    if (skewMillis == 0) {
      return Finding.ok("this machine's and the broker's agree, within " + withinMillis + " ms");
    }
    String figure = String.format(Locale.ROOT, "the broker's is %s by %.1f s", skewMillis > 0 ? "ahead" : "behind",
        Math.abs(skewMillis) / 1e3);
    return Math.abs(skewMillis) > SKEW_MS ? Finding.warn(figure, "Set the clock of the one that is wrong (time"
        + " synchronisation); until then the times of records mislead.") : Finding.ok(figure);
  }
}
