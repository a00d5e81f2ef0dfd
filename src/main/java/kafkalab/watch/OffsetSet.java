package kafkalab.watch;

import java.util.BitSet;
import java.util.TreeMap;

/**
 * Offsets of a partition's records, counted exactly: not every offset has a record (markers, aborted and compacted
 * records), and some are processed twice. Where every offset has one it needs some bytes for each 65,536 of them, and a
 * bit for each offset at most.
 */
final class OffsetSet {

  private static final int BLOCK = 1 << 16;

  /** A block of which all offsets are in the set. */
  private static final BitSet FULL = new BitSet();

  private final TreeMap<Long, BitSet> blocks = new TreeMap<>();
  /** The block of the offset that was added last. Its offsets in a row up to that one are not in its bits yet. */
  private long block = -1;
  private BitSet bits = FULL;
  private int from;
  private int to;

  /** Adds an offset. */
  void add(long offset) {
    int place = (int) (offset & BLOCK - 1);
    if (place == to && offset >> 16 == block) {
      to++;
      return;
    }
    settle();
    block = offset >> 16;
    bits = blocks.computeIfAbsent(block, b -> new BitSet());
    from = place;
    to = place + 1;
  }

  /** How many offsets there are, from one on. */
  long countFrom(long offset) {
    settle();
    long first = offset >> 16;
    long count = 0;
    for (var entry : blocks.tailMap(first).entrySet()) {
      BitSet offsets = entry.getValue();
      int start = entry.getKey() == first ? (int) (offset & BLOCK - 1) : 0;
      count += offsets == FULL ? BLOCK - start
          : start == 0 ? offsets.cardinality() : offsets.get(start, BLOCK).cardinality();
    }
    return count;
  }

  /** Puts the offsets in a row into their block. */
  private void settle() {
    if (from < to && bits != FULL) {
      bits.set(from, to);
      if (to == BLOCK && bits.nextClearBit(0) == BLOCK) {
        blocks.put(block, FULL);
      }
    }
    from = 0;
    to = 0;
    block = -1;
  }
}
