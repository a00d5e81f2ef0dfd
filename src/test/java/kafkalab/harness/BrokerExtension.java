package kafkalab.harness;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/** One broker for the whole run, a {@link TestLab} for each test; a test that fails shows its programs' output. */
final class BrokerExtension implements ParameterResolver, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestLab.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Broker broker = context.getRoot().getStore(NAMESPACE).computeIfAbsent(Broker.class, key -> Broker.start(),
        Broker.class);
    return context.getStore(NAMESPACE).computeIfAbsent(TestLab.class,
        key -> new TestLab(broker.bootstrapServers()), TestLab.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<TestLab> labs = List.copyOf(TestLab.OF_THIS_TEST.get());
    TestLab.OF_THIS_TEST.remove();
    Throwable reason = context.getExecutionException().orElse(null);
    if (reason instanceof TestAbortedException) {
      Claims.untried(context.getRequiredTestClass(), context.getRequiredTestMethod().getName(), reason.getMessage());
    }
    for (TestLab lab : labs) {
      if (reason != null && !(reason instanceof TestAbortedException)) {
        System.out.println("\n=== " + context.getDisplayName() + " failed: " + reason + "\n" + lab.transcript());
      }
      lab.close();
    }
  }
}
