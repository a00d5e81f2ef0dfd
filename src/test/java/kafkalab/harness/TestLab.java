package kafkalab.harness;

import java.time.Duration;
import java.util.ArrayList;
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
import java.util.stream.Collectors;
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
  public static final Duration TIMEOUT = Duration.ofSeconds(Integer.getInteger("lab.test.seconds", 60));

  /** The labs that the running test, or its class, has made: their output is shown if it fails. */
  static final ThreadLocal<List<TestLab>> OF_THIS_TEST = ThreadLocal.withInitial(ArrayList::new);

  private final String bootstrapServers;
  private final Admin admin;
  private final List<ProgramRun<?>> runs = new ArrayList<>();

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

  /** Waits for a condition, for {@link #TIMEOUT} at most. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(TIMEOUT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50));
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
    return stableGroup(group).map(TestLab::assignment).orElseGet(TreeMap::new);
  }

  /** Waits for members like these. What they have comes from the same look: another one may find a rebalance. */
  public Map<String, Set<Integer>> awaitMembers(String group, Predicate<Map<String, Set<Integer>>> wanted) {
    return await().until(() -> members(group), wanted::test);
  }

  /** A group that is stable; empty in any other state, and if there is no such group. */
  public Optional<ConsumerGroupDescription> stableGroup(String group) {
    try {
      return Optional.of(admin.describeConsumerGroups(List.of(group)).all().get(20, TimeUnit.SECONDS).get(group))
          .filter(description -> description.groupState() == GroupState.STABLE);
    } catch (ExecutionException e) {
      return Optional.empty(); // there is no such group yet
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The members of a group, by client id, with their partitions. */
  public static Map<String, Set<Integer>> assignment(ConsumerGroupDescription group) {
    Map<String, Set<Integer>> members = new TreeMap<>();
    group.members().forEach(member -> members.put(member.clientId(),
        member.assignment().topicPartitions().stream().map(TopicPartition::partition)
            .collect(Collectors.toCollection(TreeSet::new))));
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
    LessonRun run = new LessonRun(bootstrapServers, lesson);
    runs.add(run);
    return run;
  }

  /** A command of the launcher, to be configured and started. */
  public LauncherRun launcher(String... arguments) {
    LauncherRun run = new LauncherRun(bootstrapServers, List.of(arguments));
    runs.add(run);
    return run;
  }

  /** The whole output of all programs of this test. */
  String transcript() {
    return runs.stream().map(ProgramRun::transcript).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    runs.forEach(ProgramRun::close);
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
}
