package kafkalab.board.group;

import java.util.Map;
import java.util.TreeMap;

/** The offsets of a partition that were processed, as ranges: which were before, whoever did it. */
final class ProcessedOffsets {

  /** The first offset of each range, and its last. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Adds one, and returns whether it was processed before. */
  boolean add(long offset) {
    Map.Entry<Long, Long> below = ranges.floorEntry(offset);
    if (below != null && below.getValue() >= offset) {
      return true;
    }
    boolean joinsBelow = below != null && below.getValue() == offset - 1;
    Long above = ranges.remove(offset + 1);
    ranges.put(joinsBelow ? below.getKey() : offset, above == null ? offset : above);
    return false;
  }

  /** The offset behind the last one; 0 if there is none. */
  long end() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue() + 1;
  }
}
