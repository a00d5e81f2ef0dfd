package kafkalab.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import kafkalab.base.HostPort;
import kafkalab.base.Plural;
import kafkalab.terminal.LineWrap;
import kafkalab.terminal.Table;
import org.apache.kafka.common.GroupType;

/** A consumer group as text: what it is, partition by partition who has it and how far it is, and the total lag. */
public final class GroupTable {

  private static final String REBALANCING = "(rebalancing)";

  private GroupTable() {}

  /** The group in lines of at most 80 columns. */
  public static List<String> lines(ConsumerGroup group) {
    List<String> lines = new ArrayList<>(header(group));
    if (!group.membersKnown()) {
      lines.add("  Its members are not shown: their assignments are in a format of their own.");
    }
    Table table = table(group);
    if (table.isEmpty()) {
      lines.add("  Nothing is committed" + (!group.membersKnown() ? "."
          : group.isRebalancing() ? ", and nothing assigned yet." : ", and nothing assigned."));
      return lines;
    }
    lines.addAll(table.lines());
    lines.add("  Total lag: " + totalLag(group));
    return lines;
  }

  private static List<String> header(ConsumerGroup group) {
    String state = group.isRebalancing() ? "rebalancing (" + group.state() + ")" : group.state().toString();
    String protocol = ((group.type() == GroupType.CONSUMER ? "consumer " : "classic ") + group.assignor()).strip();
    int count = group.members().size();
    String members = !group.membersKnown() ? "members unknown"
        : count == 0 ? "no members" : Plural.count(count, "member");
    String first = Table.cut(Table.ascii(group.id()), 40) + ": " + state + ", " + protocol + ", " + members;
    String second = "coordinator " + group.coordinator().map(HostPort::of).map(HostPort::toString).orElse("none");
    String both = first + ", " + second;
    return both.length() <= LineWrap.WIDTH ? List.of(both)
        : List.of(Table.cut(first + ",", LineWrap.WIDTH), "  " + Table.cut(second, LineWrap.WIDTH - 2));
  }

  private static Table table(ConsumerGroup group) {
    Table table = new Table("", Table.names("TOPIC-PARTITION"), Table.figures("COMMITTED"), Table.figures("END"),
        Table.figures("LAG"), Table.names("MEMBER"), Table.names("HOST"));
    for (ConsumerGroup.Partition partition : group.partitions()) {
      table.row(partition.partition(), text(partition.committed()), text(partition.end()), text(partition.lag()),
          partition.owner().map(ConsumerGroup.Member::name).orElse(group.isRebalancing() ? REBALANCING : "-"),
          partition.owner().map(ConsumerGroup.Member::host).orElse(""));
    }
    for (ConsumerGroup.Member member : group.members()) {
      if (member.owned().isEmpty()) {
        table.row(group.isRebalancing() ? REBALANCING : "[]", "", "", "", member.name(), member.host());
      }
    }
    return table;
  }

  private static String totalLag(ConsumerGroup group) {
    long uncommitted = group.uncommittedPartitions();
    if (uncommitted == group.partitions().size()) {
      return "- (nothing is committed yet)";
    }
    return group.totalLag() + (uncommitted == 0 ? ""
        : " (without " + Plural.count(uncommitted, "partition") + " where nothing is committed yet)");
  }

  private static String text(OptionalLong figure) {
    return figure.isPresent() ? String.valueOf(figure.getAsLong()) : "-";
  }
}
