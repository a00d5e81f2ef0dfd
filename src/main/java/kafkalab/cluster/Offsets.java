package kafkalab.cluster;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Where the partitions of a topic begin and end, in order. */
public final class Offsets {

  /**
   * Both, for some partitions.
   *
   * @param earliest the offset of the first record of each partition that is not deleted
   * @param end the offset that the next record of each partition will get
   */
  public record Bounds(Map<TopicPartition, Long> earliest, Map<TopicPartition, Long> end) {}

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
