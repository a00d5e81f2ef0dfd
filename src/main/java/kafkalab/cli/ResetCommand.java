package kafkalab.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kafkalab.admin.ResetPlan;
import kafkalab.cluster.Cluster;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.WindowsBroker;
import kafkalab.common.LabConfig;
import kafkalab.support.HostPort;
import kafkalab.support.LabException;
import kafkalab.support.Loopback;
import kafkalab.terminal.Table;
import kafkalab.terminal.Terminal;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything back to the start of class. */
@Command(name = "reset", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Back to the start of class: the lab's topics empty, their consumer groups gone."
        + " Says what it will do, and asks before it does it.",
    footer = {"", "It refuses while a group has running members, and on a cluster that is not on",
        "this machine, unless --cluster names it.", "", "Examples:",
        "  scripts/lab reset           says what it will do, and asks",
        "  scripts/lab reset --yes     does not ask",
        "  scripts/lab reset --cluster broker1:9092,broker2:9092"})
final class ResetCommand implements Callable<Integer> {

  @Option(names = "--yes", description = "Do it without a question.")
  private boolean yes;

  @Option(names = "--cluster", paramLabel = "HOST:PORT[,HOST:PORT]",
      description = "The configured cluster's address, if it is not on this machine: to make sure that it is meant.")
  private String cluster;

  private LabConfig lab;

  @Override
  public Integer call() throws InterruptedException, IOException {
    lab = LabConfig.load(ResetCommand.class);
    refuseElsewhere(lab.cluster().servers(), "the cluster is at ");
    Cluster.check(lab.cluster());
    try (Admin admin = lab.cluster().admin()) {
      List<HostPort> advertised = Cluster.get(admin.describeCluster().nodes()).stream().map(HostPort::of).toList();
      refuseElsewhere(advertised, "the brokers at " + lab.bootstrapServers() + " say that they are at ");
      return reset(admin, WindowsBroker.isAmong(admin));
    }
  }

  /** The servers' names, which may be written in any order and in small or capital letters. */
  private static List<String> names(List<HostPort> servers) {
    return servers.stream().map(server -> server.toString().toLowerCase(Locale.ROOT)).sorted().toList();
  }

  private List<HostPort> named() {
    try {
      return HostPort.parseList(cluster);
    } catch (IllegalArgumentException e) {
      throw new LabException(LabException.WRONG_SETTING, "--cluster " + cluster + " (option): " + e.getMessage()
          + ". Nothing was changed.");
    }
  }

  /** On this machine, or named: nobody is to delete a company's topics because of a variable that was set once. */
  private void refuseElsewhere(List<HostPort> servers, String where) {
    if (cluster != null && !names(named()).equals(names(lab.cluster().servers()))) {
      throw new LabException(LabException.WRONG_SETTING, "--cluster " + cluster + " is not the configured cluster, "
          + lab.bootstrapServers() + " (KAFKA_BOOTSTRAP_SERVERS). Nothing was changed.");
    }
    if (cluster == null && !servers.stream().allMatch(Loopback::isServer)) {
      throw new LabException(LabException.WRONG_SETTING, where + String.join(", ", names(servers)) + ", not on this machine."
          + " Nothing was changed. If you mean it: scripts/lab reset --cluster " + lab.bootstrapServers());
    }
  }

  private int reset(Admin admin, boolean recordsOnly) throws InterruptedException, IOException {
    ResetPlan plan = ResetPlan.of(admin, lab.studentId(), recordsOnly);
    refuseInUse(plan);
    System.out.println("Back to the start of class:");
    plan.lines().forEach(System.out::println);
    if (!yes) {
      if (!agreed()) {
        System.out.println("Nothing was changed.");
        return LabException.FAILED;
      }
      // meanwhile somebody may have started a consumer
      ResetPlan now = ResetPlan.of(admin, lab.studentId(), recordsOnly);
      refuseInUse(now);
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

  private static void refuseInUse(ResetPlan plan) {
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
  private boolean agreed() throws IOException {
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
