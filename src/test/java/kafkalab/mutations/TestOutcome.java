package kafkalab.mutations;

import java.util.List;

/**
 * What became of some tests.
 *
 * @param test the one that has not passed, or else the last one
 * @param text why it has not
 */
record TestOutcome(Kind kind, String test, String text) {

  /** BROKEN: the tests could not be run, so that nothing is known of the program. */
  enum Kind { PASSED, FAILED, BROKEN }

  List<String> report() {
    return List.of(kind.name(), test, text.lines().map(String::strip).filter(line -> !line.isEmpty()).limit(4)
        .reduce((all, line) -> all + " " + line).orElse(""));
  }

  static TestOutcome ofReport(List<String> lines) {
    return new TestOutcome(Kind.valueOf(lines.get(0)), lines.get(1), lines.get(2));
  }
}
