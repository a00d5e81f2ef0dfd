package kafkalab.admin;

import java.io.IOException;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.WindowsBrokerCheck;
import kafkalab.common.LabConfig;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;

/** Resets the cluster to the start of class: says what it will do, asks, and does it. */
public final class ClusterReset {

  private final LabConfig lab;
  private final DeletionGuard guard;

  /** A reset of the configured cluster. */
  public ClusterReset(LabConfig lab, DeletionGuard guard) {
    this.lab = lab;
    this.guard = guard;
  }

  /**
   * Resets the cluster.
   *
   * @return the exit code: not 0 if the answer was no
   * @throws LabException if the cluster is on another machine and is not named, if consumers are running, or if it
   *     could not be reset
   */
  public int run() throws InterruptedException, IOException {
    guard.requireMeantCluster();
    try (Admin admin = ClusterConnection.open(lab.cluster())) {
      guard.requireMeantCluster(admin);
      return run(admin, WindowsBrokerCheck.isAmong(admin));
    }
  }

  private int run(Admin admin, boolean recordsOnly) throws InterruptedException, IOException {
    ResetPlan plan = ResetPlan.of(admin, lab.studentId(), recordsOnly);
    guard.requireNoMembers(plan.readers());
    System.out.println("Back to the start of class:");
    plan.lines().forEach(System.out::println);
    if (guard.asks()) {
      if (!guard.isConfirmed()) {
        return ExitCode.FAILED;
      }
      // meanwhile somebody may have started a consumer
      ResetPlan now = ResetPlan.of(admin, lab.studentId(), recordsOnly);
      guard.requireNoMembers(now.readers());
      if (!now.isSameAs(plan)) {
        throw new LabException(ExitCode.FAILED, "the topics or groups have changed since you were asked."
            + " Nothing was changed. Repeat: scripts/lab reset");
      }
      plan = now;
    }
    String failure = plan.carryOut();
    if (failure != null) {
      plan.outcome().forEach(System.out::println);
      throw new LabException(ExitCode.FAILED, "the reset is not complete: " + failure
          + ". When that is put right, repeat: scripts/lab reset");
    }
    System.out.println(plan.summary());
    return 0;
  }
}
