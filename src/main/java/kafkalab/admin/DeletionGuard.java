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
import kafkalab.cluster.KafkaFutures;
import kafkalab.common.LabConfig;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import kafkalab.terminal.Table;
import kafkalab.terminal.Terminal;
import org.apache.kafka.clients.admin.Admin;

/** What every deletion must pass: this cluster is meant, nobody is reading, and a person says yes. */
public final class DeletionGuard {

  private final LabConfig lab;
  private final String command;
  private final String cluster;
  private final boolean yes;

  /**
   * The guard of one command, at the configured cluster.
   *
   * @param command as the user would repeat it
   * @param cluster that cluster's address once more, to make sure that it is meant; null if nobody has named it
   * @param yes whether to do it without asking
   */
  public DeletionGuard(LabConfig lab, String command, String cluster, boolean yes) {
    this.lab = lab;
    this.command = command;
    this.cluster = cluster;
    this.yes = yes;
  }

  /**
   * Checks, before anything is asked of it, that the cluster is on this machine, or named: nobody is to delete a
   * company's topics because of a variable that was set once.
   *
   * @throws LabException if it is neither
   */
  void requireMeantCluster() {
    requireHereOrNamed(lab.cluster().servers(), "the cluster is at ");
  }

  /** Likewise by what the brokers say of themselves: a tunnel's address is on this machine. */
  void requireMeantCluster(Admin admin) {
    List<HostPort> advertised = KafkaFutures.get(admin.describeCluster().nodes()).stream().map(HostPort::of).toList();
    requireHereOrNamed(advertised, "the brokers at " + lab.bootstrapServers() + " say that they are at ");
  }

  private void requireHereOrNamed(List<HostPort> servers, String where) {
    if (cluster != null && !names(parsed(cluster)).equals(names(lab.cluster().servers()))) {
      throw new LabException(ExitCode.WRONG_SETTING, "--cluster " + cluster + " is not the configured cluster, "
          + lab.bootstrapServers() + " (KAFKA_BOOTSTRAP_SERVERS). Nothing was changed.");
    }
    if (cluster == null && !servers.stream().allMatch(Loopback::isServer)) {
      throw new LabException(ExitCode.WRONG_SETTING, where + String.join(", ", names(servers))
          + ", not on this machine. Nothing was changed. If you mean it: " + command + " --cluster "
          + lab.bootstrapServers());
    }
  }

  private static List<HostPort> parsed(String cluster) {
    try {
      return HostPort.parseList(cluster);
    } catch (IllegalArgumentException e) {
      throw new LabException(ExitCode.WRONG_SETTING, "--cluster " + cluster + " (option): " + e.getMessage()
          + ". Nothing was changed.");
    }
  }

  /** The servers' names, sorted and in lower case, so that different spellings compare as equal. */
  private static List<String> names(List<HostPort> servers) {
    return servers.stream().map(server -> server.toString().toLowerCase(Locale.ROOT)).sorted().toList();
  }

  /**
   * Checks that nobody is reading.
   *
   * @throws LabException if somebody is, after a table of who
   */
  void requireNoMembers(TopicReaders readers) {
    if (readers.members().isEmpty()) {
      return;
    }
    Table table = new Table("  ", Table.names("CONSUMER GROUP"), Table.names("MEMBER"), Table.names("HOST"));
    readers.members().forEach(member -> table.row(member.group(), member.name(), member.host()));
    System.out.println("Consumers are running:");
    table.lines().forEach(System.out::println);
    throw new LabException(ExitCode.FAILED, "consumers are running in "
        + readers.members().stream().map(TopicReaders.Member::group).distinct().collect(Collectors.joining(", "))
        + ". Nothing was changed. Stop them (Ctrl-C in their terminals), then repeat: " + command);
  }

  /** Whether there is a question, so that things may have changed meanwhile. */
  boolean asks() {
    return !yes;
  }

  /** Whether the person in front of the terminal says y or yes; an answer may also come by a pipe. */
  boolean isConfirmed() throws IOException {
    if (yes) {
      return true;
    }
    boolean person;
    try (Terminal terminal = Terminal.open()) {
      person = terminal.singleKeys();
    }
    if (!person && !isAnswered()) {
      throw new LabException(ExitCode.WRONG_SETTING, "cannot ask: standard input is not a terminal."
          + " Nothing was changed. To do it without asking: " + command + " --yes");
    }
    System.out.print("Do this at " + lab.bootstrapServers() + "? [y/N] ");
    System.out.flush();
    String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    if (!person) {
      System.out.println();
    }
    boolean confirmed = answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    if (!confirmed) {
      System.out.println("Nothing was changed.");
    }
    return confirmed;
  }

  /** Whether a pipe or a file has an answer: otherwise an open pipe without input would block forever. */
  private static boolean isAnswered() {
    try {
      return System.in.available() > 0;
    } catch (IOException e) {
      return false; // standard input is closed
    }
  }
}
