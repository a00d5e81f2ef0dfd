package kafkalab.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import kafkalab.base.DaemonThreads;
import kafkalab.board.web.RequestException;
import kafkalab.catalog.Lesson;
import kafkalab.common.LabConfig;
import kafkalab.process.LessonLaunch;
import kafkalab.process.LessonProcess;
import kafkalab.process.OutputLine;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The consumers and the producer that the board has started, each in a JVM of its own, which ends with the board. */
final class Programs {

  static final int MOST_CONSUMERS = 9;
  static final int MOST_RECORDS_A_SECOND = 1_000;

  /** A class does not wait Kafka's five minutes until one that is too slow is expelled. */
  private static final String MAX_POLL_INTERVAL_MS = "10000";
  private static final int KEPT_LINES = 20;
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(12);

  private final Session session;
  private final LabConfig lab;
  private final Map<String, Consumer> consumers = new LinkedHashMap<>();
  /** Those of a group that is shown no more: they end by themselves. */
  private final List<LessonProcess> leaving = new ArrayList<>();
  private LessonProcess producer;
  private boolean closed;

  /** One consumer, and what a person has done to it. */
  private static final class Consumer {
    private final LessonProcess process;
    private String ends;

    Consumer(LessonProcess process) {
      this.process = process;
    }
  }

  Programs(Session session) {
    this.session = session;
    this.lab = session.lab();
  }

  /** Starts one more consumer, and returns its name, which is its client's id. */
  synchronized String add(Lesson lesson) throws RequestException {
    if (consumers.size() >= MOST_CONSUMERS) {
      throw new RequestException(409, "there are " + MOST_CONSUMERS + " consumers, which is the most");
    }
    throwIfClosed();
    Stage stage = session.stage();
    int number = 1;
    while (consumers.containsKey(name(number)) || session.view().names().contains(name(number))) {
      number++;
    }
    String name = name(number);
    Map<String, String> settings = new TreeMap<>(lab.clientSettings());
    settings.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    if (stage.protocol() != Protocol.of(lab.clientSettings())) {
      settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
      settings.putAll(stage.protocol().settings());
    }
    LessonProcess process = launch(lesson, stage).environment("LAB_INSTANCE", String.valueOf(number))
        .clientSettings(settings).onLine(line -> heard(stage, name, line)).start();
    Consumer consumer = new Consumer(process);
    consumers.put(name, consumer);
    session.tell(stage, model -> model.started(name, lesson.name(), process.pid()));
    DaemonThreads.start("exit of " + name, () -> awaitExit(name, consumer, stage));
    return name;
  }

  private void heard(Stage stage, String name, OutputLine line) {
    if (line instanceof OutputLine.Record) {
      session.tellSoon(stage, model -> model.printed(name, line));
    } else {
      session.tell(stage, model -> model.printed(name, line));
    }
  }

  private LessonLaunch launch(Lesson lesson, Stage stage) {
    return LessonLaunch.of(lesson.className()).environment(lab.environment()).topic(stage.topic())
        .group(stage.group()).takingCommands().keepLastLines(KEPT_LINES);
  }

