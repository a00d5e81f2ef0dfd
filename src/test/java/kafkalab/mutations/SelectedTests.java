package kafkalab.mutations;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The main class of a JVM that runs tests one after the other, up to the first one that does not pass:
 * {@code SelectedTests REPORT TEST...}. What became of them is written to the report, as {@link TestOutcome} reads it.
 */
final class SelectedTests implements TestExecutionListener {

  private final CancellationToken stop = CancellationToken.create();
  private int passed;
  private Throwable failure;
  private String broken;

  public static void main(String[] args) throws IOException {
    TestOutcome outcome = null;
    for (TestName test : Arrays.stream(args).skip(1).map(TestName::parse).toList()) {
      if (outcome == null || outcome.kind() == TestOutcome.Kind.PASSED) {
        outcome = new SelectedTests().run(test);
      }
    }
    Files.write(Path.of(args[0]), outcome.report());
    System.exit(0); // whatever thread a test has left
  }

  private TestOutcome run(TestName test) {
    DiscoverySelector selector = selectMethod(test.type(), test.method());
    if (test.invocation() > 0) {
      selector = selectIteration(selector, test.invocation() - 1);
    }
    LauncherFactory.create().execute(LauncherExecutionRequestBuilder
        .request(LauncherDiscoveryRequestBuilder.request().selectors(List.of(selector)).build())
        .listeners(this).cancellationToken(stop).build());
    if (broken == null && failure == null && passed == 0) {
      broken = "no test was run";
    }
    if (broken != null) {
      return new TestOutcome(TestOutcome.Kind.BROKEN, test.toString(), broken);
    }
    return failure == null ? new TestOutcome(TestOutcome.Kind.PASSED, test.toString(), "")
        : new TestOutcome(TestOutcome.Kind.FAILED, test.toString(), failure.toString());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Throwable thrown = result.getThrowable().orElse(null);
    if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
      passed += test.isTest() ? 1 : 0;
    } else if (stop.isCancellationRequested()) {
      return; // what follows from the first failure
    } else if (result.getStatus() == TestExecutionResult.Status.FAILED && test.isTest()
        && !(thrown instanceof LinkageError)) {
      failure = thrown;
      stop.cancel();
    } else {
      // a test class that cannot be made, an assumption that does not hold: no test has judged the program
      broken = test.getDisplayName() + ": " + thrown;
      stop.cancel();
    }
    if (thrown != null) {
      thrown.printStackTrace();
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    if (!stop.isCancellationRequested()) {
      broken = test.getDisplayName() + " is skipped: " + reason;
      stop.cancel();
    }
  }
}
