package kafkalab.cli;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.cluster.Cluster;
import kafkalab.common.LabConfig;
import kafkalab.run.Instances;
import kafkalab.settings.LabSetting;
import kafkalab.settings.LauncherOptions;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.VerboseLogging;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One lesson: in this JVM, or as several instances with keys to add, stop, kill or slow one down. */
@Command(name = "run", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Runs a lesson against the configured broker. Ctrl-C stops it.",
    footer = {"", "Examples:",
        "  scripts/lab run p1                        fire and forget, 100,000 records",
        "  scripts/lab run producer02 --messages 200 --set linger.ms=0",
        "  scripts/lab run p5 --delay 100            a record each 100 ms for the consumers",
        "  scripts/lab run c3 --fresh                from the first record again",
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
      description = "Instead of the lesson's own; made if it is missing.")
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

  @Option(names = "--instances", paramLabel = "N",
      description = "So many instances, 1 to " + Instances.MOST + ", each in a JVM of its own, with single keys to"
          + " add, stop, kill, slow down or pause one.")
  private Integer instances;

  @Override
  public Integer call() throws Exception {
    Lesson lesson = Lesson.named(program);
    refuseWhatDoesNotFit(lesson);
    if (verbose) {
      VerboseLogging.verboseOptions().forEach(System::setProperty);
    }
    LauncherOptions.pass(LabSetting.MESSAGES, messages);
    LauncherOptions.pass(LabSetting.DELAY_MS, delay);
    LauncherOptions.pass(LabSetting.TOPIC, topic);
    LauncherOptions.pass(LabSetting.GROUP, group);
    settings.forEach(LauncherOptions::passClientSetting);
    if (fresh) {
      startOver(LabConfig.load(RunCommand.class), lesson);
    }
    if (instances == null) {
      runHere(lesson);
      return 0;
    }
    LabConfig lab = LabConfig.load(RunCommand.class);
    Cluster.check(lab.cluster());
    RunHistory.markRun(lesson); // now: after Ctrl-C this thread may not come back
    return new Instances(lesson, lab, verbose).run(instances);
  }

  private void refuseWhatDoesNotFit(Lesson lesson) {
    if (!lesson.isConsumer() && (group != null || fresh)) {
      throw new LabException(LabException.WRONG_SETTING, (fresh ? "--fresh" : "--group " + group)
          + " (option): " + lesson.name() + " is a producer, and has no consumer group. Leave the option out.");
    }
    if (instances != null && (instances < 1 || instances > Instances.MOST)) {
      throw new LabException(LabException.WRONG_SETTING, "--instances " + instances
          + " (option) is out of range; write 1 to " + Instances.MOST + ".");
    }
  }

  /** Forgets a group with all that it has committed. */
  private static void startOver(LabConfig lab, Lesson lesson) throws InterruptedException {
    Cluster.check(lab.cluster());
    String group = lab.group(lesson.shortName());
    try (Admin admin = lab.cluster().admin()) {
      List<String> members = new ArrayList<>();
      for (MemberDescription member
          : admin.describeConsumerGroups(List.of(group)).all().get(5, TimeUnit.SECONDS).get(group).members()) {
        members.add(member.clientId());
      }
      if (!members.isEmpty()) {
        throw new LabException(LabException.FAILED, "group " + group + " cannot start over (--fresh): it has running"
            + " members: " + members.stream().sorted().collect(Collectors.joining(", ")) + ". Stop them first; one"
            + " that was killed is gone after its session timeout, some seconds.");
      }
      admin.deleteConsumerGroups(List.of(group)).all().get(5, TimeUnit.SECONDS);
      System.out.println("Group " + group + " starts over: what it has committed is forgotten.");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
      }
    } catch (TimeoutException e) {
      throw new LabException(LabException.FAILED, "group " + group + " cannot start over (--fresh): no answer from "
          + lab.bootstrapServers() + " within 5 s.");
    }
  }

  /** In this JVM, on this thread: Ctrl-C and SIGTERM stop it as they do without the launcher. */
  private static void runHere(Lesson lesson) throws Exception {
    Method main;
    try {
      main = Class.forName(lesson.className()).getMethod("main", String[].class);
    } catch (ReflectiveOperationException e) {
      throw new LabException(LabException.FAILED, lesson.className() + " cannot be started: " + Failure.reason(e));
    }
    main.invoke(null, (Object) new String[0]);
    RunHistory.markRun(lesson);
  }
}
