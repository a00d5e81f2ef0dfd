package kafkalab.tour;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.Cluster;
import kafkalab.cluster.Topics;
import kafkalab.cluster.WindowsBroker;
import kafkalab.common.LabConfig;
import kafkalab.process.LessonProcess;
import kafkalab.support.ErrorOutput;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.TempDirectories;
import kafkalab.terminal.Text;
import org.apache.kafka.clients.admin.Admin;

/**
 * What the tour plays on: a cluster, topics and groups of its own, programs that are started and stopped, and what is
 * shown of them. After Ctrl-C too nothing of it is left.
 */
public final class TourEnvironment {

  private static final Pattern SERVES = Pattern.compile("Kafka \\S+ serves (\\S+) .*");
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  /** How many lines of a kind are shown: records, commits and the like. */
  private static final int SHOWN_OF_A_KIND = 3;

  private final LabConfig lab;
  private final Path work;
  private final String run = "tour-" + Long.toString(System.currentTimeMillis(), 36);
  private final ConcurrentLinkedDeque<LessonProcess> started = new ConcurrentLinkedDeque<>();
  private final Set<String> topics = new TreeSet<>();
  private final List<String> shown = new ArrayList<>();
  private LessonProcess broker;
  private String bootstrapServers;
  private Admin admin;
  /** Set by Ctrl-C; what is to be cleaned up is made under this object's lock, and not any more from then on. */
  private boolean stopping;

  private TourEnvironment(LabConfig lab, Path work) {
    this.lab = lab;
    this.work = work;
  }

  /** Finds the configured cluster, or starts a broker of the tour's own. */
  public static TourEnvironment open(LabConfig lab) throws IOException, InterruptedException {
    TourEnvironment stage = new TourEnvironment(lab, Files.createTempDirectory("kafka-lab-tour"));
    Runtime.getRuntime().addShutdownHook(new Thread(stage::cleanUp, "clean-up"));
    stage.bootstrapServers = stage.reachableBroker();
    Properties settings = lab.cluster().adminSettings();
    settings.put("bootstrap.servers", stage.bootstrapServers);
    stage.admin = Admin.create(settings);
    return stage;
  }

  private String reachableBroker() throws InterruptedException {
    try {
      Cluster.check(lab.cluster());
      show("Tour on the broker at " + lab.bootstrapServers() + ".");
      return lab.bootstrapServers();
    } catch (LabException e) {
      if (e.exitCode() != LabException.NO_BROKER) {
        throw e;
      }
    }
    show("No broker at " + lab.bootstrapServers() + ", so the tour starts one of its own ...");
    synchronized (this) {
      refuseWhenStopping();
      broker = LessonProcess.start("kafkalab.broker.LocalBroker",
          List.of("--port", "0", "--data", work.resolve("broker").toString()), Map.of());
    }
    if (!broker.awaitLine(line -> SERVES.matcher(line).matches(), PATIENCE)) {
      throw new LabException(LabException.NO_BROKER, "the tour's broker did not start: "
          + String.join(" | ", broker.lines()));
    }
    String line = broker.lines().stream().filter(l -> SERVES.matcher(l).matches()).findFirst().orElseThrow();
    show(line.replaceAll("  \\(.*", "") + ", with temporary data.");
    return line.replaceAll(SERVES.pattern(), "$1");
  }

  public Admin admin() {
    return admin;
  }

  public String newTopic(Lesson lesson, int partitions) {
    return newTopic(lesson, partitions, "");
  }

  /** A topic for a lesson, with a name of this tour's own. */
  public synchronized String newTopic(Lesson lesson, int partitions, String suffix) {
    refuseWhenStopping();
    String topic = run + "." + lesson.shortName() + suffix;
    topics.add(topic);
    Topics.create(admin, topic, partitions);
    return topic;
  }

  /** The consumer group of a topic of this tour. */
  public static String group(String topic) {
    return topic + "-group";
  }

  /** Starts a lesson on a topic of this tour; some of its lines are shown, if it is the one to be watched. */
  public synchronized LessonProcess start(Lesson lesson, String topic, Map<String, String> more, Map<String, String> clientSettings,
      boolean watched) {
    refuseWhenStopping();
    Map<String, String> environment = new HashMap<>(more);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    environment.put("LAB_TOPIC", topic);
    environment.put("LAB_GROUP", group(topic));
    environment.put("LAB_CLIENT_PROPERTIES", clientProperties(clientSettings).toString());
    LessonProcess program = LessonProcess.startRemote(lesson.className(), List.of(), environment,
        watched ? new Trimmed() : line -> { });
    started.addFirst(program);
    return program;
  }

  /** A file of client settings: those of the user, if there are any, and these. */
  private Path clientProperties(Map<String, String> more) {
    Properties settings = new Properties();
    settings.putAll(lab.clientSettings());
    settings.putAll(more);
    try {
      Path file = Files.createTempFile(work, "client", ".properties");
      try (OutputStream out = Files.newOutputStream(file)) {
        settings.store(out, null);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows a program's output as it comes, but of many records or many commits in a row only the first few. */
  private final class Trimmed implements Consumer<String> {
    private final Map<String, Integer> seen = new HashMap<>();
    private int hidden;

    @Override
    public void accept(String line) {
      String kind = LessonProcess.RECORD.matcher(line).matches() ? "record" : line.startsWith("#") ? "#" : "";
      if (!kind.isEmpty() && seen.merge(kind, 1, Integer::sum) > SHOWN_OF_A_KIND) {
        hidden++;
        return;
      }
      if (hidden > 0) {
        show("  | ... " + hidden + (hidden == 1 ? " more line ..." : " more lines ..."));
        hidden = 0;
      }
      wrapped("  | ", "  |     ", line);
    }
  }

  /** A line for the person who watches. */
  public void show(String line) {
    synchronized (shown) {
      shown.add(line);
    }
    System.out.println(line);
  }

  /** A text in lines of at most 80 columns, if its words let it. */
  public void wrapped(String head, String indent, String text) {
    Text.wrapped(head, indent, text).forEach(this::show);
  }

  /** What was shown since this was last asked. */
  public List<String> shown() {
    synchronized (shown) {
      List<String> lines = List.copyOf(shown);
      shown.clear();
      return lines;
    }
  }

  /** After Ctrl-C nothing is begun and nothing is judged any more. */
  public synchronized void refuseWhenStopping() {
    if (stopping) {
      throw new CancellationException("the tour is being stopped");
    }
  }

  /** Stops what a lesson has left running: everything but the broker. */
  public synchronized void stopAll() {
    while (!started.isEmpty()) {
      started.removeFirst().close();
    }
  }

  private synchronized void cleanUp() {
    stopping = true;
    stopAll();
    // on Windows they stay
    if (broker == null && admin != null && !WindowsBroker.isAmong(admin)) {
      topics.forEach(topic -> {
        try {
          admin.deleteConsumerGroups(List.of(group(topic))).all().get(10, TimeUnit.SECONDS);
        } catch (Exception noSuchGroup) {
          // a producer's topic has none
        }
      });
      try {
        admin.deleteTopics(topics).all().get(20, TimeUnit.SECONDS);
      } catch (Exception e) {
        ErrorOutput.print("The tour could not delete its topics " + topics + ": " + Failure.reason(e));
      }
    }
    if (broker != null) {
      broker.close();
    }
    TempDirectories.delete(work);
  }
}
