package kafkalab.board;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import kafkalab.base.DaemonThreads;
import kafkalab.base.Plural;
import kafkalab.board.group.GroupView;
import kafkalab.board.group.Rebalance;
import kafkalab.board.group.Sentences;
import kafkalab.board.web.RequestException;
import kafkalab.catalog.Lesson;
import kafkalab.support.Failure;
import kafkalab.support.LabException;

/** Plays a scene: does what its title says, waits until the group is at rest, and says in a sentence what happened. */
final class Scenes {

  private static final String LESSON = "Consumer01CGroup";
  /** So that the class sees records come. */
  private static final int RECORDS_A_SECOND = 4;
  private static final long AT_REST_WITHIN_SECONDS = 60;
  private static final long READ_AGAIN_WITHIN_SECONDS = 8;
  private static final long LOOK_MS = 50;
  private static final int ADDED = 2;

  private final Session session;
  private final Programs programs;
  private final Stages stages;
  private final AtomicBoolean playing = new AtomicBoolean();

  Scenes(Session session, Programs programs, Stages stages) {
    this.session = session;
    this.programs = programs;
    this.stages = stages;
  }

  /** Begins a scene; its end is an event. */
  void play(Scene scene) throws RequestException {
    if (!playing.compareAndSet(false, true)) {
      throw new RequestException(409, "a scene is being played; wait for its end");
    }
    DaemonThreads.start("scene", () -> {
      try {
        session.scene(scene, true, scene.question(), null);
        session.scene(scene, false, scene.question(), sentence(scene));
      } finally {
        playing.set(false);
      }
    });
  }

