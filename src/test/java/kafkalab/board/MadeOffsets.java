package kafkalab.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.stream.LongStream;

/** The offsets of a group that never was: of each partition its end, and how far it is read and committed. */
final class MadeOffsets {

  private final int rate;
  private final int readRate;
  private long[] end;
  private long[] committed;
  private long[] position;
  private long[] processed;
  private long produced;
  private long read;

  /** @param rate records that are produced in a second */
  MadeOffsets(int partitions, int rate) {
    this.rate = rate;
    this.readRate = Math.max(400, rate * 2);
    end = new long[partitions];
    committed = new long[partitions];
    position = new long[partitions];
    processed = new long[partitions];
  }

  int partitions() {
    return end.length;
  }

  void addPartitions(int count) {
    int more = end.length + count;
    end = Arrays.copyOf(end, more);
    committed = Arrays.copyOf(committed, more);
    position = Arrays.copyOf(position, more);
    processed = Arrays.copyOf(processed, more);
  }

  void write(ObjectNode event) {
    ObjectNode ends = event.putObject("end");
    ObjectNode commits = event.putObject("committed");
    ObjectNode positions = event.putObject("position");
    ObjectNode lags = event.putObject("lagMs");
    for (int p = 0; p < end.length; p++) {
      ends.put("" + p, end[p]);
      commits.put("" + p, committed[p]);
      positions.put("" + p, position[p]);
      lags.put("" + p, rate == 0 ? 0 : (end[p] - committed[p]) * 1000 * end.length / rate);
    }
  }

  /** What was produced and read since the last call, and the lag. */
  void writeRates(ObjectNode event) {
    event.put("produced", produced).put("processed", read)
        .put("lag", LongStream.of(end).sum() - LongStream.of(committed).sum());
    produced = 0;
    read = 0;
  }

  /** Produces what is due in the last milliseconds before t, round robin. */
  void produce(long t, long milliseconds) {
    long due = t * rate / 1000 - (t - milliseconds) * rate / 1000;
    for (long i = 0; i < due; i++) {
      end[(int) ((t / milliseconds + i) % end.length)]++;
    }
    produced += due;
  }

  /** Reads what a member can in these milliseconds: into again what was read before, else into ranges. */
  void read(int p, long milliseconds, ArrayNode ranges, ArrayNode again) {
    boolean before = position[p] < processed[p];
    long to = Math.min(before ? processed[p] : end[p], position[p] + Math.max(1, readRate * milliseconds / 1000 / end.length));
    if (to > position[p]) {
      (before ? again : ranges).addArray().add(p).add(position[p]).add(to - 1);
      read += to - position[p];
      position[p] = to;
      processed[p] = Math.max(processed[p], to);
    }
  }

  void commit(int p) {
    committed[p] = position[p];
  }

  /** Records that are read, but not committed when their reader dies. */
  void readWithoutCommit(int p, int records) {
    position[p] += records;
    processed[p] = position[p];
  }

  void backToCommitted(int p) {
    position[p] = committed[p];
  }
}
