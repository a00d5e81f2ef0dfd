package kafkalab.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.process.LessonLaunch;
import kafkalab.process.OutputLine;
import kafkalab.support.VerboseLogging;

/**
 * The instances of a lesson that run side by side, each in a JVM of its own, by number. They are added, stopped and
 * killed by one thread; another one may ask to stop all.
 */
final class Instances {

  /** One digit chooses an instance. */
  static final int MOST = 9;

  private static final Duration STOPS_WITHIN = Duration.ofSeconds(12);

  private final Lesson lesson;
  private final LabConfig lab;
  private final boolean verbose;
  private final BiConsumer<Instance, OutputLine> onLine;
  private final Map<Integer, Instance> running = new TreeMap<>();

  /**
   * An instance that has ended.
   *
   * @param left the numbers of those that ran then
   */
  record Ended(Instance instance, int exitCode, String left) {}

  /**
   * No instances yet.
   *
   * @param verbose whether they show all of Kafka's log
   * @param onLine called with an instance and each of its lines
   */
  Instances(Lesson lesson, LabConfig lab, boolean verbose, BiConsumer<Instance, OutputLine> onLine) {
    this.lesson = lesson;
    this.lab = lab;
    this.verbose = verbose;
    this.onLine = onLine;
  }

  /**
   * Starts one more, with the lowest number that is free.
   *
   * @param onStart called with its client id before it starts
   * @return empty if there are {@value #MOST} already
   */
  Optional<Instance> add(Consumer<String> onStart) {
    int number = 1;
    while (running.containsKey(number)) {
      number++;
    }
    if (number > MOST) {
      return Optional.empty();
    }
    Instance instance = new Instance(number, clientId(number), line -> lesson.isConsumer()
        ? isJoined(line) : line.text().startsWith(lesson.name() + ": "));
    onStart.accept(instance.clientId());
    instance.start(launch(number), line -> onLine.accept(instance, line));
    synchronized (running) {
      running.put(number, instance);
    }
    return Optional.of(instance);
  }

  /** Whether a consumer says that it has joined; a member of a share group is not told its partitions. */
  private static boolean isJoined(OutputLine line) {
    return line instanceof OutputLine.Assigned || line.text().startsWith("Share group ");
  }

  /** The instances have the same settings, but each a name of its own in the group's tables. */
  private LessonLaunch launch(int number) {
    String set = lab.environment().get("LAB_INSTANCE");
    String instanceOfThisRun = set == null ? "" : set + "-";
    LessonLaunch launch = LessonLaunch.of(lesson.className()).environment(lab.environment())
        .clientSettings(lab.clientSettings()).environment("LAB_INSTANCE", instanceOfThisRun + number)
        .clientSetting("client.id", clientId(number));
    if (verbose) {
      launch.jvmOptions(VerboseLogging.verboseOptions().entrySet().stream()
          .map(option -> "-D" + option.getKey() + "=" + option.getValue()).toList());
    }
    return launch;
  }

  private String clientId(int number) {
    return lab.clientSettings().getOrDefault("client.id", "member") + "-" + number;
  }

  /** Those that run, by number. */
  Collection<Instance> running() {
    return running.values();
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  Optional<Instance> get(int number) {
    return Optional.ofNullable(running.get(number));
  }

  /** The one with the highest number. */
  Optional<Instance> last() {
    return running.values().stream().reduce((first, second) -> second);
  }

  /** {@code 1, 3, 4}: the numbers of those that run. */
  String numbers() {
    return running.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Removes those that have ended since the last call. */
  List<Ended> removeEnded() throws InterruptedException {
    List<Ended> ended = new ArrayList<>();
    for (Instance instance : List.copyOf(running.values())) {
      if (!instance.process().isAlive()) {
        int exitCode = instance.process().awaitExit(STOPS_WITHIN).orElseThrow();
        synchronized (running) {
          running.remove(instance.number());
        }
        ended.add(new Ended(instance, exitCode, numbers()));
      }
    }
    return ended;
  }

  /** Stops all, cleanly if they end in time; nothing is left running. Any thread may call this. */
  void stopAll() {
    List<Instance> left;
    synchronized (running) {
      left = List.copyOf(running.values());
    }
    left.forEach(instance -> instance.process().stop());
    try {
      long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
      for (Instance instance : left) {
        instance.process().awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    left.forEach(instance -> instance.process().close());
  }
}
