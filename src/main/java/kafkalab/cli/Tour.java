package kafkalab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafkalab.common.Cluster;
import kafkalab.common.Failure;
import kafkalab.common.LabConfig;
import kafkalab.common.LabException;
import kafkalab.common.LabTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import picocli.CommandLine.Command;

/**
 * All twelve lessons by themselves: each is run as a user would run it, and judged by the cluster's own figures,
 * not by what it says of itself.
 */
@Command(name = "tour", mixinStandardHelpOptions = true,
    description = "Runs all twelve lessons, shows what to watch for, and checks each on the cluster."
        + " Starts a broker of its own if none is reachable.")
final class Tour implements Callable<Integer> {

  private static final Pattern RECORD = Pattern.compile("\\S+-\\d+-\\d+ : \\(.* , .*\\)");
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  /** How many lines of a kind are shown: records, commits and the like. */
  private static final int SHOWN_OF_A_KIND = 3;
  private static final int WIDTH = 90;
  private static final int PARTITIONS = 4;
  private static final int EACH = 40;

  private final boolean signals = !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");
  private final String run = "tour-" + Long.toString(System.currentTimeMillis(), 36);
  private final Map<Lesson, String> failures = new TreeMap<>((a, b) -> a.name().compareTo(b.name()));
  private final ConcurrentLinkedDeque<Program> started = new ConcurrentLinkedDeque<>();
  private final Set<String> topics = new TreeSet<>();
  private String bootstrapServers;
  private Path work;
  private Admin admin;
  /** Set by Ctrl-C; what is to be cleaned up is made under this object's lock, and not any more from then on. */
  private boolean stopping;

  /** What the cluster says of a lesson that has ended: a sentence. It throws {@link Wrong} if the lesson failed. */
  private interface Check {
    String verdict() throws InterruptedException;
  }

