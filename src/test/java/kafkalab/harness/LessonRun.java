package kafkalab.harness;

import java.io.File;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.process.ChildJvm;
import kafkalab.process.LessonLaunch;
import kafkalab.process.OutputLine;

/** A lesson in a JVM of its own. */
public final class LessonRun extends ProgramRun<LessonRun> {

  private final Class<?> lesson;
  private final LessonLaunch launch;
  private String topic;

  LessonRun(String bootstrapServers, Class<?> lesson) {
    super(lesson.getSimpleName());
    this.lesson = lesson;
    launch = Programs.lesson(lesson).servers(bootstrapServers);
  }

  @Override
  public LessonRun env(String variable, String value) {
    note(variable, value);
    launch.environment(variable, value);
    return this;
  }

  public LessonRun topic(String name) {
    topic = name;
    note("topic", name);
    launch.topic(name);
    return this;
  }

  public String topic() {
    return topic;
  }

  public LessonRun group(String name) {
    note("group", name);
    launch.group(name);
    return this;
  }

  public LessonRun messages(long count) {
    note("messages", Long.toString(count));
    launch.messages(count);
    return this;
  }

  public LessonRun delayMs(long milliseconds) {
    note("delay", Long.toString(milliseconds));
    launch.delayMs(milliseconds);
    return this;
  }

  /** A setting of its Kafka client. */
  public LessonRun client(String setting, Object value) {
    note(setting, value.toString());
    launch.clientSetting(setting, value.toString());
    return this;
  }

  /** The interceptors of its client, which may be classes of the tests. */
  public LessonRun interceptors(Class<?>... classes) {
    launch.moreClasses(Programs.TEST_CLASSES);
    return client("interceptor.classes", Stream.of(classes).map(Class::getName).collect(Collectors.joining(",")));
  }

  /** Runs it with changes in its source: text, each with what is to stand there instead. */
  public LessonRun edited(Map<String, String> changes) {
    note("edited", changes.toString());
    String classPath = EditedLesson.compile(lesson, changes) + File.pathSeparator + Programs.classPath();
    launch.jvmOptions(List.of("-cp", classPath));
    return this;
  }

  /** A metrics reporter of the tests, by which they get into a lesson whose client has no interceptors. */
  public LessonRun reporter(Class<?> type) {
    launch.moreClasses(Programs.TEST_CLASSES);
    return client("metric.reporters", type.getName());
  }

  @Override
  ChildJvm launch() {
    return launch.start();
  }

  @Override
  LessonRun self() {
    return this;
  }

  /** The lines of one kind that it printed, in order. */
  public <T extends OutputLine> List<T> output(Class<T> kind) {
    return lines().stream().map(OutputLine::parse).filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Waits until it has printed a line of this kind. */
  public LessonRun await(Class<? extends OutputLine> kind) {
    return awaitLine(line -> kind.isInstance(OutputLine.parse(line)), "a line " + kind.getSimpleName());
  }

  /** Waits until it has printed this number of records. */
  public LessonRun awaitRecords(int count) {
    return awaitLines(line -> isOwn(OutputLine.parse(line)), count, count + " records");
  }

  /** The records of its topic that it printed, in order. */
  public List<OutputLine.Record> records() {
    return output(OutputLine.Record.class).stream().filter(this::isOwn).toList();
  }

  private boolean isOwn(OutputLine line) {
    return line instanceof OutputLine.Record record && record.topic().equals(topic);
  }

  /** Their places; a record printed twice is there twice. */
  public static List<String> places(Collection<OutputLine.Record> records) {
    return records.stream().map(OutputLine.Record::place).toList();
  }

  /** The last offset in its lines "# Committed offsets for: ...", by partition. */
  public Map<Integer, Long> printedCommits() {
    Map<Integer, Long> commits = new TreeMap<>();
    output(OutputLine.Committed.class).stream().filter(commit -> commit.partition().topic().equals(topic))
        .forEach(commit -> commits.put(commit.partition().partition(), commit.offset()));
    return commits;
  }
}
