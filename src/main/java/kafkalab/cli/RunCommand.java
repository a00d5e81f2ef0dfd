package kafkalab.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kafkalab.catalog.Lesson;
import kafkalab.run.LessonRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One lesson: in this JVM, or as several instances with keys to add, stop, kill or slow one down. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs a lesson against the configured broker. Ctrl-C stops it.",
    footer = {"", "Examples:",
        "  scripts/lab run p1                        fire and forget, 100,000 records",
        "  scripts/lab run producer02 --messages 200 --set linger.ms=0",
        "  scripts/lab run p5 --delay 100            a record every 100 ms for the consumers",
        "  scripts/lab run c3 --fresh                from the first record again",
        "  scripts/lab run c2 --seconds              how much time is between its commits",
        "  scripts/lab run c1 --instances 5          a group of five, and keys: ? shows them"})
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PROGRAM", completionCandidates = Lesson.Names.class,
      description = "Class name, or for example producer01 or p1.")
  private String program;

  @Option(names = "--messages", paramLabel = "N",
      description = "How many records a producer sends, or a consumer processes before it stops.")
  private String messages;

  @Option(names = "--delay", paramLabel = "MS",
      description = "Milliseconds between two records of a producer, or of a consumer's work on each.")
  private String delay;

  @Option(names = "--topic", paramLabel = "TOPIC", completionCandidates = TopicsCommand.Names.class,
      description = "Instead of the lesson's own; created if it is missing.")
  private String topic;

  @Option(names = "--group", paramLabel = "GROUP", description = "Consumer group instead of the lesson's own.")
  private String group;

  @Option(names = "--fresh", description = "Start the consumer group over: forget what it has committed.")
  private boolean fresh;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Any setting of a Kafka client; repeatable. It wins over the lesson's own.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--verbose", description = "Show all of Kafka's log.")
  private boolean verbose;

  @Option(names = "--seconds", negatable = true,
      description = "The seconds since the start in front of each line. In a terminal, --instances has them"
          + " unless --no-seconds.")
  private Boolean seconds;

  @Option(names = "--instances", paramLabel = "N",
      description = "Number of instances, 1 to " + LessonRunner.MOST_INSTANCES + ", each in a JVM of its own, with"
          + " single keys to add, stop, kill, slow down or pause one.")
  private Integer instances;

  @Override
  public Integer call() throws Exception {
    return LessonRunner.run(Lesson.named(program), new LessonRunner.Options(messages, delay, topic, group, fresh,
        settings, verbose, seconds, instances));
  }
}
