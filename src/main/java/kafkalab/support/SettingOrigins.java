package kafkalab.support;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the settings of Kafka's clients were written that this process has: Kafka's own errors do not know it, and some
 * do not even name the setting. No value is kept, as one may be a password.
 */
public final class SettingOrigins {

  private static volatile Map<String, String> given = Map.of();
  private static volatile Map<String, String> defaults = Map.of();

  private SettingOrigins() {}

  /**
   * Those of this process, by the setting's name.
   *
   * @param fromOutside what a person has given: {@code --set}, or a file's name
   * @param ofTheLab what stands in the lab's own file
   */
  public static void use(Map<String, String> fromOutside, Map<String, String> ofTheLab) {
    given = Map.copyOf(fromOutside);
    defaults = Map.copyOf(ofTheLab);
  }

  /** Where one setting was written; otherwise this. */
  public static String of(String name, String otherwise) {
    return given.getOrDefault(name, defaults.getOrDefault(name, otherwise));
  }

  /**
   * A sentence that says where the settings come from that an error names, or else all that a person has given; empty
   * if there are none.
   */
  static String sentence(String error) {
    Map<String, String> named = new TreeMap<>(defaults);
    named.putAll(given);
    named.keySet().removeIf(name -> !Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "(?![\\w.]*\\w)")
        .matcher(error).find());
    Map<String, String> told = named.isEmpty() ? given : named;
    return told.isEmpty() ? "" : " Set by " + new TreeSet<>(told.values()).stream()
        .map(origin -> origin + ": " + told.entrySet().stream().filter(entry -> entry.getValue().equals(origin))
            .map(Map.Entry::getKey).sorted().collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; ")) + ".";
  }
}
