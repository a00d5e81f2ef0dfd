package kafkalab.harness;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The classes with tests, and which of their tests a run has. */
public final class TestClasses {

  /** By their simple names. */
  public static final Map<String, Class<?>> ALL = all();

  private TestClasses() {}

  private static Map<String, Class<?>> all() {
    Path root = Path.of("target", "test-classes");
    Map<String, Class<?>> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(file -> file.getFileName().toString().matches("\\w+(IT|Test)\\.class")).toList()) {
        String name = StreamSupport.stream(root.relativize(file).spliterator(), false).map(Path::toString)
            .collect(Collectors.joining(".")).replaceFirst("\\.class$", "");
        Class<?> type = Class.forName(name, false, TestClasses.class.getClassLoader());
        tests.put(type.getSimpleName(), type);
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    return tests;
  }

  /** All tests. */
  public static Stream<Method> methods() {
    return ALL.values().stream().flatMap(type -> Stream.of(type.getDeclaredMethods()));
  }

  /** Whether a test does not run on this system: its {@code DisabledOnOs} says so, and why. */
  public static boolean isDisabledHere(Method test) {
    return annotated(test).map(place -> place.getAnnotation(DisabledOnOs.class)).filter(disabled -> disabled != null)
        .anyMatch(disabled -> Stream.of(disabled.value()).anyMatch(OS::isCurrentOs));
  }

  /** Whether a test runs under {@code -Pfaults}. */
  public static boolean isOfFaults(Method test) {
    return annotated(test).flatMap(place -> Stream.of(place.getAnnotationsByType(Tag.class)))
        .anyMatch(tag -> tag.value().equals("faults"));
  }

  private static Stream<AnnotatedElement> annotated(Method test) {
    return Stream.of(test.getDeclaringClass(), test);
  }
}
