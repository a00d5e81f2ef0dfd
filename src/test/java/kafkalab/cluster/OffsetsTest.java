package kafkalab.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetsTest {

  private static List<TopicPartition> partitions(int count) {
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition("t", count - 1 - i)).toList();
  }

  @Test
  void offsetsAreShownByPartition() {
    assertThat(Offsets.text(partitions(4), Map.of(new TopicPartition("t", 0), 12L, new TopicPartition("t", 1), 9L,
        new TopicPartition("t", 3), 20L))).isEqualTo("0:12 1:9 2:- 3:20");
    assertThat(Offsets.text(partitions(11), Map.of())).startsWith("0:- 1:- 2:-").endsWith("9:- 10:-");
    assertThat(Offsets.text(List.of(), Map.of())).isEmpty();
  }
}
