package kafkalab.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import kafkalab.mutations.TestOutcome.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Which mistakes would the tests not notice? {@code mvn -B verify -Pmutations} makes those of {@link MutationList}, one
 * at a time, in a copy of the program, and runs the tests that should fail. One that nothing notices fails the run.
 * {@code -Dmutations=Consumer06} takes those whose line contains that. It is not part of {@code mvn verify}.
 */
@Tag("mutations")
@BrokerTest
class MutationsIT {

  private static final Path FOLDER = Path.of("target", "mutations");
  private static final String SELECTED = System.getProperty("mutations", "");

  /** The tests mostly wait for other processes. */
  private static final int JVMS = 3;

  @Test
  void everyMutationIsCaught(TestLab lab) throws Exception {
    List<Mutation> mutations = MutationList.all().stream()
        .filter(mutation -> mutation.toString().contains(SELECTED)).toList();
    assertThat(mutations).as("mutations with \"" + SELECTED + "\"").isNotEmpty();
    Files.createDirectories(FOLDER);
    TestJvm jvm = new TestJvm(lab.bootstrapServers());
    ExecutorService threads = Executors.newFixedThreadPool(JVMS);
    try {
      requireGreenTests(mutations, jvm, threads);
      List<String> problems = new ArrayList<>();
      Map<Mutation, String> caughtBy = new LinkedHashMap<>();
      results(mutations, threads, mutation -> tried(mutation, jvm)).forEach((mutation, outcome) -> {
        if (outcome.kind() == Kind.FAILED) {
          caughtBy.put(mutation, outcome.test());
        } else {
          problems.add(mutation + " -> " + said(outcome));
        }
      });
      System.out.println(caughtBy.size() + " of " + mutations.size() + " mutations caught");
      assertThat(problems).as("mutations that no test has caught").isEmpty();
      if (SELECTED.isEmpty()) {
        Path page = MutationPage.write(caughtBy);
        System.out.println("The table of this run: " + page + "; cp " + page + " " + MutationPage.PAGE);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Each test that is to notice something passes as long as there is nothing to be noticed. */
  private void requireGreenTests(List<Mutation> mutations, TestJvm jvm, ExecutorService threads) throws Exception {
    Map<String, Boolean> tests = new LinkedHashMap<>();
    mutations.forEach(mutation -> mutation.tests()
        .forEach(test -> tests.merge(test, mutation.isOfTheBroker(), Boolean::logicalOr)));
    List<String> red = new ArrayList<>();
    results(List.copyOf(tests.keySet()), threads, test -> {
      try (ProgramCopy copy = new ProgramCopy(FOLDER)) {
        return jvm.run(copy, List.of(test), tests.get(test), log("unchanged " + test));
      }
    }).forEach((test, outcome) -> {
      if (outcome.kind() != Kind.PASSED) {
        red.add(outcome.toString());
      }
    });
    assertThat(red).as("tests that fail without a mutation").isEmpty();
    System.out.println(tests.size() + " tests pass on the program as it is");
  }

  private TestOutcome tried(Mutation mutation, TestJvm jvm) throws Exception {
    long start = System.nanoTime();
    TestOutcome outcome;
    try (ProgramCopy copy = new ProgramCopy(FOLDER)) {
      copy.apply(mutation);
      outcome = jvm.run(copy, mutation.tests(), mutation.isOfTheBroker(), log(mutation.toString()));
    } catch (IllegalStateException e) {
      outcome = new TestOutcome(Kind.BROKEN, "", e.getMessage());
    }
    System.out.println(String.format(Locale.ROOT, "%3d s  %s -> %s", TimeUnit.NANOSECONDS.toSeconds(
        System.nanoTime() - start), mutation, said(outcome)));
    return outcome;
  }

  private static String said(TestOutcome outcome) {
    return switch (outcome.kind()) {
      case FAILED -> outcome.test();
      case PASSED -> "NOTHING NOTICES IT";
      case BROKEN -> "BROKEN: " + outcome.test() + " " + outcome.text();
    };
  }

  private static Path log(String name) {
    return FOLDER.resolve(name.replaceAll("[^a-zA-Z0-9\\[\\]]+", "-") + ".log");
  }

  private interface Work<T> {
    TestOutcome of(T what) throws Exception;
  }

  private static <T> Map<T, TestOutcome> results(List<T> all, ExecutorService threads, Work<T> work) throws Exception {
    Map<T, Future<TestOutcome>> running = new LinkedHashMap<>();
    all.forEach(one -> running.put(one, threads.submit(() -> work.of(one))));
    Map<T, TestOutcome> results = new LinkedHashMap<>();
    for (Map.Entry<T, Future<TestOutcome>> one : running.entrySet()) {
      results.put(one.getKey(), one.getValue().get());
    }
    return results;
  }
}
