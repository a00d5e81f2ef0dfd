package kafkalab.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.base.ProjectDirectory;
import kafkalab.base.Suggestions;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;

/**
 * A lesson, as its source describes it: there is no second list that could differ from the programs.
 *
 * @param className with its package
 * @param topic the lesson's own topic
 * @param hasGroup whether it is a member of a consumer group
 * @param takesNumber whether it can be told how many records it sends or processes
 * @param shows the first sentence of the class's Javadoc
 * @param watch what to watch for in the output
 * @param tryThis an experiment
 */
public record Lesson(String className, String topic, boolean hasGroup, boolean takesNumber, String shows, String watch,
    String tryThis) {

  private static final Pattern FILE = Pattern.compile("(Producer|Consumer)(\\d\\d)\\w+\\.java");
  /** How many producers and consumers the course's slides have; the numbering goes on beyond them. */
  private static final Map<String, Integer> ON_SLIDES = Map.of("Producer", 5, "Consumer", 7);
  private static final int SHORT_NAME_LENGTH = "producer02".length();
  private static final Pattern TOPIC = Pattern.compile("lab\\.topic\\(\"([^\"]+)\"\\)");
  private static final Pattern NUMBER = Pattern.compile("lab\\.messages\\(|= Progress\\.start");
  private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/\\s*public final class", Pattern.DOTALL);

  /** {@code Producer02Sync}. */
  public String name() {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  /** {@code producer02}. */
  public String shortName() {
    return name().substring(0, SHORT_NAME_LENGTH).toLowerCase(Locale.ROOT);
  }

  /** Where it stands in the project, with slashes on every system. */
  public String source() {
    return "src/main/java/" + className.replace('.', '/') + ".java";
  }

  /** The short names, for the shell to complete. */
  public static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return all().stream().map(Lesson::shortName).iterator();
    }
  }

  /** Whether it is one of the twelve of the course's slides. */
  public boolean isOnSlides() {
    return isOnSlides(name());
  }

  private static boolean isOnSlides(String name) {
    Matcher file = FILE.matcher(name + ".java");
    return file.matches() && Integer.parseInt(file.group(2)) <= ON_SLIDES.get(file.group(1));
  }

  /** Whether it reads what Producer05CGroup sends, which must then be running. */
  public boolean needsProducer() {
    return isConsumer() && topic.equals("ak03.fourpartition");
  }

  /** Whether it reads. */
  public boolean isConsumer() {
    return className.startsWith("kafkalab.consumer.");
  }

  /** All lessons: those of the slides, then those beyond them; of each the producers first, by number. */
  public static List<Lesson> all() {
    List<Lesson> lessons = new ArrayList<>();
    for (Path source : sources()) {
      lessons.add(read(source));
    }
    return lessons;
  }

  private static List<Path> sources() {
    List<Path> sources = new ArrayList<>();
    for (String folder : List.of("producer", "consumer")) {
      Path path = ProjectDirectory.path().resolve("src/main/java/kafkalab").resolve(folder);
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.sorted().toList()) {
          if (FILE.matcher(file.getFileName().toString()).matches()) {
            sources.add(file);
          }
        }
      } catch (IOException e) {
        throw noLessons(path);
      }
    }
    sources.sort(Comparator.comparing((Path source) -> !isOnSlides(simpleName(source)))); // a stable sort
    return sources;
  }

  private static LabException noLessons(Path path) {
    return new LabException(ExitCode.WRONG_SETTING, "no lessons in " + path
        + ". Run this by scripts/lab, or with the project's folder as working directory.");
  }

  private static Lesson read(Path source) {
    String text;
    try {
      text = Files.readString(source);
    } catch (IOException e) {
      throw noLessons(source.getParent());
    }
    Matcher javadoc = JAVADOC.matcher(text);
    String[] parts = (javadoc.find() ? plain(javadoc.group(1)) : "").split("\\s*(Watch|Try):\\s*", 3);
    Matcher topic = TOPIC.matcher(text);
    return new Lesson(className(source), topic.find() ? topic.group(1) : "",
        text.contains("lab.group("), NUMBER.matcher(text).find(), parts[0].strip(),
        parts.length > 1 ? parts[1].strip() : "", parts.length > 2 ? parts[2].strip() : "");
  }

  private static String className(Path source) {
    return "kafkalab." + source.getParent().getFileName() + "." + simpleName(source);
  }

  private static String simpleName(Path source) {
    return source.getFileName().toString().replace(".java", "");
  }

  /** A Javadoc comment as one line of plain text. */
  private static String plain(String javadoc) {
    return javadoc.replaceAll("(?m)^\\s*\\*", " ").replaceAll("<[^>]+>", "").replaceAll("\\s+", " ")
        .replaceAll("\\{@\\w+ ([^}]*)}", "$1").strip();
  }

  /**
   * The lesson that is meant by {@code Producer02Sync}, {@code producer02} or {@code p2}, in any case.
   *
   * @throws LabException if there is none, with the nearest one
   */
  public static Lesson named(String text) {
    String wanted = text.toLowerCase(Locale.ROOT).replaceFirst("\\.java$", "");
    Matcher abbreviated = Pattern.compile("(p|c|producer|consumer)0*(\\d{1,2})").matcher(wanted);
    if (abbreviated.matches()) {
      String number = abbreviated.group(2);
      wanted = (abbreviated.group(1).startsWith("p") ? "producer" : "consumer")
          + (number.length() < 2 ? "0" : "") + number;
    }
    for (Path source : sources()) { // only the one that is meant is read: a lesson is to start quickly
      String className = className(source).toLowerCase(Locale.ROOT);
      String name = className.substring(className.lastIndexOf('.') + 1);
      if (wanted.equals(name.substring(0, SHORT_NAME_LENGTH)) || wanted.equals(name) || wanted.equals(className)) {
        return read(source);
      }
    }
    List<Lesson> lessons = all();
    List<String> names = Stream.concat(lessons.stream().map(Lesson::name), lessons.stream().map(Lesson::shortName))
        .toList();
    throw new LabException(ExitCode.WRONG_SETTING, "no program '" + text + "'."
        + Suggestions.didYouMean(wanted, names)
        + " See: scripts/lab list");
  }
}
