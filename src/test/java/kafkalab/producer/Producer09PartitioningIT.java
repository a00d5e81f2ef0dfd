package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** Who decides which partition a record goes to. */
@BrokerTest
class Producer09PartitioningIT {

  private static final String VIP = Producer09Partitioning.VipPartitioner.class.getName();

  /** The partitions of the records of one way of sending, by key. */
  private static Map<String, Set<Integer>> partitions(List<ConsumerRecord<String, byte[]>> records, int way) {
    Map<String, Set<Integer>> partitions = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      int number = Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8).substring("msg_".length()));
      if (number / 4 % 3 == way) {
        partitions.computeIfAbsent(String.valueOf(record.key()), key -> new TreeSet<>()).add(record.partition());
      }
    }
    return partitions;
  }

  private static int murmur2(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  /** As librdkafka's default, consistent_random, by which Python's client sends. */
  private static int crc32(String key, int partitions) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return (int) (crc.getValue() % partitions);
  }

  @Test
  @Records("producer09-partitioning")
  void keyNoKeyAndExplicitPartition(TestLab lab) {
    String topic = lab.newTopic(4);
    var run = lab.lesson(Producer09Partitioning.class).topic(topic).messages(24).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 24 messages acknowledged, none failed");
    Transcripts.record("producer09-partitioning", run.lines(), Map.of(topic, "ak03.partitioning"));

    var records = lab.read(topic);
    assertThat(records).hasSize(24).allSatisfy(record -> {
      assertThat(record.headers().lastHeader("lesson").value()).asString().isEqualTo("producer09");
      assertThat(record.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
    });
    assertThat(partitions(records, 0)).isEqualTo(Map.of("amy", Set.of(murmur2("amy", 4)),
        "tom", Set.of(murmur2("tom", 4)), "vip", Set.of(murmur2("vip", 4))));
    assertThat(partitions(records, 1)).hasSize(1).hasEntrySatisfying("null", places -> assertThat(places).hasSize(1));
    assertThat(partitions(records, 2)).isEqualTo(Map.of("amy", Set.of(0), "tom", Set.of(0), "vip", Set.of(0)));
    assertThat(List.of(crc32("amy", 4), crc32("tom", 4), crc32("vip", 4))).containsExactly(3, 3, 2);
    Claims.proven("Producer09Partitioning", "the key's hash decides, records without a key stay together while a batch"
        + " is not full, an explicit partition wins over the key", "amy, tom, vip by murmur2 in 2, 1, 2 (by CRC32 it"
        + " would be 3, 3, 2); 8 without a key in one partition; 8 in partition 0");
  }

  @Test
  void aPartitionerOfOurOwn(TestLab lab) {
    String topic = lab.newTopic(4);
    var run = lab.lesson(Producer09Partitioning.class).topic(topic).client("partitioner.class", VIP).start();
    assertThat(run.exitCode()).isZero();
    var records = lab.read(topic);
    var byKey = partitions(records, 0);
    assertThat(byKey.get("vip")).containsExactly(3);
    assertThat(byKey.get("amy")).doesNotContain(3);
    assertThat(byKey.get("tom")).doesNotContain(3);
    assertThat(partitions(records, 2).values()).allSatisfy(places -> assertThat(places).containsExactly(0));

    String one = lab.newTopic(1);
    assertThat(lab.lesson(Producer09Partitioning.class).topic(one).client("partitioner.class", VIP).start().exitCode())
        .isZero();
    assertThat(lab.read(one)).hasSize(12);
    Claims.proven("Producer09Partitioning", "a partitioner of our own keeps the last partition for one key; it is not"
        + " asked where a record names its partition", "vip alone in partition 3; 4 records in partition 0");
  }

  @Test
  void inTurnAndWithTheBrokersTime(TestLab lab) {
    String topic = lab.newTopic(4);
    TestLab.get(lab.admin().incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic),
        List.of(new AlterConfigOp(new ConfigEntry("message.timestamp.type", "LogAppendTime"),
            AlterConfigOp.OpType.SET)))).all());
    var run = lab.lesson(Producer09Partitioning.class).topic(topic).messages(24)
        .client("partitioner.class", RoundRobinPartitioner.class.getName()).start();
    assertThat(run.exitCode()).isZero();
    var records = lab.read(topic);
    assertThat(records).hasSize(24).allSatisfy(record ->
        assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME));
    assertThat(partitions(records, 1)).containsOnlyKeys("null").hasEntrySatisfying("null", places ->
        assertThat(places).hasSizeGreaterThan(1));
    assertThat(partitions(records, 2)).isEqualTo(Map.of("amy", Set.of(0), "tom", Set.of(0), "vip", Set.of(0)));
    Claims.proven("Producer09Partitioning", "RoundRobinPartitioner spreads the records without a key;"
        + " message.timestamp.type=LogAppendTime gives records the broker's time", "8 records without a key in partitions"
        + " " + partitions(records, 1).get("null") + "; with keys amy, tom and vip in " + partitions(records, 0).values()
        + "; 24 of 24 with LogAppendTime");
  }

  @Test
  void withMorePartitionsAKeyGoesElsewhere(TestLab lab) {
    String topic = lab.newTopic(4);
    assertThat(lab.lesson(Producer09Partitioning.class).topic(topic).messages(4).start().exitCode()).isZero();
    TestLab.get(lab.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(6))).all());
    TestLab.await().ignoreExceptions().until(() -> lab.ends(topic).size() == 6);
    assertThat(lab.lesson(Producer09Partitioning.class).topic(topic).messages(4).start().exitCode()).isZero();

    assertThat(partitions(lab.read(topic), 0)).isEqualTo(Map.of("amy", Set.of(0, 2), "tom", Set.of(1, 3),
        "vip", Set.of(0, 2)));
    Claims.proven("Producer09Partitioning", "when partitions are added, a key may go to another one, and its older"
        + " records stay where they are", "from 4 to 6 partitions: amy from 2 to 0, tom from 1 to 3, vip from 2 to 0");
  }

  @Test
  void itStopsAfterTheRecordThatIsUnderWay(TestLab lab) {
    String topic = lab.newTopic(4);
    var run = lab.lesson(Producer09Partitioning.class).topic(topic).delayMs(300).start().awaitRecords(2);
    run.stop();
    int sent = run.records().size();
    assertThat(sent).isLessThan(12);
    assertThat(lab.read(topic)).hasSize(sent);
    assertThat(run.lastLine()).isEqualTo("Verdict     : all " + sent + " messages acknowledged, none failed");
  }
}
