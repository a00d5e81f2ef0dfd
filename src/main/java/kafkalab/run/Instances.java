package kafkalab.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.GroupWatch;
import kafkalab.common.LabConfig;
import kafkalab.process.LessonProcess;
import kafkalab.support.TempDirectories;
import kafkalab.support.VerboseLogging;
import kafkalab.terminal.Terminal;
import kafkalab.terminal.Text;

/**
 * Several instances of a lesson, each in a JVM of its own, in one terminal: their lines with the instance's number in
 * front, and keys to add, stop, kill or slow one down. For consumers it also says who has which partition whenever
 * that has changed.
 */
public final class Instances {

  /** One digit chooses an instance. */
  public static final int MOST = 9;

  private static final Duration JOINS_WITHIN = Duration.ofSeconds(15);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(12);
  private static final long KEY_MILLIS = 100;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  /** Work on each record of an instance that is slowed down, in milliseconds; the next press is the next of these. */
  private static final List<Integer> SLOW = List.of(500, 5_000);
  private static final String KEYS = "a add, s stop, k kill -9, d slow down, p pause, t table, space hold the output,"
      + " 1-9 choose, q quit, ? keys";

  /** An instance. All but its program belongs to the main thread. */
  private static final class Instance {
    private final int number;
    private LessonProcess program;
    private volatile long records;
    private int slow = -1;
    private boolean paused;
    private String farewell;

    Instance(int number) {
      this.number = number;
    }

    String state() {
      return farewell != null ? farewell : paused ? "paused" : slow >= 0 ? SLOW.get(slow) + " ms a record" : "runs";
    }
  }

  private final Lesson lesson;
  private final LabConfig lab;
  private final List<String> jvmOptions = new ArrayList<>();
  private final Map<Integer, Instance> running = new TreeMap<>();
  private final List<Integer> failures = new ArrayList<>();
  private final List<String> heldBack = new ArrayList<>();
  private Terminal terminal;
  private GroupWatch group;
  private Path work;
  private int chosen;
  private boolean held;
  private boolean quitting;

  public Instances(Lesson lesson, LabConfig lab, boolean verbose) {
    this.lesson = lesson;
    this.lab = lab;
    if (verbose) {
      VerboseLogging.verboseOptions().forEach((name, value) -> jvmOptions.add("-D" + name + "=" + value));
    }
  }

