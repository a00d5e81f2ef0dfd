package kafkalab.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a consumer starts in a partition without a committed offset, or with one that does not exist any more.
 *
 * @param setting its {@code auto.offset.reset}
 * @param isolation its {@code isolation.level}: under read_committed the end is where an open transaction begins
 */
public record OffsetReset(String setting, IsolationLevel isolation) {

  private static final String BY_DURATION = "by_duration:";

  /** From the consumer's settings as they are written. */
  public static OffsetReset of(String setting, String isolation) {
    return new OffsetReset(setting.strip(), isolation.strip().equals(IsolationLevel.READ_COMMITTED.toString())
        ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED);
  }

  boolean isEarliest() {
    return setting.equals("earliest");
  }

  /** Where it leads to now; empty if a consumer fails, or if Kafka refuses the setting. */
  Map<TopicPartition, Long> offsets(Admin admin, Collection<TopicPartition> partitions) {
    if (isEarliest()) {
      return Offsets.ask(admin, partitions, OffsetSpec.earliest(), isolation);
    }
    Map<TopicPartition, Long> ends = new TreeMap<>(Partitions.ORDER);
    if (setting.equals("latest") || duration() != null) {
      ends.putAll(Offsets.ask(admin, partitions, OffsetSpec.latest(), isolation));
    }
    if (duration() != null) {
      long since = Instant.now().minus(duration()).toEpochMilli();
      Offsets.ask(admin, partitions, OffsetSpec.forTimestamp(since), isolation).forEach((partition, offset) -> {
        if (offset >= 0) { // else there is no such record
          ends.put(partition, offset);
        }
      });
    }
    return ends;
  }

  /** What it does to these partitions, in words. */
  String inWords(Admin admin, Collection<TopicPartition> partitions) {
    String what = setting.equals("latest") ? "it starts at the end"
        : duration() != null ? "it starts at the first record of the last " + duration()
        : setting.equals("none") ? "it cannot start" : "";
    if (what.isEmpty()) {
      return "auto.offset.reset=" + setting + " says where it starts"; // which Kafka refuses
    }
    Map<TopicPartition, Long> offsets = offsets(admin, partitions);
    return what + (offsets.isEmpty() ? "" : ", " + Offsets.text(partitions, offsets)) + " (auto.offset.reset=" + setting
        + ")";
  }

  /** Null if it is another setting, or not a duration. */
  private Duration duration() {
    try {
      return setting.startsWith(BY_DURATION) ? Duration.parse(setting.substring(BY_DURATION.length())) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
