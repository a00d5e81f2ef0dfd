package kafkalab.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kafkalab.cluster.Offsets;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** Topics of a cluster of three brokers, the third of which is not running. */
class TopicTablesTest {

  private static final Node ONE = new Node(1, "localhost", 9092);
  private static final Node TWO = new Node(2, "localhost", 9093);
  private static final Node THREE = new Node(3, "", -1);
  private static final TopicDescription JSON = new TopicDescription("ak03.json", false,
      List.of(new TopicPartitionInfo(0, ONE, List.of(THREE, ONE, TWO), List.of(TWO, ONE))));
  private static final TopicDescription TEST = new TopicDescription("ak03.test", false,
      List.of(new TopicPartitionInfo(0, TWO, List.of(TWO), List.of(TWO)),
          new TopicPartitionInfo(1, Node.noNode(), List.of(THREE), List.of(THREE))));
  private static final Offsets.Bounds BOUNDS = new Offsets.Bounds(
      Map.of(new TopicPartition("ak03.json", 0), 5L, new TopicPartition("ak03.test", 0), 0L),
      Map.of(new TopicPartition("ak03.json", 0), 17L, new TopicPartition("ak03.test", 0), 3L));

  @Test
  void whatIsWrongIsSaidInTheTopicsLine() {
    assertThat(new TopicTables(BOUNDS, Set.of("ak03.json"))
        .overview(new TreeMap<>(Map.of("ak03.json", JSON, "ak03.test", TEST)))).containsExactly(
        "  TOPIC      PARTITIONS  REPLICAS  RECORDS",
        "  ak03.json           1         3       12  just created",
        "                                            ISR 2 of 3",
        "  ak03.test           2         1        3  needs 1 partition",
        "                                            no leader: 1 of 2");
  }

  @Test
  void partitionByPartition() {
    assertThat(new TopicTables(BOUNDS, Set.of()).details(JSON)).containsExactly(
        "ak03.json: 1 partition, 3 replicas, 12 records",
        "  PARTITION  LEADER  REPLICAS  IN SYNC  EARLIEST  END",
        "          0       1  1,2,3     1,2             5   17  ISR 2 of 3");
    assertThat(new TopicTables(BOUNDS, Set.of("ak03.test")).details(TEST)).containsExactly(
        "ak03.test: 2 partitions, 1 replica, 3 records, just created",
        "  PARTITION  LEADER  REPLICAS  IN SYNC  EARLIEST  END",
        "          0       2  2         2               0    3",
        "          1    none  3         3               -    -");
  }

  @Test
  void whichBrokerIsWhichWhereThereAreSeveral() {
    assertThat(TopicTables.brokers(List.of(JSON))).containsExactly(
        "  BROKER  ADDRESS", "       1  localhost:9092", "       2  localhost:9093", "       3  not running");
    assertThat(TopicTables.brokers(List.of())).isEmpty();
  }
}
