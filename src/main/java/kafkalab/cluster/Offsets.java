package kafkalab.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** Where partitions begin and end, in order. */
public final class Offsets {

  /**
   * Both, for some partitions.
   *
   * @param earliest the offset of the first record of each partition that is not deleted
   * @param end the offset that the next record of each partition will get
   */
  public record Bounds(Map<TopicPartition, Long> earliest, Map<TopicPartition, Long> end) {

    /** A topic's records that are there now; transaction markers and compacted records count, as they have offsets. */
    public long records(String topic) {
      return end.keySet().stream()
          .filter(partition -> partition.topic().equals(topic) && earliest.containsKey(partition))
          .mapToLong(partition -> Math.max(0, end.get(partition) - earliest.get(partition))).sum();
    }
  }

  /** An offset that no leader has told by then is left out, where that may be. */
  private static final int KNOWN_MS = 3_000;

  private Offsets() {}

  /** The offset that the next record of each partition will get. */
  public static Map<TopicPartition, Long> endOffsets(Admin admin, Collection<TopicPartition> partitions) {
    return answer(ask(admin, partitions, OffsetSpec.latest()));
  }

  /** Where the partitions begin and end, asked at once. */
  public static Bounds bounds(Admin admin, Collection<TopicPartition> partitions) {
    ListOffsetsResult earliest = ask(admin, partitions, OffsetSpec.earliest());
    ListOffsetsResult end = ask(admin, partitions, OffsetSpec.latest());
    return new Bounds(answer(earliest), answer(end));
  }

  /**
   * Where the partitions of some topics begin and end, as far as that is known: topics and leaders may go while one
   * asks. A partition without a leader, and one that goes, is left out.
   */
  public static Bounds knownBounds(Admin admin, Collection<TopicDescription> topics) {
    return new Bounds(known(admin, topics, OffsetSpec.earliest()), knownEndOffsets(admin, topics));
  }

  /** Where they end, as far as that is known. */
  static Map<TopicPartition, Long> knownEndOffsets(Admin admin, Collection<TopicDescription> topics) {
    return known(admin, topics, OffsetSpec.latest());
  }

  private static Map<TopicPartition, Long> known(Admin admin, Collection<TopicDescription> topics, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicDescription topic : topics) {
      topic.partitions().stream().filter(Partitions::hasLeader)
          .forEach(partition -> wanted.put(new TopicPartition(topic.name(), partition.partition()), which));
    }
    ListOffsetsResult answers = admin.listOffsets(wanted, new ListOffsetsOptions().timeoutMs(KNOWN_MS));
    Map<TopicPartition, Long> offsets = new TreeMap<>(Partitions.ORDER);
    for (TopicPartition partition : wanted.keySet()) {
      try {
        offsets.put(partition, KafkaFutures.get(answers.partitionResult(partition)).offset());
      } catch (RetriableException e) {
        // left out
      }
    }
    return offsets;
  }

  /** Such an offset of each partition, for a consumer of this isolation level. */
  static Map<TopicPartition, Long> ask(Admin admin, Collection<TopicPartition> partitions, OffsetSpec which,
      IsolationLevel isolation) {
    return answer(admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> which)),
        new ListOffsetsOptions(isolation)));
  }

  private static ListOffsetsResult ask(Admin admin, Collection<TopicPartition> partitions, OffsetSpec which) {
    return admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> which)));
  }

  private static Map<TopicPartition, Long> answer(ListOffsetsResult asked) {
    Map<TopicPartition, Long> offsets = new TreeMap<>(Partitions.ORDER);
    KafkaFutures.get(asked.all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /** Offsets of one topic as {@code 0:12 1:9 2:- 3:20}; a hyphen where there is none. */
  public static String text(Collection<TopicPartition> partitions, Map<TopicPartition, Long> offsets) {
    return partitions.stream().sorted(Partitions.ORDER)
        .map(partition -> partition.partition() + ":" + (offsets.containsKey(partition) ? offsets.get(partition) : "-"))
        .collect(Collectors.joining(" "));
  }
}
