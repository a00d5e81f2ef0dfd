package kafkalab.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LessonRun;
import kafkalab.harness.Records;
import kafkalab.harness.TestLab;
import kafkalab.harness.Transcripts;
import kafkalab.process.OutputLine;
import org.junit.jupiter.api.Test;

@BrokerTest
class Consumer01CGroupIT {

  private static final Map<Integer, Map<String, Set<Integer>>> SLIDES = new LinkedHashMap<>();

  static {
    SLIDES.put(1, Map.of("member-1", Set.of(0, 1, 2, 3)));
    SLIDES.put(2, Map.of("member-1", Set.of(0, 1), "member-2", Set.of(2, 3)));
    SLIDES.put(4, Map.of("member-1", Set.of(0), "member-2", Set.of(1), "member-3", Set.of(2), "member-4", Set.of(3)));
    SLIDES.put(5, Map.of("member-1", Set.of(0), "member-2", Set.of(1), "member-3", Set.of(2), "member-4", Set.of(3),
        "member-5", Set.of()));
  }

  /** The slide of the course: 1, 2, 4 and 5 consumers on 4 partitions, with the default range assignor. */
  @Test
  void theGroupSharesFourPartitions(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    List<LessonRun> members = new ArrayList<>();
    SLIDES.forEach((size, expected) -> {
      while (members.size() < size) {
        members.add(lab.lesson(Consumer01CGroup.class).topic(topic).group(group)
            .client("client.id", "member-" + (members.size() + 1)).start());
      }
      TestLab.await().untilAsserted(() -> assertThat(lab.members(group)).isEqualTo(expected));
      // what each of them has printed last is what the cluster says of it
      TestLab.await().untilAsserted(() -> {
        for (int i = 0; i < size; i++) {
          assertThat(lastAssignment(members.get(i))).isEqualTo("Setting newly assigned partitions: "
              + partitions(topic, expected.get("member-" + (i + 1))));
        }
      });
    });

    // one leaves: the idle one takes its place at once, not after the session timeout
    assertThat(members.get(0).stop()).isLessThan(5);
    assertThat(lab.memberCount(group)).isEqualTo(4);
    TestLab.await().untilAsserted(() -> assertThat(lastAssignment(members.get(4)))
        .isEqualTo("Setting newly assigned partitions: " + partitions(topic, Set.of(3))));
    assertThat(members.get(0).lines()).contains(
        "Revoking previously assigned partitions: " + partitions(topic, Set.of(0)),
        "Closed      : consumer closed, group " + group + " left");
    Claims.proven("Consumer01CGroup", "1, 2, 4 and 5 consumers share 4 partitions as on the slide, the fifth has none;"
        + " after a stop the idle one takes over", SLIDES.values().stream()
            .map(slide -> new TreeMap<>(slide).values().stream().map(TreeSet::new).toList().toString())
            .collect(Collectors.joining("; ")));
  }

  @Test
  @Records({"first-class-one", "first-class-two"})
  void everyRecordIsReadByOneMember(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 1);
    var first = lab.lesson(Consumer01CGroup.class).topic(topic).group(group).client("client.id", "a").start();
    first.awaitRecords(1);
    var second = lab.lesson(Consumer01CGroup.class).topic(topic).group(group).client("client.id", "b").start();
    TestLab.await().until(() -> lab.members(group).size() == 2);
    lab.feed(topic, 1, 200);
    TestLab.await().until(() -> first.records().size() + second.records().size() == 200);
    first.stop();
    second.stop();
    Map<String, String> names = Map.of(topic, "ak03.fourpartition", group, "tdea-consumer01");
    Transcripts.record("first-class-one", first.lines(), names);
    Transcripts.record("first-class-two", first.lines(), names);

    assertThat(first.records()).isNotEmpty().allMatch(record -> record.partition() < 2);
    assertThat(second.records()).isNotEmpty().allMatch(record -> record.partition() >= 2);
    List<String> places = new ArrayList<>(LessonRun.places(first.records()));
    places.addAll(LessonRun.places(second.records()));
    assertThat(places).doesNotHaveDuplicates();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    Claims.proven("Consumer01CGroup", "each record is read by one member only", "200 records, 0 twice");
  }

  @Test
  void sameKeySamePartitionInOrder(TestLab lab) {
    String topic = lab.newTopic(4);
    lab.feed(topic, 0, 50);
    lab.feed(topic, 0, 50);
    var run = lab.lesson(Consumer01CGroup.class).topic(topic).group(TestLab.newName("group")).messages(100).start();
    assertThat(run.exitCode()).isZero();
    Map<String, List<OutputLine.Record>> byKey = run.records().stream()
        .collect(Collectors.groupingBy(OutputLine.Record::key, HashMap::new, Collectors.toList()));
    assertThat(byKey).hasSize(50);
    byKey.values().forEach(records -> {
      assertThat(records).hasSize(2);
      assertThat(records.get(0).partition()).isEqualTo(records.get(1).partition());
      assertThat(records.get(0).offset()).isLessThan(records.get(1).offset());
    });
    Claims.proven("Producer05CGroup", "while the number of partitions stays, the same key always goes"
        + " to the same partition, and is read in order there",
        "50 keys, sent twice each");
  }

  private static String partitions(String topic, Set<Integer> numbers) {
    return numbers.stream().sorted().map(number -> topic + "-" + number).toList().toString();
  }

  private static String lastAssignment(LessonRun run) {
    return run.output(OutputLine.Assigned.class).stream().reduce((first, second) -> second)
        .map(OutputLine.Assigned::text).orElse("");
  }
}
