package kafkalab.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import kafkalab.admin.ClusterReset;
import kafkalab.common.LabConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Everything back to the start of class. */
@Command(name = "reset", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Back to the start of class: the lab's topics empty; their dead letters and results, their consumer"
        + " groups, and the consumer and share groups of your lessons gone."
        + " Says what it will do, and asks before it does it.",
    footer = {"", "It refuses while a group has running members, and on a cluster that is not on",
        "this machine, unless --cluster names it.", "", "Examples:",
        "  scripts/lab reset           says what it will do, and asks",
        "  scripts/lab reset --yes     does not ask",
        "  scripts/lab reset --cluster broker1:9092,broker2:9092"})
final class ResetCommand implements Callable<Integer> {

  @Mixin
  private final DeletionOptions deletion = new DeletionOptions();

  @Override
  public Integer call() throws InterruptedException, IOException {
    LabConfig lab = LabConfig.load(ResetCommand.class);
    return new ClusterReset(lab, deletion.guard(lab, "scripts/lab reset")).run();
  }
}