  private String name(int number) {
    return lab.clientSettings().getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "member") + "-" + number;
  }

  private void throwIfClosed() throws RequestException {
    if (closed) {
      throw new RequestException(409, "the board is ending");
    }
  }

  private void awaitExit(String name, Consumer consumer, Stage stage) {
    try {
      int code = consumer.process.awaitExit(Duration.ofDays(365)).orElseThrow();
      String asked;
      synchronized (this) {
        consumers.remove(name, consumer);
        asked = consumer.ends;
      }
      if (asked == null && code != 0) {
        List<String> lines = consumer.process.lines();
        session.note("warn", name + " has ended by itself, exit code " + code
            + (lines.isEmpty() ? "." : ": " + lines.get(lines.size() - 1)));
      }
      boolean killed = code == 137;
      session.tell(stage, model -> model.ended(name, asked != null ? asked : killed ? "killed"
          : code == 0 || code == 143 || code == 130 ? "left" : "ended, exit code " + code,
          killed ? sessionTimeoutMs() : null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After how long the group notices that a consumer has died; null if that is the broker's to say. */
  private Long sessionTimeoutMs() {
    Properties settings = new Properties();
    settings.putAll(session.stage().protocol().settings());
    lab.applyToConsumer(settings);
    Object timeout = settings.get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
    return timeout == null ? session.brokersSessionMs() : Long.valueOf(timeout.toString());
  }

  long maxPollIntervalMs() {
    return Long.parseLong(lab.clientSettings().getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
        MAX_POLL_INTERVAL_MS).strip());
  }

  synchronized List<String> names() {
    return List.copyOf(consumers.keySet());
  }

  private Consumer named(String name) throws RequestException {
    Consumer consumer = consumers.get(name);
    if (consumer == null) {
      throw new RequestException(404, "the board has not started a consumer of that name that runs");
    }
    return consumer;
  }

  /** Asks it to stop, as Ctrl-C does: it leaves the group. */
  synchronized void stop(String name) throws RequestException {
    Consumer consumer = named(name);
    consumer.ends = "left";
    session.tell(session.stage(), model -> model.ended(name, "left", null));
    consumer.process.stop();
  }

  /** Ends it at once, as kill -9 does: it does not leave the group. */
  synchronized void kill(String name) throws RequestException {
    Consumer consumer = named(name);
    consumer.ends = "killed";
    Long timeout = sessionTimeoutMs();
    consumer.process.kill();
    session.tell(session.stage(), model -> model.ended(name, "killed", timeout));
  }

  /** Makes each record take longer than the group waits for the next poll. */
  synchronized void slow(String name) throws RequestException {
    Consumer consumer = named(name);
    consumer.process.sendCommand("delay " + (maxPollIntervalMs() + 2_000));
    session.tell(session.stage(), model -> model.paced(name, false, maxPollIntervalMs()));
  }

  /** It processes nothing and does not poll; its heartbeats go on. */
  synchronized void pause(String name) throws RequestException {
    Consumer consumer = named(name);
    consumer.process.sendCommand("pause");
    session.tell(session.stage(), model -> model.paced(name, true, maxPollIntervalMs()));
  }

  /** Ends both. */
  synchronized void resume(String name) throws RequestException {
    Consumer consumer = named(name);
    consumer.process.sendCommand("delay");
    consumer.process.sendCommand("resume");
    session.tell(session.stage(), model -> model.resumed(name));
  }

  /** At most that many records a second from now on, as sending takes its time too; 0 stops it. */
  synchronized void produce(int recordsASecond) throws RequestException {
    throwIfClosed();
    if (recordsASecond == 0) {
      stopProducer();
      return;
    }
    long delayMs = delayMs(recordsASecond);
    if (producer != null && producer.isAlive()) {
      producer.sendCommand("delay " + delayMs);
      return;
    }
    Lesson lesson = Lesson.named("producer05");
    producer = launch(lesson, session.stage()).clientSettings(lab.clientSettings()).messages(Integer.MAX_VALUE)
        .delayMs(delayMs).discardOutput().start();
  }

  /** The pause after each record by which there are at most so many in a second. */
  static long delayMs(int recordsASecond) {
    return (1_000 + recordsASecond - 1) / recordsASecond;
  }

  synchronized boolean isProducing() {
    return producer != null && producer.isAlive();
  }

  private void stopProducer() {
    leaving.removeIf(process -> !process.isAlive());
    if (producer != null) {
      producer.stop();
      leaving.add(producer);
    }
    producer = null;
  }

  /** Stops all, as another group is shown next; they leave this one. */
  synchronized void stopAll() {
    stopProducer();
    for (Consumer consumer : consumers.values()) {
      consumer.ends = "left";
      consumer.process.stop();
      leaving.add(consumer.process);
    }
    consumers.clear();
  }

  /** Stops all for good, cleanly if they end in time; nothing is left running. Any thread may call this. */
  void close() {
    List<LessonProcess> all = new ArrayList<>();
    synchronized (this) {
      closed = true;
      all.addAll(leaving);
      consumers.values().forEach(consumer -> all.add(consumer.process));
      if (producer != null) {
        all.add(producer);
      }
    }
    all.forEach(LessonProcess::stop);
    try {
      long deadline = System.nanoTime() + STOPS_WITHIN.toNanos();
      for (LessonProcess process : all) {
        process.awaitExit(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(LessonProcess::close);
  }
}
