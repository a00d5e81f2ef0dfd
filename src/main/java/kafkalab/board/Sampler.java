package kafkalab.board;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kafkalab.base.DaemonThreads;
import kafkalab.base.Plural;
import kafkalab.board.group.GroupModel;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.ConsumerGroups;
import kafkalab.cluster.GroupProgress;
import kafkalab.cluster.Partitions;
import kafkalab.support.Failure;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Asks the cluster, and tells the session what it says: for the members four times a second while something changes,
 * else twice; for the offsets twice a second, or once where there are many partitions; for the topic once in two
 * seconds. With one broker that is at most {@value #MOST_REQUESTS} requests a second.
 */
final class Sampler {

  /**
   * Three for the members (the coordinator, the group by the consumer protocol, the group by the classic one), four for
   * the offsets (the coordinator, the commits, the leaders, the ends), two for the topic.
   */
  static final int MOST_REQUESTS = 22;

  private static final long MEMBERS_MS = 250;
  private static final long OFFSETS_MS = 500;
  private static final long TOPIC_MS = 2_000;
  private static final long SECOND_MS = 1_000;

  private final Session session;
  private final Admin admin;
  /** What the cluster does not let it see: told once. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService membersThread = DaemonThreads.timer("board-members");
  private final ScheduledExecutorService offsetsThread = DaemonThreads.timer("board-offsets");
  private final ScheduledExecutorService topicThread = DaemonThreads.timer("board-topic");
  private volatile TopicDescription topic;
  private volatile boolean gone;
  private volatile boolean topicGone;
  private long goneSince;
  /** The group that was there at the last look; empty if there was none. */
  private String groupSeen = "";
  private long looks;
  private long offsetLooks;
  private long requests;

  Sampler(Session session, Admin admin) {
    this.session = session;
    this.admin = admin;
  }

  /** Begins; it ends with the process. */
  void start() {
    every(membersThread, this::members, MEMBERS_MS);
    every(offsetsThread, this::offsets, OFFSETS_MS);
    every(topicThread, this::topic, TOPIC_MS);
    session.onShow(() -> topicThread.execute(looking(this::topic)));
    every(DaemonThreads.timer("board-second"), this::second, SECOND_MS);
  }

  /** Repeatedly, with this pause: no burst of requests after one that took long. */
  private void every(ScheduledExecutorService thread, Runnable look, long milliseconds) {
    thread.scheduleWithFixedDelay(looking(look), 0, milliseconds, TimeUnit.MILLISECONDS);
  }

  private Runnable looking(Runnable look) {
    return session.guarded(() -> {
      try {
        look.run();
      } catch (AuthorizationException e) { // not the same as a group that is not there
        String why = Failure.oneLine(e);
        if (refused.add(why)) {
          session.note("error", why);
        }
      } catch (KafkaException e) {
        // no answer at the moment: the next look; whether the broker is there is looked at each second
      }
    });
  }

  private void members() {
    if (gone || (looks++ % 2 == 1 && !session.isChanging())) {
      return;
    }
    Stage stage = session.stage();
    Optional<ConsumerGroup> group = ConsumerGroups.findMembers(admin, stage.group());
    session.tell(stage, model -> model.sample(group));
    if (groupSeen.equals(stage.group()) && group.isEmpty()) {
      session.note("warn", "The group " + stage.group() + " is gone: the cluster does not know it any more.");
    }
    groupSeen = group.isPresent() ? stage.group() : "";
  }

  private void offsets() {
    TopicDescription described = topic;
    Stage stage = session.stage();
    if (gone || described == null || !described.name().equals(stage.topic())
        || (session.hasManyPartitions() && offsetLooks++ % 2 == 1)) {
      return;
    }
    GroupProgress progress = GroupProgress.of(admin, stage.group(), described);
    session.tellFigures(stage, figures -> figures.offsets(byNumber(progress.ends()), byNumber(progress.committed())));
  }

  private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
    Map<Integer, Long> numbers = new HashMap<>();
    offsets.forEach((partition, offset) -> numbers.put(partition.partition(), offset));
    return numbers;
  }

  private void topic() {
    if (gone) {
      return;
    }
    Stage stage = session.stage();
    TopicDescription found = Partitions.topics(admin, List.of(stage.topic())).get(stage.topic());
    boolean wasGone = topicGone;
    topicGone = found == null;
    topic = found;
    if (topicGone != wasGone) {
      session.note(topicGone ? "error" : "info", "The topic " + stage.topic()
          + (topicGone ? " is gone." : " is there."));
    }
    if (found == null || !stage.equals(session.stage())) {
      return;
    }
    List<Integer> leaders = new ArrayList<>();
    for (TopicPartitionInfo partition : found.partitions()) {
      leaders.add(Partitions.hasLeader(partition) ? Integer.valueOf(partition.leader().id()) : null);
    }
    int more = leaders.size() - session.partitions();
    session.partitions(leaders.size());
    session.tellFigures(stage, figures -> figures.leaders(leaders));
    if (more > 0) {
      session.note("info", Plural.count(more, "partition") + (more == 1 ? " was" : " were") + " added: "
          + Plural.count(leaders.size(), "partition") + " now.");
      session.tell(stage, GroupModel::partitionsAdded);
    }
    if (session.isLocal() && session.brokersSessionMs() == null) {
      session.brokersSessionMs(ConsumerGroups.brokersSessionMs(admin, stage.group()));
    }
  }

  private void second() {
    boolean now = session.lab().cluster().connectFailure().isPresent();
    if (now && !gone) {
      goneSince = session.millis();
      session.broker(false, "No broker answers at " + session.lab().bootstrapServers() + ". What is shown was known"
          + " before.");
    } else if (!now && gone) {
      session.broker(true, "The broker answers again, after " + (session.millis() - goneSince) / 1_000 + " s.");
    }
    gone = now;
    long total = Math.round(admin.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("request-total")
            && metric.getKey().group().equals("admin-client-metrics"))
        .mapToDouble(metric -> (Double) metric.getValue().metricValue()).sum());
    long since = total - requests;
    requests = total;
    session.tellFigures(session.stage(), figures -> figures.rates(since));
  }
}
