package kafkalab.tour;

import java.util.List;
import kafkalab.catalog.Lesson;

/**
 * The result of a lesson.
 *
 * @param failure why it failed, or null
 * @param seconds how long it took
 * @param output what was shown of it
 */
public record LessonResult(Lesson lesson, String failure, double seconds, List<String> output) {}
