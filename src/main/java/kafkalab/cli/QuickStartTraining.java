package kafkalab.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import kafkalab.broker.LocalBroker;

/**
 * What the class-data archive is made from: one short run of a broker and of lessons in one JVM, so that it loads
 * the classes that the programs will load.
 */
final class QuickStartTraining {

  private QuickStartTraining() {}

  /** Its argument is a folder for the broker's data, which whoever starts this deletes: this one may be killed. */
  public static void main(String[] args) throws ReflectiveOperationException {
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try (LocalBroker broker = LocalBroker.start(0, Path.of(args[0]))) {
      System.setProperty("bootstrap.servers", broker.bootstrapServers());
      System.setProperty("lab.messages", "10");
      System.setProperty("lab.delay.ms", "0");
      Lab.commandLine().execute();
      Lab.commandLine().execute("list", "--json");
      for (String lesson : new String[] {"producer.Producer02Sync", "producer.Producer04Json",
          "producer.Producer05CGroup", "consumer.Consumer04CommitAsync", "consumer.Consumer07RebalanceCallback"}) {
        Class.forName("kafkalab." + lesson).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
      }
    }
    // no System.exit here: the lessons' shutdown hooks wait for the end of this thread
  }
}
