package kafkalab.guide;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.support.LabException;

/**
 * The lessons, and which of them were run.
 *
 * @param runs by the lessons' short names
 * @param damage why nobody knows which were run; null if it is known
 */
record CourseState(List<Lesson> lessons, Map<String, RunHistory.Run> runs, LabException damage) {

  static CourseState read() {
    List<Lesson> lessons = Lesson.all();
    try {
      return new CourseState(lessons, RunHistory.ofProject().read(), null);
    } catch (LabException e) {
      return new CourseState(lessons, Map.of(), e);
    }
  }

  /**
   * To be called after the list, which a damaged file must not keep from being shown.
   *
   * @throws LabException if nobody knows which lessons were run
   */
  void requireHistory() {
    if (damage != null) {
      throw damage;
    }
  }

  Optional<RunHistory.Run> lastRun(Lesson lesson) {
    return Optional.ofNullable(runs.get(lesson.shortName()));
  }

  boolean wasRun(Lesson lesson) {
    return lastRun(lesson).isPresent();
  }

  /** The first lesson that was not run yet; empty if all were. */
  Optional<Lesson> next() {
    return lessons.stream().filter(lesson -> !wasRun(lesson)).findFirst();
  }
}
