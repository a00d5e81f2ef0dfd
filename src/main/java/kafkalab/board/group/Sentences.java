package kafkalab.board.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kafkalab.base.Plural;

/** What happened, in sentences. */
public final class Sentences {

  private Sentences() {}

  /** {@code 310 ms}, {@code 2.4 s}, {@code 72 s}; as the page writes it. */
  public static String duration(long milliseconds) {
    if (milliseconds < 1_000) {
      return milliseconds + " ms";
    }
    return String.format(Locale.ROOT, milliseconds < 10_000 ? "%.1f s" : "%.0f s", milliseconds / 1e3);
  }

  /** {@code partition 2}, {@code partitions 0 and 1}, {@code partitions 0-3 and 5}. */
  public static String partitions(Collection<Integer> numbers) {
    List<Integer> sorted = List.copyOf(new TreeSet<>(numbers));
    List<String> words = new ArrayList<>();
    int next = 0;
    while (next < sorted.size()) {
      int last = next;
      while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
        last++;
      }
      if (last - next < 2) {
        last = next;
      }
      words.add(last == next ? String.valueOf(sorted.get(next)) : sorted.get(next) + "-" + sorted.get(last));
      next = last + 1;
    }
    return (sorted.size() == 1 ? "partition " : "partitions ") + list(words);
  }

  private static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /** {@code member-1 reads partitions 0 and 1. member-2 is idle.} */
  public static String assignment(Map<String, Set<Integer>> members) {
    if (members.isEmpty()) {
      return "The group has no members.";
    }
    List<String> sentences = new ArrayList<>();
    new TreeMap<>(members).forEach((member, partitions) -> {
      if (!partitions.isEmpty()) {
        sentences.add(member + " reads " + partitions(partitions) + ".");
      }
    });
    List<String> idle = new TreeMap<>(members).entrySet().stream().filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey).toList();
    if (!idle.isEmpty()) {
      int partitions = members.values().stream().mapToInt(Set::size).sum();
      sentences.add(list(idle) + (idle.size() == 1 ? " is" : " are") + " idle: "
          + Plural.count(partitions, "partition") + ", " + Plural.count(members.size(), "member") + ".");
    }
    return String.join(" ", sentences);
  }

  /** For how long nobody read what, and what went on without a pause, of one rebalance or several in a row. */
  public static String standstill(List<Rebalance> rebalances, int partitionCount) {
    Map<Integer, Long> without = new TreeMap<>();
    rebalances.forEach(rebalance -> rebalance.without().forEach((partition, milliseconds) ->
        without.merge(partition, milliseconds, Long::sum)));
    without.values().removeIf(milliseconds -> milliseconds <= 0);
    if (without.isEmpty()) {
      return "No partition stood still.";
    }
    long longest = without.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    String stood = "Nobody read " + partitions(without.keySet()) + " for "
        + (without.size() == 1 ? "" : "up to ") + duration(longest);
    int others = partitionCount - without.size();
    return others <= 0 ? stood + "."
        : stood + "; the other " + (others == 1 ? "one was" : others + " were") + " read without a pause.";
  }

  /** Which partitions have gone to whom. */
  public static String moves(Map<String, Set<Integer>> before, Map<String, Set<Integer>> after) {
    Map<String, Set<Integer>> moves = new TreeMap<>();
    before.forEach((from, partitions) -> after.forEach((to, now) -> {
      Set<Integer> moved = new TreeSet<>(partitions);
      moved.retainAll(now);
      if (!from.equals(to) && !moved.isEmpty()) {
        moves.put(to + " took over " + partitions(moved), moved);
      }
    }));
    return moves.isEmpty() ? "No partition has changed hands."
        : moves.keySet().stream().map(move -> move + ".").collect(Collectors.joining(" "));
  }

  /** How many records were processed once more. */
  public static String again(long records) {
    return records == 0 ? "No record was read again."
        : Plural.count(records, "record") + (records == 1 ? " was" : " were") + " read again.";
  }
}
