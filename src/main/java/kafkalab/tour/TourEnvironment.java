package kafkalab.tour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kafkalab.base.TempDirectories;
import kafkalab.broker.BrokerReadyLine;
import kafkalab.broker.LocalBroker;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.Topics;
import kafkalab.cluster.WindowsBrokerCheck;
import kafkalab.common.LabConfig;
import kafkalab.process.ChildJvm;
import kafkalab.process.JvmLaunch;
import kafkalab.process.LessonLaunch;
import kafkalab.process.LessonProcess;
import kafkalab.support.ErrorOutput;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.ProcessExit;
import kafkalab.support.ShellSyntax;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/**
 * What a tour has on the cluster, and what runs there: topics and groups of its own, lessons, perhaps a broker. It cleans
 * up at the end, after Ctrl-C too.
 */
final class TourEnvironment {

  /** A second on an idle machine; a busy one needs half a minute and more. */
  private static final Duration BROKER_STARTS_WITHIN = Duration.ofSeconds(120);
  private static final int BROKER_LINES = 100;

  private final LabConfig lab;
  private final Path work;
  private final String run = "tour-" + Long.toString(System.currentTimeMillis(), 36);
  private final Set<LessonProcess> started = new LinkedHashSet<>();
  private final Set<String> topics = new TreeSet<>();
  private ChildJvm broker;
  private ClusterAddress cluster;
  private Admin admin;
  /** Set by Ctrl-C; what is to be cleaned up is made under this object's lock, and not any more from then on. */
  private boolean stopping;

  private TourEnvironment(LabConfig lab, Path work) {
    this.lab = lab;
    this.work = work;
  }

  /** Finds the configured cluster, or starts a broker of the tour's own. */
  static TourEnvironment open(LabConfig lab) throws IOException, InterruptedException {
    TourEnvironment environment = new TourEnvironment(lab, temporaryFolder());
    ProcessExit.cleanUp(environment::cleanUp);
    environment.cluster = new ClusterAddress(environment.reachableBroker(), lab.cluster().security());
    environment.admin = ClusterConnection.open(environment.cluster);
    return environment;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("kafka-lab-tour");
    } catch (IOException e) {
      throw new LabException(ExitCode.FAILED, "no temporary folder can be created in "
          + System.getProperty("java.io.tmpdir") + " (" + Failure.reason(e) + "). Create that one, or choose another: "
          + ShellSyntax.variable("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=FOLDER"));
    }
  }

  private String reachableBroker() throws InterruptedException {
    try {
      ClusterConnection.check(lab.cluster());
      System.out.println("Tour on the broker at " + lab.bootstrapServers() + ".");
      return lab.bootstrapServers();
    } catch (LabException e) {
      // the tour's own broker has no TLS and no users: credentials would not fit it
      if (e.exitCode() != ExitCode.NO_BROKER || !lab.cluster().security().isEmpty()) {
        throw e;
      }
    }
    System.out.println("No broker at " + lab.bootstrapServers() + ", so the tour starts one of its own ...");
    return startBroker();
  }

  private String startBroker() throws InterruptedException {
    synchronized (this) {
      throwIfStopping();
      broker = JvmLaunch.of(LocalBroker.class.getName())
          .arguments(List.of("--port", "0", "--data", work.resolve("broker").toString()))
          .keepLastLines(BROKER_LINES).start();
    }
    if (!broker.awaitLine(line -> BrokerReadyLine.address(line).isPresent(), BROKER_STARTS_WITHIN)) {
      throw new LabException(ExitCode.NO_BROKER, "the tour's broker did not start: "
          + String.join(" | ", broker.lines()));
    }
    String line = broker.lines().stream().filter(l -> BrokerReadyLine.address(l).isPresent()).findFirst().orElseThrow();
    System.out.println(BrokerReadyLine.withoutDetails(line).orElseThrow() + ", with temporary data.");
    return BrokerReadyLine.address(line).orElseThrow();
  }

  /** A topic of this tour, of one of its lessons. */
  synchronized String newTopic(Lesson lesson, int partitions, String suffix) {
    throwIfStopping();
    String topic = run + "." + lesson.shortName() + suffix;
    topics.add(topic);
    ask(asked -> Topics.create(asked, topic, partitions));
    return topic;
  }

  /** A topic that a lesson creates: it is deleted at the end too. */
  synchronized String topicOfLesson(String topic) {
    topics.add(topic);
    return topic;
  }

  /** The consumer group of a topic of this tour. */
  static String group(String topic) {
    return topic + "-group";
  }

  /** A lesson on a topic of this tour, to be configured and {@link #start}ed. */
  LessonLaunch lesson(Lesson lesson, String topic) {
    return LessonLaunch.of(lesson.className()).takingCommands().servers(cluster.bootstrapServers()).topic(topic)
        .group(group(topic)).clientSettings(lab.clientSettings());
  }

  /** Starts a lesson, which is stopped at the latest when the tour ends. */
  synchronized LessonProcess start(LessonLaunch launch) {
    throwIfStopping();
    LessonProcess process = launch.start();
    started.add(process);
    return process;
  }

  /** Kills these lessons, if they still run. */
  void stop(Collection<LessonProcess> lessons) {
    lessons.forEach(LessonProcess::close); // takes its time, while another scenario may start something
    synchronized (this) {
      lessons.forEach(started::remove);
    }
  }

  ClusterAddress cluster() {
    return cluster;
  }

  /** The cluster's answer to a question; one that is too busy is asked again, as by a lesson. */
  <T> T ask(Function<Admin, T> question) {
    return ClusterConnection.answer(cluster, () -> question.apply(admin));
  }

  /** Ends the scenario after Ctrl-C: nothing more is started or judged. */
  synchronized void throwIfStopping() {
    if (stopping) {
      throw new CancellationException("the tour is being stopped");
    }
  }

  private synchronized void cleanUp() {
    stopping = true;
    stop(List.copyOf(started));
    // on Windows they stay
    if (broker == null && admin != null && !WindowsBrokerCheck.isAmong(admin)) {
      deleteTopicsAndGroups();
    }
    if (broker != null) {
      broker.close();
    }
    TempDirectories.delete(work);
  }

  private void deleteTopicsAndGroups() {
    groups().forEach(group -> {
      try {
        // static members stay, though their processes have ended
        admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all()
            .get(10, TimeUnit.SECONDS);
        admin.deleteConsumerGroups(List.of(group)).all().get(10, TimeUnit.SECONDS);
      } catch (Exception e) {
        // it goes by itself, in time
      }
    });
    try {
      admin.deleteTopics(topics).all().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      ErrorOutput.print("The tour could not delete its topics " + topics + ": " + Failure.reason(e));
    }
  }

  /** The consumer groups of this tour's topics; a lesson may have several, whose names begin alike. */
  private List<String> groups() {
    try {
      return admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get(10, TimeUnit.SECONDS).stream()
          .map(GroupListing::groupId)
          .filter(id -> topics.stream().anyMatch(topic -> id.startsWith(group(topic)))).toList();
    } catch (Exception e) {
      return List.of();
    }
  }
}