  /** The cluster's figures, or the program's exit code, are not what the lesson promises. */
  private static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      return tour();
    } catch (CancellationException e) {
      return LabException.FAILED; // the process is ending by a signal, with the signal's exit code
    }
  }

  private int tour() throws IOException, InterruptedException {
    long start = System.nanoTime();
    LabConfig lab = LabConfig.load(Tour.class);
    work = Files.createTempDirectory("kafka-lab-tour");
    Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp, "clean-up"));
    bootstrapServers = reachableBroker(lab);
    Properties settings = lab.adminSettings();
    settings.put("bootstrap.servers", bootstrapServers);
    admin = Admin.create(settings);

    List<Lesson> lessons = Lesson.all();
    for (Lesson lesson : lessons) {
      System.out.printf("%n[%2d/%d] %s%n", lessons.indexOf(lesson) + 1, lessons.size(), lesson.name());
      wrapped("  ", "  ", lesson.shows());
      wrapped("  Watch: ", "         ", lesson.watch());
      long lessonStart = System.nanoTime();
      String verdict;
      try {
        verdict = "ok      " + play(lesson);
      } catch (Wrong | ApiException e) {
        refuseWhenStopping();
        failures.put(lesson, e instanceof Wrong ? e.getMessage() : Failure.reason(e));
        verdict = "FAILED  " + failures.get(lesson);
      }
      refuseWhenStopping();
      System.out.printf("  %s (%.1f s)%n", verdict, (System.nanoTime() - lessonStart) / 1e9);
      stopAll();
    }
    summary(lessons, start);
    return failures.isEmpty() ? 0 : LabException.FAILED;
  }

  private void summary(List<Lesson> lessons, long start) {
    System.out.println();
    failures.forEach((lesson, why) -> System.out.println("FAILED: " + lesson.name() + ": " + why));
    System.out.printf("%d lessons, %d ok, %d failed, %.0f s. Your turn: scripts/lab broker, then"
        + " scripts/lab run producer01%n", lessons.size(), lessons.size() - failures.size(), failures.size(),
        (System.nanoTime() - start) / 1e9);
  }

  private String reachableBroker(LabConfig lab) throws InterruptedException {
    try {
      Cluster.check(lab);
      System.out.println("Tour on the broker at " + lab.bootstrapServers() + ".");
      return lab.bootstrapServers();
    } catch (LabException e) {
      if (e.exitCode() != LabException.NO_BROKER) {
        throw e;
      }
    }
    System.out.println("No broker at " + lab.bootstrapServers() + ", so the tour starts one of its own ...");
    Pattern serves = Pattern.compile("Kafka \\S+ serves (\\S+) .*");
    Program broker;
    synchronized (this) {
      refuseWhenStopping();
      broker = Program.start("kafkalab.broker.LocalBroker",
          List.of("--port", "0", "--data", work.resolve("broker").toString()), Map.of());
      started.addFirst(broker);
    }
    if (!broker.awaitLine(line -> serves.matcher(line).matches(), PATIENCE)) {
      throw new LabException(LabException.NO_BROKER, "the tour's broker did not start: "
          + String.join(" | ", broker.lines()));
    }
    String line = broker.lines().stream().filter(l -> serves.matcher(l).matches()).findFirst().orElseThrow();
    System.out.println(line.replaceAll("  \\(.*", "") + ", with temporary data.");
    return line.replaceAll(serves.pattern(), "$1");
  }

  private String play(Lesson lesson) throws InterruptedException {
    return switch (lesson.shortName()) {
      case "producer01" -> producer(lesson, 100_000, 1, Map.of());
      case "producer02" -> producer(lesson, 300, 1, Map.of("LAB_MESSAGES", "300"));
      case "producer03", "producer04" -> producer(lesson, 100_000, 1, Map.of());
      case "producer05" -> producer(lesson, 40, PARTITIONS, Map.of("LAB_MESSAGES", "40", "LAB_DELAY_MS", "50"));
      case "consumer01" -> group(lesson);
      case "consumer02" -> consumer(lesson, 120, Map.of("LAB_DELAY_MS", "50"));
      case "consumer07" -> handOver(lesson);
      default -> consumer(lesson, EACH, Map.of());
    };
  }

  private String producer(Lesson lesson, long records, int partitions, Map<String, String> more)
      throws InterruptedException {
    String topic = newTopic(lesson, partitions);
    Program program = start(lesson, topic, more, Map.of(), true);
    exitCodeZero(program);
    Map<TopicPartition, Long> ends = LabTopics.ends(admin, topic);
    long there = ends.values().stream().mapToLong(Long::longValue).sum();
    expect(there == records, "the topic holds " + there + " records instead of " + records);
    return "the topic holds " + there + " records" + (partitions == 1 ? "" : ", in its partitions " + ends.values());
  }

  private String consumer(Lesson lesson, int records, Map<String, String> more) throws InterruptedException {
    String topic = newTopic(lesson, PARTITIONS);
    feed(topic, records, 5);
    Map<String, String> environment = new HashMap<>(more);
    environment.put("LAB_MESSAGES", String.valueOf(records));
    Program program = start(lesson, topic, environment, Map.of(), true);
    exitCodeZero(program);
    long processed = records(program).size();
    long committed = LabTopics.committed(admin, group(topic), topic).values().stream().mapToLong(Long::longValue).sum();
    expect(processed == records, processed + " records processed instead of " + records);
    expect(committed == processed, processed + " records processed, but offsets committed for " + committed);
    long commits = program.lines().stream().filter(line -> line.startsWith("# Committed")).count();
    return "processed " + processed + " records, committed offsets add up to " + committed + ", in " + commits
        + " lines";
  }

  /** The group lesson: 1, 2, 4 and 5 instances, with who gets which partition each time. */
  private String group(Lesson lesson) throws InterruptedException {
    String topic = newTopic(lesson, PARTITIONS);
    feed(topic, 10_000, 20);
    Map<Integer, List<Set<Integer>>> expected = Map.of(
        1, List.of(Set.of(0, 1, 2, 3)),
        2, List.of(Set.of(0, 1), Set.of(2, 3)),
        4, List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3)),
        5, List.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3), Set.of()));
    List<Program> members = new ArrayList<>();
    for (int size : new TreeSet<>(expected.keySet())) {
      while (members.size() < size) {
        // members are ordered by client id: without one, the idle fifth could be any of the five
        members.add(start(lesson, topic, Map.of(), Map.of("client.id", "member-" + (members.size() + 1)), false));
      }
      AtomicInteger seen = new AtomicInteger();
      boolean settled = eventually(() -> {
        List<Set<Integer>> now = assignments(group(topic));
        seen.set(now.size());
        return now.equals(expected.get(size));
      });
      expect(settled, size + " instances: the group shows " + assignments(group(topic)) + " instead of "
          + expected.get(size));
      System.out.printf("  | %d %-10s %s%n", size, size == 1 ? "consumer" : "consumers",
          assignments(group(topic)).stream().map(Object::toString).collect(Collectors.joining("  ")));
    }
    Program fifth = members.get(4);
    String idle = "Setting newly assigned partitions: []";
    expect(fifth.awaitLine(idle::equals, PATIENCE), "the fifth does not print " + idle);
    System.out.println("  | the fifth prints: " + idle);
    if (!signals) {
      return "assignments as expected for 1, 2, 4 and 5 consumers";
    }
    members.forEach(Program::stop);
    long stop = System.nanoTime();
    expect(eventually(() -> assignments(group(topic)).isEmpty()), "members remain in the group after a clean stop");
    return String.format("assignments as expected for 1, 2, 4 and 5 consumers; all left within %.1f s of Ctrl-C",
        (System.nanoTime() - stop) / 1e9);
  }

  /** Two instances, the second joins while the first is busy: between them nothing is lost or processed twice. */
  private String handOver(Lesson lesson) throws InterruptedException {
    String topic = newTopic(lesson, PARTITIONS);
    feed(topic, 400, 10);
    Program first = start(lesson, topic, Map.of("LAB_MESSAGES", "250", "LAB_DELAY_MS", "10"), Map.of(), true);
    expect(first.awaitLines(RECORD.asMatchPredicate(), 20, PATIENCE), "the first instance reads nothing");
    Program second = start(lesson, topic, Map.of("LAB_MESSAGES", "100", "LAB_DELAY_MS", "10"), Map.of(), false);
    exitCodeZero(first);
    exitCodeZero(second);
    List<String> all = new ArrayList<>(records(first));
    all.addAll(records(second));
    Set<String> distinct = new HashSet<>(all);
    long committed = LabTopics.committed(admin, group(topic), topic).values().stream().mapToLong(Long::longValue).sum();
    expect(distinct.size() == all.size(), all.size() - distinct.size() + " records were processed twice");
    expect(committed == all.size(), all.size() + " records processed, but offsets committed for " + committed);
    return "two instances took over from each other: " + all.size() + " records processed, " + committed
        + " committed, 0 twice";
  }

  private synchronized String newTopic(Lesson lesson, int partitions) {
    refuseWhenStopping();
    String topic = run + "." + lesson.shortName();
    topics.add(topic);
    LabTopics.create(admin, topic, partitions);
    return topic;
  }

  /** The consumer group of a topic of this tour. */
  private static String group(String topic) {
    return topic + "-group";
  }

  /** Producer05CGroup in the background, at a pace of so many milliseconds. */
  private void feed(String topic, int records, int delayMs) {
    start(Lesson.named("producer05"), topic,
        Map.of("LAB_MESSAGES", String.valueOf(records), "LAB_DELAY_MS", String.valueOf(delayMs)), Map.of(), false);
  }

  private synchronized Program start(Lesson lesson, String topic, Map<String, String> more,
      Map<String, String> clientSettings, boolean shown) {
    refuseWhenStopping();
    Map<String, String> environment = new HashMap<>(more);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    environment.put("LAB_TOPIC", topic);
    environment.put("LAB_GROUP", group(topic));
    if (!clientSettings.isEmpty()) {
      environment.put("LAB_CLIENT_PROPERTIES", clientProperties(clientSettings).toString());
    }
    Program program = shown
        ? Program.start(lesson.className(), List.of(), environment, new Trimmed())
        : Program.start(lesson.className(), List.of(), environment);
    started.addFirst(program);
    return program;
  }

  /** Shows a program's output as it comes, but of many records or many commits in a row only the first few. */
  private static final class Trimmed implements java.util.function.Consumer<String> {
    private final Map<String, Integer> seen = new HashMap<>();
    private int hidden;

    @Override
    public void accept(String line) {
      String kind = RECORD.matcher(line).matches() ? "record" : line.startsWith("#") ? "#" : "";
      if (!kind.isEmpty() && seen.merge(kind, 1, Integer::sum) > SHOWN_OF_A_KIND) {
        hidden++;
        return;
      }
      if (hidden > 0) {
        show("... " + hidden + (hidden == 1 ? " more line ..." : " more lines ..."));
        hidden = 0;
      }
      show(line);
    }
  }

  /** A file of client settings: those of {@code LAB_CLIENT_PROPERTIES}, if there are any, and these. */
  private Path clientProperties(Map<String, String> settings) {
    try {
      String inherited = System.getenv("LAB_CLIENT_PROPERTIES");
      String text = inherited == null ? "" : Files.readString(Path.of(inherited)) + System.lineSeparator();
      Path file = Files.createTempFile(work, "client", ".properties");
      return Files.writeString(file, text + settings.entrySet().stream()
          .map(e -> e.getKey() + "=" + e.getValue() + System.lineSeparator()).collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of a program, and expects that it went well. */
  private void exitCodeZero(Program program) throws InterruptedException {
    Integer exitCode = program.awaitExit(PATIENCE).orElse(null);
    expect(exitCode != null, "it did not end within " + PATIENCE.toSeconds() + " s");
    expect(exitCode == 0, "it ended with exit code " + exitCode);
  }

  private static List<String> records(Program program) {
    return program.lines().stream().filter(RECORD.asMatchPredicate()).toList();
  }

  private static void show(String line) {
    if (line.length() <= WIDTH) {
      System.out.println("  | " + line);
    } else {
      wrapped("  | ", "  |     ", line);
    }
  }

  private static void wrapped(String head, String indent, String text) {
    StringBuilder line = new StringBuilder(head);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        System.out.println(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    System.out.println(line.toString().stripTrailing());
  }

  private static void expect(boolean right, String otherwise) {
    if (!right) {
      throw new Wrong(otherwise);
    }
  }

  /** The partitions of each member of a group, by client id; empty while it has no members or is rebalancing. */
  private List<Set<Integer>> assignments(String group) {
    try {
      ConsumerGroupDescription description =
          admin.describeConsumerGroups(List.of(group)).all().get(5, TimeUnit.SECONDS).get(group);
      if (description.groupState() != GroupState.STABLE) {
        return List.of();
      }
      Map<String, Set<Integer>> byMember = new TreeMap<>();
      description.members().forEach(member -> byMember.put(member.clientId() + member.consumerId(),
          member.assignment().topicPartitions().stream().map(TopicPartition::partition)
              .collect(Collectors.toCollection(TreeSet::new))));
      return List.copyOf(byMember.values());
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      return List.of(); // the group does not exist yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return true;
  }

  /** After Ctrl-C nothing is begun and nothing is judged any more. */
  private synchronized void refuseWhenStopping() {
    if (stopping) {
      throw new CancellationException("the tour is being stopped");
    }
  }

  /** Stops what a lesson has left running: everything but the broker. */
  private synchronized void stopAll() {
    while (started.size() > (started.isEmpty() || !isBroker(started.getLast()) ? 0 : 1)) {
      started.removeFirst().close();
    }
  }

  private static boolean isBroker(Program program) {
    return program.lines().stream().anyMatch(line -> line.contains(" serves "));
  }

  /** Also after Ctrl-C: nothing is left running, no topic, no group, no file. */
  private synchronized void cleanUp() {
    stopping = true;
    boolean own = !started.isEmpty() && isBroker(started.getLast());
    stopAll();
    if (!own && admin != null && signals) {
      // a broker on Windows may crash when a topic is deleted (KAFKA-1194): there they stay
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
        System.err.println("The tour could not delete its topics " + topics + ": " + Failure.reason(e));
      }
    }
    started.forEach(Program::close);
    Folders.delete(work);
  }
}
