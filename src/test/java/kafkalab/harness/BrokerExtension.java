package kafkalab.harness;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for the whole run, a {@link TestLab} for each test. */
final class BrokerExtension implements ParameterResolver {

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
}