  /**
   * Runs until all instances have ended.
   *
   * @return the first exit code of an instance that ended by itself and not well, or 0
   */
  public int run(int count) throws IOException, InterruptedException {
    work = Files.createTempDirectory("kafka-lab-run");
    terminal = Terminal.open();
    group = lesson.isConsumer() ? new GroupWatch(lab.cluster(), lab.group(lesson.shortName())) : null;
    Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp, "clean-up"));
    say("Keys: " + KEYS + (terminal.singleKeys() ? "." : ". Each with Enter."));
    for (int i = 0; i < count && failures.isEmpty(); i++) {
      awaitJoined(add());
    }
    long lookedAt = 0;
    while (!running.isEmpty()) {
      int key = terminal.key(KEY_MILLIS);
      if (key == Terminal.END) {
        TimeUnit.MILLISECONDS.sleep(KEY_MILLIS); // nobody types: they run until they end, or until Ctrl-C
      } else if (key != Terminal.NONE) {
        press(key);
      }
      sayWhoHasEnded();
      if (group != null && System.nanoTime() - lookedAt > LOOK_NANOS) {
        lookedAt = System.nanoTime();
        group.change().ifPresent(this::say);
      }
    }
    hold(false);
    return failures.stream().findFirst().orElse(0);
  }

  private void press(int key) throws IOException, InterruptedException {
    switch (key) {
      case 'a', '+' -> add();
      case 's' -> stop(one());
      case 'k' -> kill(one());
      case 'd' -> slowDown(one());
      case 'p' -> pause(one());
      case 't' -> table();
      case ' ' -> hold(!held);
      case 'q' -> quit();
      case '?', 'h' -> say("Keys: " + KEYS + ".");
      case '\r', '\n' -> {
        // ends a line where there is no terminal
      }
      default -> {
        if (key >= '1' && key <= '9') {
          choose(key - '0');
        } else if (key > ' ' && key < 127) {
          say("No key '" + (char) key + "'. Keys: " + KEYS + ".");
        }
      }
    }
  }

  private Instance add() throws IOException {
    int number = 1;
    while (running.containsKey(number)) {
      number++;
    }
    if (number > MOST) {
      say("There are " + MOST + " instances, which is the most.");
      return null;
    }
    Instance instance = new Instance(number);
    Map<String, String> environment = new HashMap<>(lab.environment());
    environment.put("LAB_CLIENT_PROPERTIES", clientProperties(number).toString());
    instance.program = LessonProcess.startRemote(lesson.className(), jvmOptions, environment, line -> show(instance, line));
    synchronized (running) {
      running.put(number, instance);
    }
    chosen = number;
    say(number + " starts (process " + instance.program.pid() + ").");
    return instance;
  }

  /** The instances have the same settings, but each a name of its own in the group's tables. */
  private Path clientProperties(int number) throws IOException {
    Properties settings = new Properties();
    settings.putAll(lab.clientSettings());
    settings.put("client.id", clientId(number));
    Path file = work.resolve("client-" + number + ".properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    }
    return file;
  }

  private String clientId(int number) {
    return lab.clientSettings().getOrDefault("client.id", "member") + "-" + number;
  }

  /** One after the other, so that the class sees each rebalance. */
  private void awaitJoined(Instance instance) throws InterruptedException {
    Pattern joined = Pattern.compile(lesson.isConsumer() ? "Setting newly assigned partitions: .*"
        : lesson.name() + ": .*");
    instance.program.awaitLine(joined.asMatchPredicate(), JOINS_WITHIN);
    sayWhoHasEnded();
    if (group != null) {
      group.change().ifPresent(this::say);
    }
  }

  /** The instance that the keys are for: the chosen one, or else the last. */
  private Optional<Instance> one() {
    Instance instance = running.get(chosen);
    return instance != null ? Optional.of(instance)
        : running.values().stream().reduce((first, second) -> second);
  }

  private void choose(int number) {
    if (running.containsKey(number)) {
      chosen = number;
      say("The keys s, k, d and p are for " + number + " now, which " + running.get(number).state() + ".");
    } else {
      say("There is no " + number + ". Running: " + numbers() + ".");
    }
  }

  private void stop(Optional<Instance> one) {
    one.ifPresent(instance -> {
      say(instance.number + " is asked to stop (as by Ctrl-C).");
      instance.farewell = "stopped";
      instance.program.stop();
    });
  }

  private void kill(Optional<Instance> one) {
    one.ifPresent(instance -> {
      say(instance.number + " is killed (kill -9)." + (group == null ? ""
          : " It says nothing to the group, which waits for its session timeout."));
      instance.farewell = "killed";
      instance.program.kill();
    });
  }

  private void slowDown(Optional<Instance> one) {
    one.ifPresent(instance -> {
      instance.slow = instance.slow + 1 < SLOW.size() ? instance.slow + 1 : -1;
      instance.program.order(instance.slow < 0 ? "delay" : "delay " + SLOW.get(instance.slow));
      say(instance.number + (instance.slow < 0 ? " is as quick as before."
          : " takes " + SLOW.get(instance.slow) + " ms for each record."));
    });
  }

  private void pause(Optional<Instance> one) {
    one.ifPresent(instance -> {
      instance.paused = !instance.paused;
      instance.program.order(instance.paused ? "pause" : "resume");
      say(instance.number + (instance.paused
          ? " pauses." + (group == null ? "" : " It does not poll, but its heartbeats go on: the group keeps it"
              + " until max.poll.interval.ms is over.")
          : " goes on."));
    });
  }

  private void table() {
    say("Instances of " + lesson.name() + ":");
    for (Instance instance : running.values()) {
      row(String.format("  %d  %-20s %9d records  process %d", instance.number, instance.state(), instance.records,
          instance.program.pid()));
    }
    if (group != null) {
      group.table().forEach(this::row);
    }
  }

  /** Holds the output back, so that a class can read it; the instances go on. */
  private void hold(boolean hold) {
    if (hold) {
      say("The output is held back; the instances go on. Space shows it.");
    }
    synchronized (heldBack) {
      held = hold;
      if (!hold) {
        heldBack.forEach(System.out::println);
        heldBack.clear();
      }
    }
  }

  private void quit() {
    if (!quitting) {
      quitting = true;
      say("All are asked to stop.");
      hold(false);
      running.values().forEach(instance -> {
        instance.farewell = "stopped";
        instance.program.stop();
      });
    }
  }

  private void sayWhoHasEnded() throws InterruptedException {
    for (Instance instance : List.copyOf(running.values())) {
      if (instance.program.isAlive()) {
        continue;
      }
      int exitCode = instance.program.awaitExit(STOPS_WITHIN).orElseThrow();
      synchronized (running) {
        running.remove(instance.number);
      }
      boolean asked = instance.farewell != null;
      if (!asked && exitCode != 0) {
        failures.add(exitCode);
      }
      say(instance.number + (asked ? " was " + instance.farewell : " has ended by itself") + ", exit code " + exitCode
          + ", after " + instance.records + " records. " + (running.isEmpty() ? "None is left." : "Left: " + numbers()
          + "."));
    }
  }

  private String numbers() {
    return running.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** A line of an instance. */
  private void show(Instance instance, String line) {
    if (LessonProcess.RECORD.matcher(line).matches()) {
      instance.records++;
    }
    boolean rebalance = line.startsWith("Setting newly") || line.startsWith("Revoking") || line.startsWith("Lost prev");
    print(terminal.coloured(instance.number - 1, instance.number + " | "), 4,
        rebalance ? terminal::bold : text -> text, line);
  }

  /** A line of the launcher itself. */
  private void say(String line) {
    print("- ", 2, terminal::bold, line);
  }

  /** A line of a table, which has 80 columns at most. */
  private void row(String line) {
    synchronized (heldBack) {
      System.out.println(line);
    }
  }

  private void print(String head, int headWidth, UnaryOperator<String> style, String text) {
    List<String> parts = terminal.singleKeys() ? Text.wrapped(text, terminal.width() - headWidth - 1) : List.of(text);
    synchronized (heldBack) {
      for (int i = 0; i < parts.size(); i++) {
        String line = (i == 0 || headWidth > 2 ? head : " ".repeat(headWidth)) + style.apply(parts.get(i));
        if (held && headWidth > 2) {
          heldBack.add(line);
        } else {
          System.out.println(line);
        }
      }
    }
  }

  /** Also after Ctrl-C, which the instances get too: they stop as they do alone; nothing is left running. */
  private void cleanUp() {
    List<Instance> left;
    synchronized (running) {
      left = List.copyOf(running.values());
    }
    left.forEach(instance -> instance.program.stop());
    try {
      long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
      for (Instance instance : left) {
        instance.program.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    left.forEach(instance -> instance.program.close());
    terminal.close();
    if (group != null) {
      group.close();
    }
    TempDirectories.delete(work);
  }
}
