package kafkalab.board.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kafkalab.cluster.PartitionOwners;

/** Shows that partitions are read again: from whom to whom they have gone, and for how long nobody read them. */
final class HandOvers {

  private final LongSupplier millis;
  private final Consumer<ObjectNode> events;
  private final Figures figures;
  private final Rebalances rebalances;
  private final Members members;

  HandOvers(LongSupplier millis, Consumer<ObjectNode> events, Figures figures, Rebalances rebalances,
      Members members) {
    this.millis = millis;
    this.events = events;
    this.figures = figures;
    this.rebalances = rebalances;
    this.members = members;
  }

  void show(List<PartitionOwners.Taken> all) {
    for (PartitionOwners.Taken taken : all) {
      int partition = taken.partition().partition();
      Long without = taken.from().isEmpty() ? null : Long.valueOf(
          Math.max(TimeUnit.NANOSECONDS.toMillis(taken.withoutNanos()), standstill(taken)));
      figures.positionUnknown(partition);
      if (without != null) {
        rebalances.without(partition, without);
      }
      events.accept(Json.event(millis.getAsLong(), "owner").put("partition", partition)
          .put("from", taken.from().orElse(null)).put("to", taken.to()).put("withoutMs", without));
    }
  }

  /** One that was paused or slow had the partition, but did not read it. */
  private long standstill(PartitionOwners.Taken taken) {
    Member before = members.get(taken.from().orElse(""));
    return before == null || before.isAtOwnPace() || before.name().equals(taken.to()) ? 0
        : millis.getAsLong() - before.paceSince();
  }
}
