package kafkalab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kafkalab.cluster.Cluster;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.ConsumerGroups;
import kafkalab.cluster.GroupTable;
import kafkalab.common.LabConfig;
import kafkalab.support.LabException;
import kafkalab.support.Shell;
import kafkalab.support.Suggestions;
import kafkalab.terminal.LiveView;
import kafkalab.terminal.Table;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The consumer groups of the configured cluster: who reads which partition, and how far each is. */
@Command(name = "groups", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Shows consumer groups: their members, and for each partition the committed offset and the lag.",
    footer = {"", "A member is shown by its client id; #3f2a tells clients of the same id apart.", "", "Examples:",
        "  scripts/lab groups                           all consumer groups",
        "  scripts/lab groups tdea-consumer01           one of them",
        "  scripts/lab groups --watch                   all, live: each rebalance is seen",
        "  scripts/lab groups --watch tdea-consumer01"})
final class GroupsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "GROUP", arity = "0..*", description = "Show these groups only.")
  private List<String> named = new ArrayList<>();

  @Option(names = "--watch", description = "Show them once a second, until key q or Ctrl-C; without a terminal"
      + " only when something has changed.")
  private boolean watch;

  private LabConfig lab;
  private Admin admin;

  @Override
  public Integer call() throws InterruptedException {
    lab = LabConfig.load(GroupsCommand.class);
    Cluster.check(lab.cluster());
    admin = lab.cluster().admin();
    try {
      refuseUnknown();
      String title = "Consumer groups at " + Table.cut(lab.bootstrapServers(), 50);
      if (watch) {
        LiveView.run(title, this::groups);
      } else {
        System.out.println(title + ":\n" + groups());
      }
    } finally {
      admin.close(java.time.Duration.ZERO); // a question that nobody answers is given up
    }
    return 0;
  }

  private void refuseUnknown() {
    List<String> known = ConsumerGroups.ids(admin);
    for (String group : named) {
      if (!known.contains(group)) {
        String other = Cluster.get(admin.listGroups().all()).stream().filter(listed -> listed.groupId().equals(group))
            .findFirst().map(GroupsCommand::kind).orElse("");
        throw new LabException(LabException.WRONG_SETTING, "no consumer group '" + group + "' at "
            + lab.bootstrapServers() + (other.isEmpty() ? "." + Suggestions.hint(group, known) : ": it is " + other + ".")
            + " See: scripts/lab groups");
      }
    }
  }

  /** What a group is that is no consumer group. */
  private static String kind(GroupListing group) {
    GroupType type = group.type().orElse(GroupType.CLASSIC);
    return type == GroupType.CLASSIC ? "a group of protocol " + group.protocol()
        : "a " + type.toString().toLowerCase(java.util.Locale.ROOT) + " group";
  }

  private String groups() {
    List<ConsumerGroup> groups = ConsumerGroups.find(admin, named.isEmpty() ? ConsumerGroups.ids(admin) : named);
    List<String> texts = new ArrayList<>(groups.stream().map(group -> String.join("\n", GroupTable.lines(group))).toList());
    TreeSet<String> gone = new TreeSet<>(named);
    groups.forEach(group -> gone.remove(group.id()));
    gone.forEach(group -> texts.add(Table.cut(Table.ascii(group), 40) + ": no such group any more"));
    return texts.isEmpty()
        ? Shell.commands("There is none. Start a consumer: scripts/lab run consumer01")
        : texts.stream().collect(Collectors.joining("\n\n"));
  }
}
