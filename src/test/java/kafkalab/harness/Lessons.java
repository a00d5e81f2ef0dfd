package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kafkalab.process.OutputLine;

/** Sums over the runs of a group. */
public final class Lessons {

  private Lessons() {}

  /** The places of all records on a topic. */
  public static Set<String> places(TestLab lab, String topic) {
    Set<String> places = new HashSet<>();
    lab.ends(topic).forEach((partition, end) -> {
      for (long offset = 0; offset < end; offset++) {
        places.add(partition + "-" + offset);
      }
    });
    return places;
  }

  /** What several runs have processed, with what they processed twice. */
  public static List<String> processed(Collection<LessonRun> runs) {
    List<String> all = new ArrayList<>();
    runs.forEach(run -> all.addAll(LessonRun.places(run.records())));
    return all;
  }

  /** Waits until every record of the topic is processed by some run. */
  public static void awaitAll(TestLab lab, String topic, Collection<LessonRun> runs) {
    TestLab.await().until(() -> new HashSet<>(processed(runs)).containsAll(places(lab, topic)));
  }

  /** How many records were processed more than once; fails if one was not processed at all. */
  public static int duplicates(TestLab lab, String topic, Collection<LessonRun> runs) {
    List<String> all = processed(runs);
    Set<String> once = new HashSet<>(all);
    assertThat(once).as("processed by the group, without a gap").isEqualTo(places(lab, topic));
    return all.size() - once.size();
  }

  /** By partition, the offset after the last record that a run has processed. */
  public static Map<Integer, Long> next(LessonRun run) {
    Map<Integer, Long> next = new TreeMap<>();
    for (OutputLine.Record record : run.records()) {
      next.put(record.partition(), record.offset() + 1);
    }
    return next;
  }
}
