package kafkalab.soak;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which records of a topic the members have processed, all together: each has shown them on standard output. */
final class Tally {

  private final List<BitSet> processed;
  private long total;

  Tally(int partitions) {
    processed = IntStream.range(0, partitions).mapToObj(partition -> new BitSet()).toList();
  }

  synchronized void add(int partition, int offset) {
    processed.get(partition).set(offset);
    total++;
  }

  /** With those that were processed twice. */
  synchronized long total() {
    return total;
  }

  synchronized long distinct() {
    return processed.stream().mapToLong(BitSet::cardinality).sum();
  }

  /** The first offset that nobody has processed. */
  synchronized long next(int partition) {
    return processed.get(partition).nextClearBit(0);
  }

  /** How many of these nobody has processed. */
  synchronized long lost(List<? extends ConsumerRecord<?, ?>> records) {
    return records.stream().filter(record -> !processed.get(record.partition()).get((int) record.offset())).count();
  }
}
