package kafkalab.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kafkalab.admin.TopicAdmin;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The lab's topics on the configured cluster, and any other topic partition by partition. */
@Command(name = "topics", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Creates the lab's topics where they are missing, and describes them.",
    footer = {"", "--recreate says what it will delete, and asks. It refuses while a group that reads the",
        "topic has running members, and on a cluster that is not on this machine, unless --cluster",
        "names it.", "", "Examples:",
        "  scripts/lab topics                        all topics of the lab",
        "  scripts/lab topics ak03.fourpartition     partition by partition",
        "  scripts/lab topics --recreate ak03.json   delete and create it again, empty"})
final class TopicsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TOPIC", arity = "0..*", completionCandidates = Names.class,
      description = "Describe this topic partition by partition; any topic of the cluster.")
  private List<String> named = new ArrayList<>();

  @Option(names = "--recreate", paramLabel = "TOPIC", completionCandidates = Names.class,
      description = "Delete this topic of the lab with its records, and create it again.")
  private List<String> recreated = new ArrayList<>();

  @Mixin
  private final DeletionOptions deletion = new DeletionOptions();

  @Spec
  private CommandSpec spec;

  /** The lab's topics, for the shell to complete. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return LabTopics.ALL.keySet().iterator();
    }
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (recreated.isEmpty() && deletion.areGiven()) {
      throw new ParameterException(spec.commandLine(), "--yes and --cluster belong to --recreate");
    }
    LabConfig lab = LabConfig.load(TopicsCommand.class);
    String command = "scripts/lab topics" + recreated.stream().map(topic -> " --recreate " + topic)
        .collect(Collectors.joining());
    return TopicAdmin.run(lab, named, recreated, deletion.guard(lab, command));
  }
}
