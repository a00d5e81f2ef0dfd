package kafkalab.common;

import java.util.Map;
import java.util.function.Supplier;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.GroupOffsets;
import kafkalab.cluster.OffsetReset;
import kafkalab.cluster.ShareGroupOffsets;
import kafkalab.support.Failure;
import kafkalab.support.LauncherCommands;
import kafkalab.watch.ConsumerActivity;
import kafkalab.watch.IdleConsumerWatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a consumer has processed in this run: it does the work on each record, knows when the run has read enough, and
 * ends with the verdict. It commits nothing and never touches the lesson's offsets.
 */
public final class Progress {

  /** Where Producer05CGroup sends, if nobody says otherwise. */
  private static final String PRODUCERS_TOPIC = "ak03.fourpartition";

  private final LabConfig lab;
  private final String topic;
  private final String group;
  private final OffsetReset reset;
  private final long limit;
  private final long workMs;
  private final ConsumerActivity activity = ConsumerActivity.ofThisProgram();
  /** None without a group, and for a share group, of which it knows nothing. */
  private IdleConsumerWatch idleWatch;

  private Progress(LabConfig lab, String topic, String group) {
    this.lab = lab;
    this.topic = topic;
    this.group = group;
    this.reset = OffsetReset.of(lab.clientSetting(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"),
        lab.clientSetting(ConsumerConfig.ISOLATION_LEVEL_CONFIG, ConsumerConfig.DEFAULT_ISOLATION_LEVEL));
    this.limit = lab.messages(Long.MAX_VALUE);
    // real work takes time
    this.workMs = lab.delayMs(1);
  }

  /** For a consumer without a group, which has no committed offsets. */
  public static Progress start(LabConfig lab, String topic) {
    return new Progress(lab, topic, null);
  }

  /** Prints where the group resumes. */
  public static Progress start(LabConfig lab, String topic, String group) {
    Progress progress = new Progress(lab, topic, group);
    progress.idleWatch = IdleConsumerWatch.start(lab.admin(), progress.activity, new IdleConsumerWatch.Watched(
        lab.cluster(), topic, group, progress.reset, "Run Producer05CGroup"
            + (topic.equals(PRODUCERS_TOPIC) ? "" : " with LAB_TOPIC=" + topic) + ", and records appear here."));
    progress.printStart(() -> GroupOffsets.of(lab.admin(), group, topic).start(lab.admin(), progress.reset));
    return progress;
  }

  /** Likewise for a share group: prints where it resumes. */
  public static Progress startShareGroup(LabConfig lab, String topic, String group) {
    Progress progress = new Progress(lab, topic, group);
    progress.printStart(() -> ShareGroupOffsets.of(lab.admin(), group, topic).start());
    return progress;
  }

  private void printStart(Supplier<String> start) {
    try {
      System.out.println(ClusterConnection.answer(lab.cluster(), start));
    } catch (AuthorizationException e) {
      throw Failure.refused("group " + group, e);
    }
  }

  /** Processes a record, which here means to print it, in a millisecond or in {@code LAB_DELAY_MS}. */
  public void process(ConsumerRecord<?, ?> record) {
    activity.working();
    Console.record(record);
    activity.processed(record);
    LauncherCommands.work(workMs);
  }

  /** How many records this run has processed. */
  public long processed() {
    return activity.count();
  }

  /** Whether {@code LAB_MESSAGES} records are processed; a batch that was begun is finished, so it may be more. */
  public boolean enough() {
    LauncherCommands.hold();
    activity.waiting();
    return activity.count() >= limit;
  }

  /** The last lines: that the consumer is closed, and what the group's offsets mean for a restart. */
  public void verdict() {
    long processed = activity.count();
    if (group == null) {
      System.out.println("Closed      : consumer closed");
      Console.verdict("%d messages processed, none committed: there is no group", processed);
      return;
    }
    if (idleWatch != null) {
      idleWatch.stop();
    }
    String left = "group " + group + " left";
    String offsets;
    // the answer of a broker that is gone is not worth a wait
    if (lab.cluster().connectFailure().isPresent()) {
      left = "but no broker was there to hear that it leaves group " + group;
      offsets = "; no broker to ask what was committed";
    } else {
      try {
        offsets = ", " + (idleWatch == null ? sharedOffsets() : committedOffsets());
      } catch (TimeoutException e) {
        left = "but the broker does not answer whether it has left group " + group;
        offsets = "; no answer to what was committed";
      } catch (UnknownTopicOrPartitionException e) {
        offsets = "; topic " + topic + " is gone, and what was committed for it";
      }
    }
    System.out.println("Closed      : consumer closed, " + membership(left));
    Console.verdict("%d messages processed%s", processed, offsets);
  }

  private String sharedOffsets() {
    return ShareGroupOffsets.of(lab.admin(), group, topic).notDone();
  }

  private String committedOffsets() {
    GroupOffsets offsets = GroupOffsets.of(lab.admin(), group, topic);
    return "committed offsets " + offsets + ", " + restart(offsets);
  }

  /** A static member (KIP-345) stays, unless it is away for longer than the session timeout. */
  private String membership(String left) {
    String instance = lab.clientSetting(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "");
    return instance.isEmpty() ? left
        : instance + " remains a member of group " + group + " until the session timeout";
  }

  private String restart(GroupOffsets offsets) {
    Map<TopicPartition, Long> starts;
    try {
      starts = offsets.startOffsets(lab.admin(), reset);
    } catch (TimeoutException | UnknownTopicOrPartitionException e) {
      return "no answer to what a restart reads";
    }
    if (starts.size() < offsets.partitions().size()) {
      return "a restart fails where nothing is committed (auto.offset.reset=" + reset.setting() + ")";
    }
    long again = activity.countFrom(starts);
    return again == 0 ? "none will be read again" : again + " will be read again";
  }
}
