package kafkalab.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OffsetSetTest {

  private final OffsetSet offsets = new OffsetSet();

  /** Counts from each of some places, against a set that is counted one by one. */
  private void holds(TreeSet<Long> expected) {
    LongStream places = LongStream.of(0, 1, 5, 65_535, 65_536, 65_537, 100_000, 131_071, 131_072, 1L << 40);
    LongStream.concat(places, expected.stream().mapToLong(offset -> offset).limit(20)).forEach(from ->
        assertThat(offsets.countFrom(from)).as("from %s", from).isEqualTo(expected.tailSet(from).size()));
  }

  private TreeSet<Long> add(LongStream added) {
    TreeSet<Long> expected = new TreeSet<>();
    added.forEach(offset -> {
      offsets.add(offset);
      expected.add(offset);
    });
    return expected;
  }

  @Test
  void anEmptySetHasNoOffsets() {
    assertThat(offsets.countFrom(0)).isZero();
  }

  @Test
  void offsetsInARow() {
    holds(add(LongStream.range(0, 300_000)));
  }

  @Test
  void offsetsInARowThatBeginInTheMiddleOfABlock() {
    holds(add(LongStream.range(70_000, 200_001)));
  }

  @Test
  void everySecondOffsetIsAMarker() {
    holds(add(LongStream.range(0, 300_000).filter(offset -> offset % 2 == 0)));
  }

  @Test
  void whatIsReadTwiceCountsOnce() {
    holds(add(LongStream.concat(LongStream.range(0, 140_000), LongStream.range(60_000, 150_000))));
  }

  @Test
  void itIsCountedWhileItGrows() {
    for (long offset = 0; offset < 70_000; offset++) {
      offsets.add(offset);
      if (offset % 997 == 0) {
        assertThat(offsets.countFrom(0)).isEqualTo(offset + 1);
      }
    }
    assertThat(offsets.countFrom(69_990)).isEqualTo(10);
  }

  @Test
  void anyOrderAndLargeOffsets() {
    Random random = new Random(7);
    holds(add(random.longs(20_000, 0, 200_000)));
    assertThat(offsets.countFrom(1L << 41)).isZero();
    offsets.add(1L << 41);
    assertThat(offsets.countFrom(1L << 41)).isEqualTo(1);
  }
}
