package kafkalab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kafkalab.admin.GroupOverview;
import kafkalab.common.LabConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The consumer groups of the configured cluster: who reads which partition, and how far each is. */
@Command(name = "groups", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Shows consumer groups: their members, and for each partition the committed offset and the lag."
        + " Of share groups it shows the names.",
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

  @Override
  public Integer call() throws InterruptedException {
    GroupOverview.show(LabConfig.load(GroupsCommand.class), named, watch);
    return 0;
  }
}
