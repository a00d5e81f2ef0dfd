package kafkalab.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import kafkalab.base.DaemonThreads;
import kafkalab.base.Plural;
import kafkalab.broker.NoBrokerAdvice;
import kafkalab.cluster.ClusterConnection;
import kafkalab.common.LabConfig;
import kafkalab.doctor.Finding.State;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Checks this machine and the cluster, a line for each check, and a remedy under what is not as it should be. A check
 * is a method that returns a {@link Finding}, and a line in one of the lists here.
 */
public final class Doctor {

  private record MachineCheck(String name, Callable<Finding> check) {}

  private record ClusterCheck(String name, Function<CheckedCluster, Finding> check) {}

  /** What needs no cluster, in the order in which it is shown. */
  private static final List<MachineCheck> MACHINE = List.of(
      new MachineCheck("java", BuildChecks::java),
      new MachineCheck("maven", BuildChecks::maven),
      new MachineCheck("repository", BuildChecks::repository),
      new MachineCheck("quick start", BuildChecks::quickStart),
      new MachineCheck("disk", MachineChecks::disk),
      new MachineCheck("terminal", MachineChecks::terminal),
      new MachineCheck("localhost", MachineChecks::localhost));

  /** The checks of a cluster whose brokers answer. */
  private static final List<ClusterCheck> CLUSTER = List.of(
      new ClusterCheck("advertised", BrokerChecks::advertised),
      new ClusterCheck("version", BrokerChecks::version),
      new ClusterCheck("auto-create", BrokerChecks::autoCreate),
      new ClusterCheck("rebalance", BrokerChecks::rebalanceDelay),
      new ClusterCheck("topics", TopicChecks::topics),
      new ClusterCheck("internal", TopicChecks::internalTopics),
      new ClusterCheck("round trip", RoundTripChecks::roundTrip),
      new ClusterCheck("clock", RoundTripChecks::clock));

  /** With the start of this JVM the whole command ends within ten seconds. */
  private static final Duration TIMEOUT = Duration.ofSeconds(Long.getLong("kafkalab.doctor.seconds", 8));

  // not from the start of the process: the launcher may have compiled in it
  private final long deadline = System.nanoTime() + TIMEOUT.toNanos();
  private final List<Finding> findings = new ArrayList<>();

  /** A check that hangs is given up. */
  private final ExecutorService threads = DaemonThreads.pool("check");

  /**
   * Checks all, and shows it.
   *
   * @return the exit code: that of the first failure, or 0
   */
  public int run() {
    Future<Finding> docker = threads.submit(MachineChecks::docker); // may take seconds
    Map<String, Future<Finding>> machine = new LinkedHashMap<>();
    MACHINE.forEach(check -> machine.put(check.name, threads.submit(check.check)));
    machine.forEach(this::show);
    String missing = checkCluster();
    if (missing != null) {
      CLUSTER.forEach(check -> show(check.name, Finding.notChecked(missing)));
    }
    show("docker", docker);
    System.out.println();
    System.out.println(verdict());
    return findings.stream().filter(finding -> finding.state() == State.FAIL).findFirst()
        .map(Finding::exitCode).orElse(0);
  }

  /** Shows what the cluster is like; returns why that cannot be checked, or null. */
  private String checkCluster() {
    LabConfig lab;
    try {
      lab = LabConfig.load(Doctor.class);
    } catch (LabException e) {
      show("settings", Finding.of(e));
      show("address", Finding.notChecked("wrong setting"));
      show("broker", Finding.notChecked("wrong setting"));
      return "wrong setting";
    }
    show("settings", Finding.ok("student " + lab.studentId() + ", cluster " + lab.bootstrapServers()));
    if (!show("address", await(threads.submit(() -> address(lab)), ExitCode.NO_BROKER))) {
      show("broker", Finding.notChecked("no broker"));
      return "no broker";
    }
    Finding broker = await(threads.submit(() -> broker(lab)), ExitCode.NO_BROKER);
    if (!show("broker", broker)) {
      return switch (broker.exitCode()) {
        case ExitCode.UNREACHABLE_ADDRESS -> "the broker is out of reach";
        case ExitCode.REFUSED -> "the cluster refuses access";
        default -> "no broker";
      };
    }
    try (Admin admin = ClusterConnection.open(lab.cluster())) {
      CheckedCluster cluster = new CheckedCluster(lab, admin);
      Map<String, Future<Finding>> answers = new LinkedHashMap<>();
      CLUSTER.forEach(check -> answers.put(check.name, threads.submit(() -> check.check.apply(cluster))));
      answers.forEach(this::show);
      admin.close(Duration.ZERO);
    }
    return null;
  }

  private static Finding address(LabConfig lab) {
    String servers = lab.bootstrapServers();
    return lab.cluster().connectFailure()
        .map(reason -> Finding.fail(ExitCode.NO_BROKER, "nothing listens at " + servers + " (" + reason + ")",
            "To do: " + NoBrokerAdvice.of(servers)))
        .orElseGet(() -> Finding.ok("something listens at " + servers));
  }

  private static Finding broker(LabConfig lab) {
    ClusterConnection.check(lab.cluster());
    return Finding.ok("a Kafka broker for clients");
  }

  /** Waits for a check and shows what it has found. */
  private void show(String name, Future<Finding> check) {
    show(name, await(check, ExitCode.FAILED));
  }

  /**
   * What a check has found.
   *
   * @param exitCode of a check that has not ended in time
   */
  private Finding await(Future<Finding> check, int exitCode) {
    try {
      return check.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      return Finding.of(e);
    } catch (TimeoutException e) {
      return Finding.fail(exitCode, "no answer within " + TIMEOUT.toSeconds() + " s",
          "Is the machine or the cluster busy? Try once more.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.notChecked("interrupted");
    }
  }

  /** Shows a finding; says whether it is no failure. */
  private boolean show(String name, Finding finding) {
    findings.add(finding);
    finding.lines(name).forEach(System.out::println);
    return finding.state() != State.FAIL;
  }

  private String verdict() {
    long failures = findings.stream().filter(finding -> finding.state() == State.FAIL).count();
    long warnings = findings.stream().filter(finding -> finding.state() == State.WARN).count();
    if (failures > 0) {
      return Plural.count(failures, "failure") + (warnings > 0 ? ", " + Plural.count(warnings, "warning") : "") + ".";
    }
    return warnings > 0 ? Plural.count(warnings, "warning") + "." : "Ready for class.";
  }
}
