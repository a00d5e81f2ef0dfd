package kafkalab.guide;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import kafkalab.catalog.Lesson;
import kafkalab.support.ShellSyntax;

/** The lessons in order, with a mark at those that were run. */
public final class LessonList {

  private LessonList() {}

  /** A lesson in JSON. */
  private record Entry(String shortName, String name, String className, String shows, String watch,
      @JsonProperty("try") String tryThis, String source, String run) {}

  /** Prints the list, and how to run a lesson. */
  public static void print() {
    CourseState course = CourseState.read();
    print(course);
    System.out.println();
    System.out.println(ShellSyntax.commands(
        "Run one:  scripts/lab run producer01     (a broker first: scripts/lab broker)"));
    System.out.println(ShellSyntax.commands("See all:  scripts/lab tour, and scripts/lab tour --beyond"));
    course.requireHistory();
  }

  static void print(CourseState course) {
    boolean onSlides = true;
    for (Lesson lesson : course.lessons()) {
      if (onSlides && !lesson.isOnSlides()) {
        System.out.println();
        System.out.println("Beyond the slides:");
      }
      onSlides = lesson.isOnSlides();
      System.out.printf(Locale.ROOT, "%-10s %s  %-29s%s%n", lesson.shortName(), course.wasRun(lesson) ? "x" : " ",
          lesson.name(), headline(lesson));
    }
  }

  /** What stands before the colon of a lesson's first sentence: its subject. */
  static String headline(Lesson lesson) {
    int colon = lesson.shows().indexOf(':');
    return colon < 0 ? lesson.shows() : lesson.shows().substring(0, colon);
  }

  /** Prints a JSON array with all that is known of each lesson. */
  public static void printJson() {
    CourseState course = CourseState.read();
    JsonMapper mapper = JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT).enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    List<Entry> entries = course.lessons().stream().map(lesson -> new Entry(lesson.shortName(), lesson.name(),
        lesson.className(), lesson.shows(), lesson.watch(), lesson.tryThis(), lesson.source(),
        course.lastRun(lesson).map(run -> run.last().toString()).orElse(null))).toList();
    try {
      System.out.println(mapper.writeValueAsString(entries));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // plain strings can always be written
    }
    course.requireHistory();
  }
}
