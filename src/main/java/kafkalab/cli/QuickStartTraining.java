package kafkalab.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import kafkalab.broker.LocalBroker;
import kafkalab.kafkatools.KafkaTool;
import kafkalab.kafkatools.ToolRunner;
import kafkalab.support.LabException;
import org.apache.kafka.common.utils.internals.Exit;

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
      runTools();
    }
    // no System.exit here: the lessons' shutdown hooks wait for the end of this thread
  }

  /** The tools of Kafka's that are used most; each would end this JVM. */
  private static void runTools() throws ReflectiveOperationException {
    System.setIn(new ByteArrayInputStream("a line\n".getBytes(StandardCharsets.US_ASCII)));
    Exit.setExitProcedure((code, message) -> {
      throw new LabException(code, "the tool has ended");
    });
    for (String tool : new String[] {"kafka-topics --list", "kafka-topics --describe --topic ak03.json",
        "kafka-console-producer --topic ak03.json --sync", // else its record is sent at the end of this JVM
        "kafka-console-consumer --topic ak03.json --from-beginning --max-messages 1",
        "kafka-consumer-groups --describe --all-groups", "kafka-get-offsets --topic ak03.json"}) {
      List<String> words = List.of(tool.split(" "));
      try {
        ToolRunner.run(KafkaTool.named(words.get(0)).orElseThrow(), words.subList(1, words.size()));
      } catch (InvocationTargetException e) {
        if (!(e.getCause() instanceof LabException)) {
          throw e;
        }
      }
    }
    Exit.resetExitProcedure();
  }
}
