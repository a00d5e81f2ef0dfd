package kafkalab.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import kafkalab.support.ClientSettingsVariable;
import kafkalab.support.LauncherCommands;

/** Starts a lesson in a JVM of its own. What is not set here, {@code lab.properties} and the lesson set. */
public final class LessonLaunch {

  private final JvmLaunch jvm;
  private final Map<String, String> clientSettings = new TreeMap<>();
  private boolean takesCommands;

  private LessonLaunch(JvmLaunch jvm) {
    this.jvm = jvm;
  }

  /** Will start a lesson: its class with its package. */
  public static LessonLaunch of(String className) {
    return new LessonLaunch(JvmLaunch.of(className));
  }

  /** The cluster's address, for {@code bootstrap.servers}. */
  public LessonLaunch servers(String bootstrapServers) {
    return environment("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
  }

  public LessonLaunch topic(String name) {
    return environment("LAB_TOPIC", name);
  }

  public LessonLaunch group(String name) {
    return environment("LAB_GROUP", name);
  }

  /** How many records a producer sends, or a consumer processes before it stops. */
  public LessonLaunch messages(long count) {
    return environment("LAB_MESSAGES", Long.toString(count));
  }

  /** Milliseconds between two records of a producer, or of a consumer's work on each. */
  public LessonLaunch delayMs(long milliseconds) {
    return environment("LAB_DELAY_MS", Long.toString(milliseconds));
  }

  /** A variable of its environment. */
  public LessonLaunch environment(String name, String value) {
    jvm.environment(name, value);
    return this;
  }

  public LessonLaunch environment(Map<String, String> variables) {
    jvm.environment(variables);
    return this;
  }

  /** A setting of its Kafka client, which wins over the lesson's own. It is written to no file. */
  public LessonLaunch clientSetting(String name, String value) {
    clientSettings.put(name, value);
    return this;
  }

  public LessonLaunch clientSettings(Map<String, String> settings) {
    clientSettings.putAll(settings);
    return this;
  }

  /** Further options of its JVM. */
  public LessonLaunch jvmOptions(List<String> more) {
    jvm.jvmOptions(more);
    return this;
  }

  /** A folder of classes behind its class path: what its client settings name. */
  public LessonLaunch moreClasses(Path folder) {
    jvm.moreClasses(folder);
    return this;
  }

  /** The lesson takes commands while it runs, and stops when this JVM has ended. */
  public LessonLaunch takingCommands() {
    takesCommands = true;
    return jvmOptions(List.of("-D" + LauncherCommands.PROPERTY + "=true"));
  }

  /** A callback for each line of output as it comes, on a thread of its own. */
  public LessonLaunch onLine(Consumer<OutputLine> action) {
    jvm.onLine(line -> action.accept(OutputLine.parse(line)));
    return this;
  }

  /** Keeps only the last lines of its output, not all. */
  public LessonLaunch keepLastLines(int count) {
    jvm.keepLastLines(count);
    return this;
  }

  /** Nobody reads its output: a lesson that prints much costs this JVM nothing. */
  public LessonLaunch discardOutput() {
    jvm.discardOutput();
    return this;
  }

  public LessonProcess start() {
    if (!clientSettings.isEmpty()) {
      environment(ClientSettingsVariable.NAME, ClientSettingsVariable.encode(clientSettings));
    }
    return jvm.startLesson(takesCommands);
  }
}