  private String sentence(Scene scene) {
    try {
      return perform(scene);
    } catch (RequestException e) {
      return "This was not done: " + e.getMessage() + ".";
    } catch (RuntimeException e) { // whatever it is: a scene has an end
      return "This was not done: " + (e instanceof LabException ? e.getMessage() : Failure.reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "This was interrupted.";
    }
  }

  private String perform(Scene scene) throws RequestException, InterruptedException {
    if (scene == Scene.PARTITIONS) {
      return morePartitions();
    }
    stages.showFirst();
    return switch (scene) {
      case ONE -> count(1);
      case TWO -> count(2);
      case FOUR -> count(4);
      case FIVE -> count(5);
      case CTRL_C -> stop();
      case KILL -> kill();
      default -> slow();
    };
  }

  /** One after the other, so that the class sees each rebalance. */
  private String count(int wanted) throws RequestException, InterruptedException {
    produce();
    GroupView before = session.view();
    boolean atRest = bring(wanted);
    GroupView now = session.view();
    return atRest ? Sentences.assignment(now.assignment()) + standstill(before, now) : notAtRest(now);
  }

  private void produce() throws RequestException {
    if (!programs.isProducing()) {
      programs.produce(RECORDS_A_SECOND);
    }
  }

  private boolean bring(int wanted) throws RequestException, InterruptedException {
    boolean atRest = true;
    while (programs.names().size() > wanted) {
      programs.stop(programs.names().get(programs.names().size() - 1));
      int left = programs.names().size() - 1;
      await(view -> programs.names().size() <= left);
    }
    while (programs.names().size() < wanted) {
      String name = programs.add(Lesson.named(LESSON));
      atRest = await(view -> view.settled() && view.assignment().containsKey(name));
    }
    return atRest & await(view -> isAtRest(view) && view.assignment().keySet().containsAll(programs.names()));
  }

  /** No rebalance is running, all partitions are assigned, and nobody else is in the group but those that run. */
  private boolean isAtRest(GroupView view) {
    return view.settled() && !view.assignment().isEmpty()
        && view.assignment().values().stream().mapToInt(Set::size).sum() == session.partitions();
  }

  private String standstill(GroupView before, GroupView now) {
    List<Rebalance> since = since(before, now);
    boolean nobodyBefore = since.stream().allMatch(rebalance -> rebalance.without().isEmpty());
    return nobodyBefore ? "" : " " + Sentences.standstill(since, session.partitions());
  }

  private static List<Rebalance> since(GroupView before, GroupView now) {
    int known = before.rebalances().isEmpty() ? 0 : before.rebalances().get(before.rebalances().size() - 1).n();
    return now.rebalances().stream().filter(rebalance -> rebalance.n() > known).toList();
  }

  private static String notAtRest(GroupView now) {
    return "The group is not at rest after " + AT_REST_WITHIN_SECONDS + " s. " + Sentences.assignment(now.assignment());
  }

  private String stop() throws RequestException, InterruptedException {
    String one = victim();
    GroupView before = session.view();
    programs.stop(one);
    boolean atRest = await(view -> !view.assignment().containsKey(one) && isAtRest(view) && hasChanged(before, view));
    GroupView now = session.view();
    return atRest ? one + " left the group. " + Sentences.moves(only(before, one), now.assignment()) + " "
        + Sentences.standstill(since(before, now), session.partitions()) : notAtRest(now);
  }

  private String kill() throws RequestException, InterruptedException {
    String one = victim();
    GroupView before = session.view();
    long again = session.again();
    programs.kill(one);
    boolean atRest = await(view -> isAtRest(view) && hasChanged(before, view));
    await(READ_AGAIN_WITHIN_SECONDS, session::caughtUp);
    GroupView now = session.view();
    return atRest ? one + " was killed. " + Sentences.moves(only(before, one),
        now.assignment()) + " " + withoutReader(before, now, one) + " "
        + Sentences.again(session.again() - again) : notAtRest(now);
  }

  private String slow() throws RequestException, InterruptedException {
    String one = victim();
    GroupView before = session.view();
    long again = session.again();
    programs.slow(one);
    boolean atRest = await(view -> isAtRest(view) && hasChanged(before, view) && !view.assignment().containsKey(one));
    GroupView without = session.view();
    programs.resume(one);
    atRest &= await(view -> isAtRest(view) && view.assignment().containsKey(one));
    await(READ_AGAIN_WITHIN_SECONDS, session::caughtUp);
    return atRest ? one + " did not poll for " + Sentences.duration(programs.maxPollIntervalMs())
        + " (max.poll.interval.ms) and was expelled. " + Sentences.moves(only(before, one), without.assignment()) + " "
        + withoutReader(before, without, one) + " When it polled again, it joined again. "
        + Sentences.again(session.again() - again) : notAtRest(session.view());
  }

  private String morePartitions() throws RequestException, InterruptedException {
    stages.showGrowing();
    produce();
    boolean atRest = bring(2);
    GroupView before = session.view();
    long asked = session.millis();
    int count = session.partitions() + ADDED;
    stages.addPartitions(ADDED);
    atRest &= await(view -> session.partitions() == count && isAtRest(view) && hasChanged(before, view));
    GroupView now = session.view();
    return atRest ? Plural.count(count, "partition") + " now. " + Sentences.assignment(now.assignment())
        + " That took " + Sentences.duration(since(before, now).get(0).end() - asked)
        + ": clients look for changes of their topics every metadata.max.age.ms, 10 s here." : notAtRest(now);
  }

  /** Some partitions of the one that is gone, without a reader for so long. */
  private static String withoutReader(GroupView before, GroupView now, String one) {
    Set<Integer> its = before.assignment().getOrDefault(one, Set.of());
    long longest = since(before, now).stream().flatMap(rebalance -> rebalance.without().entrySet().stream())
        .filter(entry -> its.contains(entry.getKey())).mapToLong(Map.Entry::getValue).max().orElse(0);
    return "Nobody read " + Sentences.partitions(its) + " for " + Sentences.duration(longest) + ".";
  }

  private static Map<String, Set<Integer>> only(GroupView view, String member) {
    return Map.of(member, view.assignment().getOrDefault(member, Set.of()));
  }

  private static boolean hasChanged(GroupView before, GroupView now) {
    return !since(before, now).isEmpty();
  }

  /** One that reads something, with another one beside it. */
  private String victim() throws RequestException, InterruptedException {
    produce();
    if (programs.names().size() < 2 && !bring(2)) {
      throw new RequestException(409, "the group is not at rest");
    }
    await(this::isAtRest);
    Map<String, Set<Integer>> assignment = session.view().assignment();
    Set<String> ours = new TreeSet<>(programs.names());
    ours.removeIf(name -> assignment.getOrDefault(name, Set.of()).isEmpty());
    return ours.stream().findFirst().orElseThrow(() -> new RequestException(409,
        "no consumer of the board has a partition"));
  }

  private boolean await(Predicate<GroupView> condition) throws InterruptedException {
    return await(AT_REST_WITHIN_SECONDS, () -> condition.test(session.view()));
  }

  private static boolean await(long seconds, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return true;
  }
}
