package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.process.LessonProcess;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * What a test has: a cluster that it asks with its own clients, and programs that run against it. Topics and groups
 * get unique names, so that tests do not meet.
 */
public final class TestLab implements AutoCloseable {

  /** How long a test waits for something that takes seconds on a quick machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The labs that the running test has made for itself: their output is shown if it fails. */
  static final ThreadLocal<List<TestLab>> OF_THIS_TEST = ThreadLocal.withInitial(ArrayList::new);

  private final String bootstrapServers;
  private final Admin admin;
  private final List<LessonRun> runs = new ArrayList<>();

  /** A lab on a cluster of the test's own. */
  public TestLab(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(properties(Map.of("request.timeout.ms", "10000", "default.api.timeout.ms", "20000")));
    OF_THIS_TEST.get().add(this);
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public Admin admin() {
    return admin;
  }

  /** Client settings for this cluster. */
  public Properties properties(Map<String, String> more) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.putAll(more);
    return properties;
  }

  /** Waits for a condition, for {@link #PATIENCE} at most. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50));
  }

  /** A new topic with a name of its own. */
  public String newTopic(int partitions) {
    String topic = newName("topic");
    get(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()))).all());
    // the broker learns of it a moment after the controller
    await().ignoreExceptions().until(() -> ends(topic).size() == partitions);
    return topic;
  }

  public static String newName(String what) {
    return "test." + what + "." + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Sends records with keys {@code from} to {@code to - 1} and values {@code msg_<key>}, as Producer05CGroup does. */
  public void feed(String topic, int from, int to) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties(Map.of()), new StringSerializer(), new StringSerializer())) {
      for (int i = from; i < to; i++) {
        producer.send(new ProducerRecord<>(topic, Integer.toString(i), "msg_" + i));
      }
    }
  }

  /** All that is on a topic, by the test's own consumer, by partition and offset. */
  public List<ConsumerRecord<String, byte[]>> read(String topic) {
    Map<TopicPartition, Long> ends = endOffsets(topic);
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
        properties(Map.of("auto.offset.reset", "earliest", "isolation.level", "read_committed")),
        new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      await().until(() -> {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
      });
    }
    records.sort((a, b) -> a.partition() != b.partition()
        ? Integer.compare(a.partition(), b.partition()) : Long.compare(a.offset(), b.offset()));
    return records;
  }

  private Map<TopicPartition, Long> endOffsets(String topic) {
    int partitions = get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().size();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      latest.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    return get(admin.listOffsets(latest).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** The end offset of each partition. */
  public Map<Integer, Long> ends(String topic) {
    Map<Integer, Long> ends = new TreeMap<>();
    endOffsets(topic).forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  /** What a group has committed for a topic, by partition. */
  public Map<Integer, Long> committed(String group, String topic) {
    Map<Integer, Long> committed = new TreeMap<>();
    get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).forEach((partition, offset) -> {
      if (offset != null && partition.topic().equals(topic)) {
        committed.put(partition.partition(), offset.offset());
      }
    });
    return committed;
  }

  /** The members of a group that is stable, by client id, with their partitions; empty in any other state. */
  public Map<String, Set<Integer>> members(String group) {
    Map<String, Set<Integer>> members = new TreeMap<>();
    ConsumerGroupDescription description;
    try {
      description = admin.describeConsumerGroups(List.of(group)).all().get(20, TimeUnit.SECONDS).get(group);
    } catch (ExecutionException e) {
      return members; // there is no such group yet
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
    if (description.groupState() == GroupState.STABLE) {
      description.members().forEach(member -> members.put(member.clientId(),
          member.assignment().topicPartitions().stream().map(TopicPartition::partition)
              .collect(Collectors.toCollection(TreeSet::new))));
    }
    return members;
  }

  /** How many members a group has, in whatever state. */
  public int memberCount(String group) {
    try {
      return admin.describeConsumerGroups(List.of(group)).all().get(20, TimeUnit.SECONDS).get(group).members().size();
    } catch (ExecutionException e) {
      return 0;
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A run of a lesson, to be configured and started. */
  public LessonRun lesson(Class<?> lesson) {
    LessonRun run = new LessonRun(lesson.getName()).env("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    runs.add(run);
    return run;
  }

  /** A command of the launcher, to be configured and started. */
  public LessonRun launcher(String... arguments) {
    LessonRun run = new LessonRun("kafkalab.cli.Lab").env("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    run.arguments.addAll(List.of(arguments));
    runs.add(run);
    return run;
  }

  /** The whole output of all programs of this test. */
  String transcript() {
    return runs.stream().map(LessonRun::transcript).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    runs.forEach(LessonRun::close);
    admin.close(Duration.ZERO);
  }

  /** The answer of an Admin call. */
  public static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record as a program printed it. */
  public record Printed(int partition, long offset, String key, String value) {

    /** The place of a record, which it has to itself. */
    public String place() {
      return partition + "-" + offset;
    }
  }

  /** A lesson in a child JVM. */
  public static final class LessonRun implements AutoCloseable {

    private final String mainClass;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> clientSettings = new TreeMap<>();
    private final List<String> arguments = new ArrayList<>();
    private String topic;
    private Pattern record;
    private boolean testClasses;
    private LessonProcess program;

    private LessonRun(String mainClass) {
      this.mainClass = mainClass;
    }

    public LessonRun env(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    public LessonRun topic(String name) {
      topic = name;
      record = Pattern.compile(Pattern.quote(name) + "-(\\d+)-(\\d+) : \\((.*) , (.*)\\)");
      return env("LAB_TOPIC", name);
    }

    public String topic() {
      return topic;
    }

    public LessonRun group(String name) {
      return env("LAB_GROUP", name);
    }

    public LessonRun messages(long count) {
      return env("LAB_MESSAGES", Long.toString(count));
    }

    public LessonRun delayMs(long milliseconds) {
      return env("LAB_DELAY_MS", Long.toString(milliseconds));
    }

    /** A line of the file LAB_CLIENT_PROPERTIES. */
    public LessonRun client(String setting, Object value) {
      clientSettings.put(setting, value.toString());
      return this;
    }

    /** The consumer's interceptors, which may be classes of the tests. */
    public LessonRun interceptors(Class<?>... classes) {
      testClasses = true;
      return client("interceptor.classes", Stream.of(classes).map(Class::getName).collect(Collectors.joining(",")));
    }

    public LessonRun start() {
      if (!clientSettings.isEmpty()) {
        try {
          Path file = Files.createTempFile(Files.createDirectories(Path.of("target", "clients")), "c", ".properties");
          Files.write(file, clientSettings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
          env("LAB_CLIENT_PROPERTIES", file.toAbsolutePath().toString());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      if (testClasses) {
        program = Programs.startLessonWithTestClasses(mainClass, environment);
      } else {
        program = arguments.isEmpty() ? Programs.startLesson(mainClass, environment)
            : Programs.start(mainClass, arguments, environment);
      }
      return this;
    }

    public LessonProcess program() {
      return program;
    }

    public List<String> lines() {
      return program.lines();
    }

    /** Waits for a line of the output; fails if it does not come. */
    public LessonRun awaitLine(Predicate<String> wanted, String what) {
      return awaitLines(wanted, 1, what);
    }

    /** Waits until so many lines of output match; fails if they do not come. */
    public LessonRun awaitLines(Predicate<String> wanted, int count, String what) {
      try {
        assertThat(program.awaitLines(wanted, count, PATIENCE)).as("%s prints %s", mainClass, what).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return this;
    }

    /** Waits until the program has printed so many records. */
    public LessonRun awaitRecords(int count) {
      return awaitLines(line -> printed(line).isPresent(), count, count + " records");
    }

    /** Waits for the end of the program; fails if it takes longer than {@link #PATIENCE}. */
    public int exitCode() {
      return exitCode(PATIENCE);
    }

    public int exitCode(Duration atMost) {
      try {
        Optional<Integer> exitCode = program.awaitExit(atMost);
        assertThat(exitCode).as("%s ends within %s", mainClass, atMost).isPresent();
        return exitCode.orElseThrow();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The records that it printed, in order. */
    public List<Printed> records() {
      return lines().stream().map(this::printed).flatMap(Optional::stream).toList();
    }

    /** Their places; a record printed twice is there twice. */
    public static List<String> places(Collection<Printed> records) {
      return records.stream().map(Printed::place).toList();
    }

    private Optional<Printed> printed(String line) {
      var matcher = record.matcher(line);
      return matcher.matches()
          ? Optional.of(new Printed(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)),
              matcher.group(3), matcher.group(4)))
          : Optional.empty();
    }

    /** The last offset in its lines "# Committed offsets for: ...", by partition. */
    public Map<Integer, Long> printedCommits() {
      Map<Integer, Long> commits = new TreeMap<>();
      var pattern = java.util.regex.Pattern.compile("# Committed offsets for: "
          + java.util.regex.Pattern.quote(topic) + "-(\\d+) \\{offset=(\\d+)}");
      lines().forEach(line -> {
        var matcher = pattern.matcher(line);
        if (matcher.matches()) {
          commits.put(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
        }
      });
      return commits;
    }

    public String lastLine() {
      List<String> lines = lines();
      return lines.get(lines.size() - 1);
    }

    /**
     * How many seconds a clean stop takes; the exit code must be the one of SIGTERM. On Windows only a lesson can be
     * stopped, not a command of the launcher.
     */
    public double stop() {
      long start = System.nanoTime();
      program.stop();
      assertThat(exitCode()).as("exit code after SIGTERM").isEqualTo(143);
      return (System.nanoTime() - start) / 1e9;
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
      program.close();
    }

    String transcript() {
      return "--- " + mainClass + " " + new TreeMap<>(environment) + " " + clientSettings + "\n"
          + (program == null ? "(not started)" : String.join("\n", program.lines()))
          + "\n--- " + (program == null || program.isAlive() ? "still running" : "ended");
    }

    @Override
    public void close() {
      if (program != null) {
        program.close();
      }
    }
  }
}
