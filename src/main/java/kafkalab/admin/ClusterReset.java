package kafkalab.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kafkalab.base.HostPort;
import kafkalab.base.Loopback;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.WindowsBroker;
import kafkalab.common.LabConfig;
import kafkalab.support.LabException;
import kafkalab.terminal.Table;
import kafkalab.terminal.Terminal;
import org.apache.kafka.clients.admin.Admin;

/** Everything back to the start of class: says what it will do, asks, and does it. */
public final class ClusterReset {

  private final LabConfig lab;
  private final String cluster;
  private final boolean yes;

  /**
   * A reset of the configured cluster.
   *
   * @param cluster that cluster's address once more, to make sure that it is meant; null if nobody has named it
   * @param yes whether to do it without a question
   */
  public ClusterReset(LabConfig lab, String cluster, boolean yes) {
    this.lab = lab;
    this.cluster = cluster;
    this.yes = yes;
  }

  /**
   * Resets the cluster.
   *
   * @return the exit code: not 0 if the answer was no
   * @throws LabException if the cluster is on another machine and is not named, if consumers are running, or if it
   *     could not be reset
   */
  public int run() throws InterruptedException, IOException {
    requireLocalOrNamed(lab.cluster().servers(), "the cluster is at ");
    try (Admin admin = ClusterConnection.open(lab.cluster())) {
      List<HostPort> advertised = KafkaFutures.get(admin.describeCluster().nodes()).stream().map(HostPort::of).toList();
      requireLocalOrNamed(advertised, "the brokers at " + lab.bootstrapServers() + " say that they are at ");
      return run(admin, WindowsBroker.isAmong(admin));
    }
  }

  /** On this machine, or named: nobody is to delete a company's topics because of a variable that was set once. */
  private void requireLocalOrNamed(List<HostPort> servers, String where) {
    if (cluster != null && !names(parsed(cluster)).equals(names(lab.cluster().servers()))) {
      throw new LabException(LabException.WRONG_SETTING, "--cluster " + cluster + " is not the configured cluster, "
          + lab.bootstrapServers() + " (KAFKA_BOOTSTRAP_SERVERS). Nothing was changed.");
    }
    if (cluster == null && !servers.stream().allMatch(Loopback::isServer)) {
      throw new LabException(LabException.WRONG_SETTING, where + String.join(", ", names(servers))
          + ", not on this machine. Nothing was changed. If you mean it: scripts/lab reset --cluster "
          + lab.bootstrapServers());
    }
  }

  private static List<HostPort> parsed(String cluster) {
    try {
      return HostPort.parseList(cluster);
    } catch (IllegalArgumentException e) {
      throw new LabException(LabException.WRONG_SETTING, "--cluster " + cluster + " (option): " + e.getMessage()
          + ". Nothing was changed.");
    }
  }

  /** The servers' names, which may be written in any order and in small or capital letters. */
  private static List<String> names(List<HostPort> servers) {
    return servers.stream().map(server -> server.toString().toLowerCase(Locale.ROOT)).sorted().toList();
  }

  private int run(Admin admin, boolean recordsOnly) throws InterruptedException, IOException {
    ResetPlan plan = ResetPlan.of(admin, lab.studentId(), recordsOnly);
    requireNoMembers(plan);
    System.out.println("Back to the start of class:");
    plan.lines().forEach(System.out::println);
    if (!yes) {
      if (!isConfirmed()) {
        System.out.println("Nothing was changed.");
        return LabException.FAILED;
      }
      // meanwhile somebody may have started a consumer
      ResetPlan now = ResetPlan.of(admin, lab.studentId(), recordsOnly);
      requireNoMembers(now);
      if (!now.isSameAs(plan)) {
        throw new LabException(LabException.FAILED, "there are other topics or groups now than when you were asked."
            + " Nothing was changed. Repeat: scripts/lab reset");
      }
      plan = now;
    }
    String failure = plan.carryOut();
    if (failure != null) {
      plan.outcome().forEach(System.out::println);
      throw new LabException(LabException.FAILED, "the reset is not complete: " + failure
          + ". When that is put right, repeat: scripts/lab reset");
    }
    System.out.println(plan.summary());
    return 0;
  }

  private static void requireNoMembers(ResetPlan plan) {
    List<ConsumerGroup> used = plan.groupsInUse();
    if (used.isEmpty()) {
      return;
    }
    Table table = new Table("  ", Table.names("CONSUMER GROUP"), Table.names("MEMBER"), Table.names("HOST"));
    for (ConsumerGroup group : used) {
      for (ConsumerGroup.Member member : group.members()) {
        table.row(group.id(), member.name(), member.host());
      }
    }
    System.out.println("Consumers are running:");
    table.lines().forEach(System.out::println);
    throw new LabException(LabException.FAILED, "consumers are running in "
        + used.stream().map(ConsumerGroup::id).collect(Collectors.joining(", "))
        + ". Nothing was changed. Stop them (Ctrl-C in their terminals), then repeat: scripts/lab reset");
  }

  /** Whether the person in front of the terminal says y or yes; an answer may also come by a pipe. */
  private boolean isConfirmed() throws IOException {
    boolean person;
    try (Terminal terminal = Terminal.open()) {
      person = terminal.singleKeys();
    }
    if (!person && !isAnswered()) {
      throw new LabException(LabException.WRONG_SETTING, "nobody can be asked: standard input is no terminal."
          + " Nothing was changed. To do it without a question: scripts/lab reset --yes");
    }
    System.out.print("Do this at " + lab.bootstrapServers() + "? [y/N] ");
    System.out.flush();
    String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    if (!person) {
      System.out.println();
    }
    return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }

  /** Whether a pipe or a file has an answer: one that is open but silent would be waited for without an end. */
  private static boolean isAnswered() {
    try {
      return System.in.available() > 0;
    } catch (IOException e) {
      return false; // standard input is closed
    }
  }
}
