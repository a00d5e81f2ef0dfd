package kafkalab.mutations;

import java.lang.reflect.Method;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.harness.TestClasses;

/**
 * A test as the lists of mutations name it: {@code ConsoleTest#controlCharactersAreEscaped}, or the second invocation
 * of a parameterized one, {@code CommittedOffsetsIT#aTest[2]}.
 *
 * @param invocation from 1; 0 for all of them
 */
record TestName(Class<?> type, Method method, int invocation) {

  private static final Pattern NAME = Pattern.compile("(\\w+)#(\\w+)(?:\\[(\\d+)])?");

  /**
   * Finds the test.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static TestName parse(String text) {
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      throw new IllegalArgumentException(text + " is not Class#method");
    }
    Class<?> type = TestClasses.ALL.get(name.group(1));
    List<Method> methods = type == null ? List.of() : Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name.group(2))).toList();
    if (methods.size() != 1) {
      throw new IllegalArgumentException(text + " names " + (methods.isEmpty() ? "no test" : "several methods"));
    }
    return new TestName(type, methods.get(0), name.group(3) == null ? 0 : Integer.parseInt(name.group(3)));
  }

  @Override
  public String toString() {
    return type.getSimpleName() + "#" + method.getName() + (invocation == 0 ? "" : "[" + invocation + "]");
  }
}
