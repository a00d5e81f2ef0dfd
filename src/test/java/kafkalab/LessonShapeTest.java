package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of the lessons: fit for a projector, and the difference of two neighbours is the lesson. */
class LessonShapeTest {

  private static final int MOST_CODE_LINES = 78;
  /** Lessons that need a second screen, for what else than the poll loop runs. */
  private static final Map<String, Integer> TWO_SCREENS = Map.of("Consumer14Workers", 92);
  private static final int WIDEST_LINE = 90;
  private static final Path SOURCES =
      Path.of(System.getProperty("lab.test.sources", "src/main"), "java", "kafkalab");

  /** Each lesson in order, with its topic, and in how many lines of code it may differ from the one before it. */
  private static final List<Lesson> LESSONS = List.of(
      new Lesson("Producer01FireAndForget", "ak03.fireandforget", 0),
      new Lesson("Producer02Sync", "ak03.syncsending", 28),
      new Lesson("Producer03Async", "ak03.asyncsending", 35),
      new Lesson("Producer04Json", "ak03.json", 20),
      new Lesson("Producer05CGroup", "ak03.fourpartition", 32),
      new Lesson("Consumer01CGroup", "ak03.fourpartition", 0),
      new Lesson("Consumer02AutoCommit", "ak03.fourpartition", 18),
      new Lesson("Consumer03CommitSync", "ak03.fourpartition", 30),
      new Lesson("Consumer04CommitAsync", "ak03.fourpartition", 23),
      new Lesson("Consumer05CommitSyncAsync", "ak03.fourpartition", 8),
      new Lesson("Consumer06CommitSpecified", "ak03.fourpartition", 21),
      new Lesson("Consumer07RebalanceCallback", "ak03.fourpartition", 12));

  /** Those beyond the slides, each with the lesson that it is to be compared with, in place of the one before it. */
  private static final Map<Lesson, String> BEYOND = beyond();

