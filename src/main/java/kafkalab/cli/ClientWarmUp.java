package kafkalab.cli;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/**
 * Initialises the classes of the Kafka client while the command line is parsed; one after the other, a lesson's first
 * record would come 10 % later.
 */
final class ClientWarmUp {

  private static final List<String> CLASSES = List.of("org.apache.kafka.clients.admin.AdminClientConfig",
      "org.apache.kafka.clients.producer.ProducerConfig", "org.apache.kafka.clients.consumer.ConsumerConfig",
      "org.apache.kafka.common.protocol.ApiKeys");

  private ClientWarmUp() {}

  /** Begins, if a lesson is to run; not before {@code --verbose} has set the levels of the loggers. */
  static void start(String[] args) {
    if (args.length == 0 || !args[0].equals("run") || Arrays.asList(args).contains("--verbose")) {
      return;
    }
    Thread thread = new Thread(ClientWarmUp::initialise, "client-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void initialise() {
    try {
      for (String name : CLASSES) {
        Class.forName(name);
      }
      ManagementFactory.getPlatformMBeanServer(); // it gets the client's metrics
    } catch (ClassNotFoundException | LinkageError e) {
      // it will be said by the one who needs the class
    }
  }
}
