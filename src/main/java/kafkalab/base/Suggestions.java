package kafkalab.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean ...?" for an unknown word. */
public final class Suggestions {

  private Suggestions() {}

  /**
   * The candidate that needs the fewest typos to become the word, by Levenshtein distance.
   *
   * @return empty if even the nearest differs in more than a third of the word's letters (at least two)
   */
  static Optional<String> to(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate)).thenComparing(c -> c))
        .filter(nearest -> distance(word, nearest) <= Math.max(2, word.length() / 3));
  }

  /** {@code " Did you mean x?"}, or nothing. */
  public static String didYouMean(String word, Collection<String> candidates) {
    return to(word, candidates).map(nearest -> " Did you mean " + nearest + "?").orElse("");
  }

  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
