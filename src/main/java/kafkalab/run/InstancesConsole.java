package kafkalab.run;

import java.io.IOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.GroupWatch;
import kafkalab.common.LabConfig;
import kafkalab.process.OutputLine;
import kafkalab.support.ProcessExit;
import kafkalab.terminal.Terminal;

/**
 * Several instances of a lesson in one terminal: their lines with the instance's number in front, and keys to add,
 * stop, kill or slow one down. For consumers it also says who has which partition whenever that has changed, and who
 * takes over from one that has ended, and after how long.
 */
final class InstancesConsole {

  private static final long JOINS_WITHIN_SECONDS = 15;
  private static final long KEY_MILLIS = 100;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final String KEYS = "a add, s stop, k kill -9, d slow down, p pause, t table, space hold the output,"
      + " 1-9 choose, q quit, ? keys";

  private final Lesson lesson;
  private final Terminal terminal;
  private final InstancesOutput output;
  private final Instances instances;
  private final Takeovers takeovers = new Takeovers(System::nanoTime);
  /** None for a producer. */
  private final GroupWatch group;
  private int chosen;
  private boolean quitting;
  private int firstFailure;

  private InstancesConsole(Lesson lesson, LabConfig lab, boolean verbose, Boolean seconds) {
    this.lesson = lesson;
    terminal = Terminal.open();
    output = new InstancesOutput(terminal, Objects.requireNonNullElse(seconds, terminal.singleKeys()));
    instances = new Instances(lesson, lab, verbose, this::show);
    group = lesson.hasGroup() ? new GroupWatch(lab.cluster(), lab.group(lesson.shortName())) : null;
  }

  /**
   * Runs this number of instances until all have ended.
   *
   * @param seconds whether each line has the seconds since the start in front; null: if this is a terminal
   * @return the first exit code of an instance that ended by itself and not well, or 0
   */
  static int run(Lesson lesson, LabConfig lab, boolean verbose, Boolean seconds, int count)
      throws IOException, InterruptedException {
    InstancesConsole console = new InstancesConsole(lesson, lab, verbose, seconds);
    ProcessExit.cleanUp(console::cleanUp);
    console.start(count);
    console.handleKeys();
    return console.firstFailure;
  }

  /** One after the other, so that the class sees each rebalance. */
  private void start(int count) throws InterruptedException {
    output.say("Keys: " + KEYS + (terminal.singleKeys() ? "." : ". Each with Enter."));
    for (int i = 0; i < count && firstFailure == 0; i++) {
      Optional<Instance> added = add();
      if (added.isPresent()) {
        added.get().awaitJoined(JOINS_WITHIN_SECONDS);
      }
      reportEnded();
      reportGroup();
    }
  }

  private void handleKeys() throws IOException, InterruptedException {
    long lookedAt = 0;
    while (!instances.isEmpty()) {
      int key = terminal.key(KEY_MILLIS);
      if (key == Terminal.END) {
        TimeUnit.MILLISECONDS.sleep(KEY_MILLIS); // nobody types: they run until they end, or until Ctrl-C
      } else if (key != Terminal.NONE) {
        handle(key);
      }
      reportEnded();
      if (System.nanoTime() - lookedAt > LOOK_NANOS) {
        lookedAt = System.nanoTime();
        reportGroup();
      }
    }
    output.release();
  }

  private void handle(int key) {
    switch (key) {
      case 'a', '+' -> add();
      case 's' -> selected().ifPresent(this::stop);
      case 'k' -> selected().ifPresent(this::kill);
      case 'd' -> selected().ifPresent(this::slowDown);
      case 'p' -> selected().ifPresent(this::pauseOrResume);
      case 't' -> showTable();
      case ' ' -> holdOrRelease();
      case 'q' -> quit();
      case '?', 'h' -> output.say("Keys: " + KEYS + ".");
      case '\r', '\n' -> {
        // ends a line where there is no terminal
      }
      default -> {
        if (key >= '1' && key <= '9') {
          choose(key - '0');
        } else if (key > ' ' && key < 127) {
          output.say("No key '" + (char) key + "'. Keys: " + KEYS + ".");
        }
      }
    }
  }