  private static Map<Lesson, String> beyond() {
    Map<Lesson, String> lessons = new LinkedHashMap<>();
    lessons.put(new Lesson("Producer06Acks", "ak03.acks", 45), "Producer03Async");
    lessons.put(new Lesson("Producer07Idempotence", "ak03.idempotence", 48), "Producer03Async");
    lessons.put(new Lesson("Producer08Transactions", "ak03.orders", 60), "Producer02Sync");
    lessons.put(new Lesson("Producer09Partitioning", "ak03.partitioning", 48), "Producer02Sync");
    lessons.put(new Lesson("Producer10Schema", "ak03.schema", 75), "Producer02Sync");
    lessons.put(new Lesson("Consumer08PoisonPill", "ak03.employees", 80), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer09Seek", "ak03.fourpartition", 66), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer10Protocols", "ak03.fourpartition", 90), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer11StaticMembership", "ak03.fourpartition", 10), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer12ExactlyOnce", "ak03.fourpartition", 52), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer13ShareGroup", "ak03.fourpartition", 90), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer14Workers", "ak03.fourpartition", 60), "Consumer07RebalanceCallback");
    lessons.put(new Lesson("Consumer15Lag", "ak03.fourpartition", 60), "Consumer03CommitSync");
    lessons.put(new Lesson("Consumer16Retry", "ak03.fourpartition", 90), "Consumer03CommitSync");
    return lessons;
  }

  private static final List<String> PRODUCER_STEPS =
      List.of("1. Settings", "2. Topic", "3. Producer", "4. Send", "5. Close");
  private static final List<String> CONSUMER_STEPS =
      List.of("1. Settings", "2. Topic", "3. Consumer and its clean stop", "4. Subscribe",
          "5. Poll loop and processing", "6. Close");

  private record Lesson(String name, String topic, int mostChangedLines) {

    boolean isConsumer() {
      return name.startsWith("Consumer");
    }

    Path file() {
      return SOURCES.resolve(isConsumer() ? "consumer" : "producer").resolve(name + ".java");
    }

    String text() {
      try {
        return Files.readString(file());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    List<String> lines() {
      return text().lines().toList();
    }

    /** The lines that are not blank, a comment, an import or the package. */
    List<String> code() {
      return text().replaceAll("(?s)/\\*.*?\\*/", "").lines()
          .filter(line -> !line.isBlank() && !line.strip().startsWith("//"))
          .filter(line -> !line.startsWith("import ") && !line.startsWith("package ")).toList();
    }

    /**
     * The code without what is each lesson's own by necessity, its name, its topic and its group, and without
     * indentation, as {@code diff -w} compares: a loop that is moved into a try block is the same loop.
     */
    List<String> comparable() {
      return code().stream().map(String::strip).map(line -> line.replace(name, "Lesson")
          .replaceAll("lab\\.(topic|group)\\(\"[^\"]*\"\\)", "lab.$1(\"...\")")).toList();
    }
  }

  static Stream<Named<Lesson>> lessons() {
    return Stream.concat(LESSONS.stream(), BEYOND.keySet().stream()).map(lesson -> Named.of(lesson.name, lesson));
  }

  static Stream<Arguments> neighbours() {
    Stream<Arguments> slides = IntStream.range(1, LESSONS.size())
        .filter(i -> LESSONS.get(i - 1).isConsumer() == LESSONS.get(i).isConsumer())
        .mapToObj(i -> arguments(Named.of(LESSONS.get(i - 1).name, LESSONS.get(i - 1)),
            Named.of(LESSONS.get(i).name, LESSONS.get(i))));
    Stream<Arguments> beyond = BEYOND.entrySet().stream().map(entry -> arguments(
        lessons().filter(lesson -> lesson.getName().equals(entry.getValue())).findFirst().orElseThrow(),
        Named.of(entry.getKey().name, entry.getKey())));
    return Stream.concat(slides, beyond);
  }

  @Test
  void theLessonsAreTheseTwelveAndThoseBeyondTheSlides() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : List.of("producer", "consumer")) {
      try (Stream<Path> found = Files.walk(SOURCES.resolve(folder))) {
        found.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    assertThat(LESSONS).hasSize(12);
    assertThat(files).containsExactlyInAnyOrderElementsOf(
        lessons().map(lesson -> lesson.getPayload().file()).toList());
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void aLessonFitsAProjector(Lesson lesson) {
    assertThat(lesson.code()).hasSizeLessThanOrEqualTo(TWO_SCREENS.getOrDefault(lesson.name, MOST_CODE_LINES));
    assertThat(lesson.lines()).allSatisfy(line ->
        assertThat(line).hasSizeLessThanOrEqualTo(WIDEST_LINE).matches("[ -~]*").doesNotEndWith(" "));
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void theStepsComeInOrder(Lesson lesson) {
    List<String> expected = lesson.isConsumer() ? CONSUMER_STEPS : PRODUCER_STEPS;
    List<String> steps = lesson.lines().stream().map(String::strip)
        .filter(line -> line.matches("// \\d+\\..*")).map(line -> line.substring("// ".length())).toList();
    assertThat(steps).hasSameSizeAs(expected);
    assertThat(steps).zipSatisfy(expected, (step, words) -> assertThat(step).matches(Pattern.quote(words) + "\\b.*"));
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void theJavadocSaysWhatIsShownWhatToWatchAndWhatToTry(Lesson lesson) {
    Matcher javadoc = Pattern.compile("(?s)\n/\\*\\*(.*?)\\*/\npublic final class " + lesson.name + " \\{\n")
        .matcher(lesson.text().replace("\r\n", "\n"));
    assertThat(javadoc.find()).as("Javadoc above public final class " + lesson.name).isTrue();
    List<String> paragraphs =
        List.of(javadoc.group(1).replaceAll("(?m)^ \\* ?", "").replaceAll("\\s+", " ").strip().split(" ?<p>"));
    assertThat(paragraphs).hasSize(3).allSatisfy(paragraph -> assertThat(paragraph).matches(".{20,}[.?]"));
    assertThat(paragraphs.get(0)).matches("[A-Z].*\\.").doesNotContain("<b>");
    assertThat(paragraphs.get(1)).startsWith("<b>Watch:</b> ");
    assertThat(paragraphs.get(2)).startsWith("<b>Try:</b> ");
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void aLessonDoesNothingThatIsNotToBeCopied(Lesson lesson) {
    assertThat(lesson.text())
        .doesNotContain("Thread.sleep", "printStackTrace", "System.exit", "Runtime.getRuntime().halt", "TODO");
  }

  /** Under group.protocol=consumer one wakeup can leave both (CommitRulesIT): the last commit would not be sure. */
  @ParameterizedTest
  @MethodSource("lessons")
  void aLoopThatIsFollowedByALastCommitSyncHasNone(Lesson lesson) {
    if (lesson.text().contains(".commitSync(")) {
      int end = lesson.text().indexOf("catch (WakeupException e)");
      String loop = lesson.text().substring(lesson.text().indexOf("while (!progress.enough())"), end);
      assertThat(loop.contains(".commitSync(") && lesson.text().substring(end).contains(".commitSync(")).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void aLessonHasItsOwnNameTopicAndGroup(Lesson lesson) {
    assertThat(lesson.text()).contains("LabConfig.load(" + lesson.name + ".class)",
        "lab.topic(\"" + lesson.topic + "\")");
    if (lesson.isConsumer() && !lesson.text().contains("// no group.id")) {
      assertThat(lesson.text()).contains("lab.group(\"" + lesson.name.substring(0, 10).toLowerCase() + "\")");
    }
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @MethodSource("neighbours")
  void theDifferenceIsTheLesson(Lesson before, Lesson lesson) {
    List<String> diff = diff(before.comparable(), lesson.comparable());
    assertThat(diff).as("diff " + before.file() + " " + lesson.file() + "\n" + String.join("\n", diff))
        .isNotEmpty().hasSizeLessThanOrEqualTo(lesson.mostChangedLines);
  }

  /** The lines that are only in one of two texts, by a longest common subsequence. */
  private static List<String> diff(List<String> left, List<String> right) {
    int[][] common = new int[left.size() + 1][right.size() + 1];
    for (int i = left.size() - 1; i >= 0; i--) {
      for (int j = right.size() - 1; j >= 0; j--) {
        common[i][j] = left.get(i).equals(right.get(j)) ? common[i + 1][j + 1] + 1
            : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<String> diff = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
        i++;
        j++;
      } else if (j == right.size() || i < left.size() && common[i + 1][j] >= common[i][j + 1]) {
        diff.add("< " + left.get(i++));
      } else {
        diff.add("> " + right.get(j++));
      }
    }
    return diff;
  }

  @Test
  void theDiffIsTheSmallestThereIs() {
    List<String> left = Arrays.asList("a b c d e f".split(" "));
    assertThat(diff(left, left)).isEmpty();
    assertThat(diff(left, Arrays.asList("a c x d f g".split(" "))))
        .containsExactly("< b", "> x", "< e", "> g");
    assertThat(diff(List.of(), List.of("a"))).containsExactly("> a");
    assertThat(diff(List.of("a"), List.of())).containsExactly("< a");
  }
}
