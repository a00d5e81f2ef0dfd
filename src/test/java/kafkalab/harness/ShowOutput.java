package kafkalab.harness;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.TestAbortedException;

/**
 * A test that fails shows the whole output of the programs that it has run in a {@link TestLab}, its own or its class's,
 * and its own ends with it. JUnit finds this extension by its name in META-INF/services.
 */
public final class ShowOutput implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(ShowOutput.class);

  /** Those that a class has made for all its tests. */
  private record OfClass(List<TestLab> labs) {}

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(OfClass.class, new OfClass(List.copyOf(TestLab.OF_THIS_TEST.get())));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Throwable reason = context.getExecutionException().orElse(null);
    List<TestLab> labs = TestLab.OF_THIS_TEST.get();
    if (reason instanceof TestAbortedException) {
      Claims.untried(context.getRequiredTestClass(), context.getRequiredTestMethod().getName(), reason.getMessage());
    } else if (reason != null) {
      labs.forEach(lab -> System.out.println("\n=== " + context.getDisplayName() + " failed: " + reason + "\n"
          + lab.transcript()));
    }
    List<TestLab> ofClass = context.getStore(NAMESPACE).get(OfClass.class, OfClass.class).labs();
    labs.stream().filter(lab -> !ofClass.contains(lab)).forEach(TestLab::close);
    labs.retainAll(ofClass);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    TestLab.OF_THIS_TEST.remove();
  }
}
