package kafkalab.run;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Map;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.cluster.ClusterConnection;
import kafkalab.common.LabConfig;
import kafkalab.settings.LabSetting;
import kafkalab.settings.LauncherOptions;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.ShellSyntax;
import kafkalab.support.VerboseLogging;
import kafkalab.terminal.ScreenLines;

/** Runs a lesson: in this JVM, or as several instances with keys to add, stop, kill or slow one down. */
public final class LessonRunner {

  /** How many instances there can be: one digit chooses one. */
  public static final int MOST_INSTANCES = Instances.MOST;

  private LessonRunner() {}

  /**
   * What a run changes about a lesson; null leaves it as it is.
   *
   * @param messages how many records
   * @param delay milliseconds for each
   * @param fresh whether the consumer group starts over
   * @param clientSettings settings of Kafka's clients
   * @param verbose whether all of Kafka's log is shown
   * @param seconds whether each line has the seconds since the start in front; null: if there are
   *     several instances, in a terminal
   * @param instances how many, each in a JVM of its own; null runs the lesson in this JVM
   */
  public record Options(String messages, String delay, String topic, String group, boolean fresh,
      Map<String, String> clientSettings, boolean verbose, Boolean seconds, Integer instances) {}

  /**
   * Runs it to its end.
   *
   * @return the exit code; a lesson that runs in this JVM may have given another one by the time it ends
   * @throws LabException if the options do not fit, or there is no broker
   * @throws Exception what the lesson throws
   */
  public static int run(Lesson lesson, Options options) throws Exception {
    checkThatOptionsFit(lesson, options);
    if (options.verbose()) {
      VerboseLogging.verboseOptions().forEach(System::setProperty);
    }
    LauncherOptions.pass(LabSetting.MESSAGES, options.messages());
    LauncherOptions.pass(LabSetting.DELAY_MS, options.delay());
    LauncherOptions.pass(LabSetting.TOPIC, options.topic());
    LauncherOptions.pass(LabSetting.GROUP, options.group());
    options.clientSettings().forEach(LauncherOptions::passClientSetting);
    if (options.fresh()) {
      FreshStart.forgetGroup(LabConfig.load(LessonRunner.class), lesson);
    }
    return options.instances() == null ? runHere(lesson, Boolean.TRUE.equals(options.seconds()))
        : runInstances(lesson, options);
  }

  private static void checkThatOptionsFit(Lesson lesson, Options options) {
    if (!lesson.hasGroup() && (options.group() != null || options.fresh())) {
      throw new LabException(ExitCode.WRONG_SETTING, (options.fresh() ? "--fresh" : "--group " + options.group())
          + " (option): " + lesson.name() + (lesson.isConsumer() ? " has no" : " is a producer, and has no")
          + " consumer group. Leave the option out.");
    }
    if (!lesson.takesNumber() && options.messages() != null) {
      throw new LabException(ExitCode.WRONG_SETTING, "--messages " + options.messages() + " (option): "
          + lesson.name() + " takes no number of records, and ends by itself. Leave the option out.");
    }
    Integer instances = options.instances();
    if (instances != null && (instances < 1 || instances > MOST_INSTANCES)) {
      throw new LabException(ExitCode.WRONG_SETTING, "--instances " + instances
          + " (option) is out of range; write 1 to " + MOST_INSTANCES + ".");
    }
  }

  private static int runInstances(Lesson lesson, Options options) throws IOException, InterruptedException {
    LabConfig lab = LabConfig.load(LessonRunner.class);
    ClusterConnection.check(lab.cluster());
    RunHistory.markRun(lesson); // now: after Ctrl-C this thread may not come back
    return InstancesConsole.run(lesson, lab, options.verbose(), options.seconds(), options.instances());
  }

  /** In this JVM, on this thread: Ctrl-C and SIGTERM stop it as they do without the launcher. */
  private static int runHere(Lesson lesson, boolean seconds) throws Exception {
    LabConfig.load(LessonRunner.class); // a wrong setting is told before anything else
    ScreenLines.install(seconds);
    System.out.println("Process " + ProcessHandle.current().pid() + ". To end it without a clean stop: "
        + ShellSyntax.kill(ProcessHandle.current().pid()));
    Method main;
    try {
      main = Class.forName(lesson.className()).getMethod("main", String[].class);
    } catch (ReflectiveOperationException e) {
      throw new LabException(ExitCode.FAILED, lesson.className() + " cannot be started: " + Failure.reason(e));
    }
    main.invoke(null, (Object) new String[0]);
    RunHistory.markRun(lesson);
    return 0;
  }
}
