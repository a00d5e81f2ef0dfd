package kafkalab.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kafkalab.base.Suggestions;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.ConsumerGroups;
import kafkalab.cluster.GroupTable;
import kafkalab.cluster.KafkaFutures;
import kafkalab.common.LabConfig;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import kafkalab.support.ShellSyntax;
import kafkalab.terminal.LiveView;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupType;

/** The consumer groups of the configured cluster: who reads which partition, and how far each is. */
public final class GroupOverview {

  private final LabConfig lab;
  private final Admin admin;
  private final List<String> named;

  private GroupOverview(LabConfig lab, Admin admin, List<String> named) {
    this.lab = lab;
    this.admin = admin;
    this.named = named;
  }

  /**
   * Shows the groups once, or repeatedly until key q or Ctrl-C.
   *
   * @param named these groups only; if there are none, all
   * @throws LabException if a name is not a consumer group, or no broker can be reached
   */
  public static void show(LabConfig lab, List<String> named, boolean watch) throws InterruptedException {
    Admin admin = ClusterConnection.open(lab.cluster());
    try {
      new GroupOverview(lab, admin, named).show(watch);
    } finally {
      admin.close(Duration.ZERO); // a question that nobody answers is given up
    }
  }

  private void show(boolean watch) throws InterruptedException {
    requireExisting();
    String title = "Consumer groups at " + Table.cut(lab.bootstrapServers(), 50);
    if (watch) {
      LiveView.run(title, this::groups);
    } else {
      System.out.println(title + ":\n" + groups());
    }
  }

  private void requireExisting() {
    List<String> known = ConsumerGroups.ids(admin);
    for (String group : named) {
      if (!known.contains(group)) {
        String other = KafkaFutures.get(admin.listGroups().all()).stream()
            .filter(listed -> listed.groupId().equals(group)).findFirst().map(GroupOverview::kind).orElse("");
        throw new LabException(ExitCode.WRONG_SETTING, "no consumer group '" + group + "' at "
            + lab.bootstrapServers()
            + (other.isEmpty() ? "." + Suggestions.didYouMean(group, known) : ": it is " + other + ".")
            + " See: scripts/lab groups");
      }
    }
  }

  /** The kind of a group that is not a consumer group. */
  private static String kind(GroupListing group) {
    GroupType type = group.type().orElse(GroupType.CLASSIC);
    return type == GroupType.CLASSIC ? "a group of protocol " + group.protocol()
        : "a " + type.toString().toLowerCase(Locale.ROOT) + " group";
  }

  private String groups() {
    List<ConsumerGroup> groups = ConsumerGroups.find(admin, named.isEmpty() ? ConsumerGroups.ids(admin) : named);
    List<String> texts = new ArrayList<>(groups.stream().map(GroupTable::lines)
        .map(lines -> String.join("\n", lines)).toList());
    TreeSet<String> gone = new TreeSet<>(named);
    groups.forEach(group -> gone.remove(group.id()));
    if (named.isEmpty()) {
      shareGroups().ifPresent(texts::add);
    }
    gone.forEach(group -> texts.add(Table.cut(Table.ascii(group), 40) + ": no such group any more"));
    return texts.isEmpty() ? ShellSyntax.commands("There is none. Start a consumer: scripts/lab run consumer01")
        : String.join("\n\n", texts);
  }

  /** Their names alone: they have no committed offsets and no partitions of their own. */
  private Optional<String> shareGroups() {
    List<String> ids = KafkaFutures.get(admin.listGroups(ListGroupsOptions.forShareGroups()).all()).stream()
        .map(GroupListing::groupId).sorted().toList();
    return ids.isEmpty() ? Optional.empty() : Optional.of("Share groups:\n"
        + ids.stream().map(id -> "  " + Table.cut(Table.ascii(id), 60) + "\n").collect(Collectors.joining())
        + ShellSyntax.commands("  See: scripts/lab kafka-share-groups --describe --offsets --group NAME"));
  }
}