  /** A line of an instance, and what follows from it. */
  private void show(Instance instance, OutputLine line) {
    output.show(instance.number(), line);
    takeovers.printed(instance.clientId(), line).forEach(output::say);
  }

  private Optional<Instance> add() {
    Optional<Instance> added = instances.add(takeovers::started);
    added.ifPresentOrElse(instance -> {
      chosen = instance.number();
      output.say(chosen + " starts (process " + instance.process().pid() + ").");
    }, () -> output.say("There are " + Instances.MOST + " instances, which is the most."));
    return added;
  }

  /** The instance that the keys are for: the chosen one, or else the last. */
  private Optional<Instance> selected() {
    return instances.get(chosen).or(instances::last);
  }

  private void choose(int number) {
    instances.get(number).ifPresentOrElse(instance -> {
      chosen = number;
      output.say("The keys s, k, d and p are for " + number + " now, which " + instance.state() + ".");
    }, () -> output.say("There is no " + number + ". Running: " + instances.numbers() + "."));
  }

  private void stop(Instance instance) {
    output.say(instance.number() + " is asked to stop (as by Ctrl-C).");
    takeovers.ended(instance.clientId());
    instance.stop();
  }

  private void kill(Instance instance) {
    output.say(instance.number() + " is killed (kill -9)." + (group == null ? ""
        : " It does not leave the group, which waits for its session timeout."));
    takeovers.ended(instance.clientId());
    instance.kill();
  }

  private void slowDown(Instance instance) {
    int delayMs = instance.slowDown();
    output.say(instance.number() + (delayMs < 0 ? " is as quick as before."
        : " takes " + delayMs + " ms for each record."));
  }

  private void pauseOrResume(Instance instance) {
    output.say(instance.number() + (instance.pauseOrResume()
        ? " pauses." + (group == null ? "" : " It does not poll, but its heartbeats go on: the group keeps it"
            + " until max.poll.interval.ms is over.")
        : " goes on."));
  }

  private void showTable() {
    output.say("Instances of " + lesson.name() + ":");
    for (Instance instance : instances.running()) {
      output.row(String.format(Locale.ROOT, "  %d  %-20s %9d records  process %d", instance.number(),
          instance.state(), instance.records(), instance.process().pid()));
    }
    if (group != null) {
      group.table().forEach(output::row);
    }
  }

  private void holdOrRelease() {
    if (output.isHeld()) {
      output.release();
    } else {
      output.say("The output is held back; the instances go on. Space shows it.");
      output.hold();
    }
  }

  private void quit() {
    if (!quitting) {
      quitting = true;
      output.say("All are asked to stop.");
      output.release();
      instances.running().forEach(Instance::stop);
    }
  }

  private void reportEnded() throws InterruptedException {
    for (Instances.Ended ended : instances.removeEnded()) {
      Instance instance = ended.instance();
      takeovers.ended(instance.clientId()); // by a kill from elsewhere
      if (instance.exitReason() == null && firstFailure == 0) {
        firstFailure = ended.exitCode();
      }
      output.say(instance.number()
          + (instance.exitReason() == null ? " has ended by itself" : " was " + instance.exitReason())
          + ", exit code " + ended.exitCode() + ", after " + instance.records() + " records. "
          + (ended.left().isEmpty() ? "None is left." : "Left: " + ended.left() + "."));
    }
  }

  /** Says who has which partition, if that has changed. */
  private void reportGroup() {
    if (group != null) {
      group.change().ifPresent(output::say);
    }
  }

  /** Also after Ctrl-C, which the instances get too: they stop as they do alone. */
  private void cleanUp() {
    instances.stopAll();
    terminal.close();
    if (group != null) {
      group.close();
    }
  }
}
