package kafkalab.board.group;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * When the records of a partition were produced, by the end offsets that were seen at several times: a record was there
 * by the time at which the end lay behind it for the first time. That is late by one look at most. Of what was there
 * before the first look nobody knows it.
 */
final class ProducedTimes {

  /** Ten minutes of looks. */
  private static final int KEPT = 1_200;

  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** The end is there now. */
  void end(long offset, long t) {
    if (!ends.isEmpty() && offset < ends.lastKey()) {
      ends.clear(); // another topic of the same name
    }
    ends.putIfAbsent(offset, t);
    if (ends.size() > KEPT) {
      ends.pollFirstEntry();
    }
  }

  /** When the record of this offset was there; empty if that is not known, or it is not there. */
  OptionalLong of(long offset) {
    Map.Entry<Long, Long> behind = ends.higherEntry(offset);
    return behind == null || ends.floorKey(offset) == null ? OptionalLong.empty() : OptionalLong.of(behind.getValue());
  }
}
