package kafkalab.board;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kafkalab.base.DaemonThreads;
import kafkalab.base.HostPort;
import kafkalab.board.group.Figures;
import kafkalab.board.group.GroupModel;
import kafkalab.board.group.GroupView;
import kafkalab.board.group.Json;
import kafkalab.board.web.EventLog;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.support.Failure;
import kafkalab.support.Futures;

/**
 * What the board knows, from its start to its end: the model of the group that is shown now, and the events. The model
 * is used by one thread only, to which all others bring what they have.
 */
final class Session {

  private static final long FLUSH_MS = 250;
  /** Of more partitions, records and offsets are shown half as often: a recording is to stay small. */
  private static final int MANY_PARTITIONS = 16;
  /** Their groups are not the board's: three of the program's own, a share group. */
  private static final Set<String> WITH_OTHER_GROUPS = Set.of("consumer10", "consumer13");

  private final LabConfig lab;
  private final boolean local;
  private final EventLog log = new EventLog();
  private final ScheduledExecutorService thread = DaemonThreads.timer("board-model");
  private final long start = System.nanoTime();
  private final long epochMs = System.currentTimeMillis();
  private final Queue<Runnable> soon = new ConcurrentLinkedQueue<>();
  private volatile Stage stage;
  private volatile int partitions;
  private volatile Long brokersSessionMs;
  private volatile Runnable onShow = () -> { };
  private GroupModel model;
  private Figures figures;
  private long flushes;

  /**
   * A session that shows this from the beginning.
   *
   * @param local whether the cluster is on this machine, so that it may be changed
   */
  Session(LabConfig lab, boolean local, Stage first, int partitions) {
    this.lab = lab;
    this.local = local;
    show(first, partitions, false);
    thread.scheduleWithFixedDelay(guarded(this::tick), FLUSH_MS, FLUSH_MS, TimeUnit.MILLISECONDS);
  }

  LabConfig lab() {
    return lab;
  }

  boolean isLocal() {
    return local;
  }

  EventLog log() {
    return log;
  }

  Stage stage() {
    return stage;
  }

  int partitions() {
    return partitions;
  }

  void partitions(int count) {
    partitions = count;
  }

  /** The session timeout that the broker has for the group under the consumer protocol; null if it is not known. */
  Long brokersSessionMs() {
    return brokersSessionMs;
  }

  void brokersSessionMs(Long timeout) {
    brokersSessionMs = timeout;
  }

  /** Shows another group, or another topic, from now on. */
  void show(Stage next, int partitionCount) {
    ask(() -> {
      show(next, partitionCount, false);
      return null;
    });
    onShow.run();
  }

  /** What to do when another group or topic is shown. */
  void onShow(Runnable action) {
    onShow = action;
  }

  /** Forgets what was, but not what is. */
  void clear() {
    ask(() -> {
      show(stage, partitions, true);
      return null;
    });
  }

  private void show(Stage next, int partitionCount, boolean cleared) {
    boolean sameGroup = next.equals(stage);
    stage = next;
    partitions = partitionCount;
    log.add(startEvent(cleared));
    if (sameGroup) {
      figures.showAgain();
      model.showAgain();
    } else {
      figures = new Figures(this::millis, log::add);
      model = new GroupModel(next.topic(), this::millis, log::add, figures);
    }
  }

  private ObjectNode startEvent(boolean cleared) {
    boolean first = model == null;
    ObjectNode event = Json.event(first ? 0 : millis(), "start").put("version", 1).put("topic", stage.topic())
        .put("group", stage.group()).put("partitions", partitions).put("epochMs", epochMs)
        .put("cluster", String.join(",", lab.cluster().servers().stream().map(HostPort::toString).toList()))
        .put("local", local).put("protocol", stage.protocol().title());
    if (cleared) {
      event.put("cleared", true);
    }
    ArrayNode lessons = event.putArray("lessons");
    lessons().forEach(lesson -> lessons.addObject().put("name", lesson.name())
        .put("short", "c" + Integer.parseInt(lesson.shortName().replaceAll("\\D", ""))).put("text", lesson.shows()));
    Protocol.titles().forEach(event.putArray("protocols")::add);
    ArrayNode scenes = event.putArray("scenes");
    for (Scene scene : Scene.values()) {
      scenes.addObject().put("id", scene.id()).put("title", scene.title()).put("question", scene.question());
    }
    return event;
  }

  /** The lessons whose consumers may be members of the group. */
  static List<Lesson> lessons() {
    return Lesson.all().stream().filter(lesson -> lesson.hasGroup() && lesson.needsProducer())
        .filter(lesson -> !WITH_OTHER_GROUPS.contains(lesson.shortName())).toList();
  }

  /** Milliseconds since the board's start. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  /** Brings something to the model, if this group is shown still. */
  void tell(Stage about, Consumer<GroupModel> news) {
    execute(() -> {
      if (about.equals(stage)) {
        news.accept(model);
      }
    });
  }

  /** Likewise, but not at once: with the next news or the next look, as there may be a thousand such a second. */
  void tellSoon(Stage about, Consumer<GroupModel> news) {
    soon.add(() -> {
      if (about.equals(stage)) {
        news.accept(model);
      }
    });
  }

  private void catchUp() {
    for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
      task.run();
    }
  }

  /** Likewise to the figures. */
  void tellFigures(Stage about, Consumer<Figures> news) {
    execute(() -> {
      if (about.equals(stage)) {
        news.accept(figures);
      }
    });
  }

  private void execute(Runnable task) {
    thread.execute(guarded(() -> {
      catchUp();
      task.run();
    }));
  }

  /** A task that fails must not be the last one, nor fail unseen. */
  Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        note("error", "The board itself has failed: " + Failure.reason(e));
      }
    };
  }

  GroupView view() {
    return ask(() -> model.view());
  }

  boolean isChanging() {
    return ask(() -> model.isChanging());
  }

  /** How many records were processed once more, since this group is shown. */
  long again() {
    return ask(() -> figures.again());
  }

  boolean caughtUp() {
    return ask(() -> figures.caughtUp());
  }

  private <T> T ask(Callable<T> question) {
    return Futures.get(thread.submit(question), Duration.ofSeconds(10), "the board is too busy");
  }

  /** Something that the page is to say. */
  void note(String level, String text) {
    log.add(Json.event(millis(), "note").put("level", level).put("text", text));
  }

  /** Whether the broker answers has changed. */
  void broker(boolean reachable, String text) {
    log.add(Json.event(millis(), "note").put("level", reachable ? "info" : "error").put("text", text)
        .put("broker", reachable));
  }

  void scene(Scene scene, boolean begins, String question, String sentence) {
    log.add(Json.event(millis(), "scene").put("id", scene.id()).put("phase", begins ? "begin" : "end")
        .put("question", question).put("sentence", sentence));
  }

  boolean hasManyPartitions() {
    return partitions > MANY_PARTITIONS;
  }

  private void tick() {
    catchUp();
    flushes++;
    if (!hasManyPartitions() || flushes % 4 == 0) {
      figures.flush();
    }
    model.tick();
  }
}
