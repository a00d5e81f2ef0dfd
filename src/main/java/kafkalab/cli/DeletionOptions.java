package kafkalab.cli;

import kafkalab.admin.DeletionGuard;
import kafkalab.common.LabConfig;
import picocli.CommandLine.Option;

/** The options of every command that deletes something on the cluster. */
final class DeletionOptions {

  @Option(names = "--yes", description = "Delete without asking.")
  private boolean yes;

  @Option(names = "--cluster", paramLabel = "HOST:PORT[,HOST:PORT]",
      description = "The configured cluster's address, if it is not on this machine: to make sure that it is meant.")
  private String cluster;

  boolean areGiven() {
    return yes || cluster != null;
  }

  /** The guard that they make. */
  DeletionGuard guard(LabConfig lab, String command) {
    return new DeletionGuard(lab, command, cluster, yes);
  }
}
