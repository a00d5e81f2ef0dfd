package kafkalab.soak;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What has happened how often. */
final class SoakFigures {

  private final Map<String, Long> counts = new TreeMap<>();

  void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  void add(SoakFigures others) {
    others.counts.forEach(this::add);
  }

  long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    return counts.entrySet().stream().map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
