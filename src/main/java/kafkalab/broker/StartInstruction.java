package kafkalab.broker;

import kafkalab.support.HostPort;
import kafkalab.support.Loopback;
import kafkalab.terminal.Text;

/** What to do where no broker listens. */
public final class StartInstruction {

  private StartInstruction() {}

  /**
   * The lab's own broker serves this machine only.
   *
   * @param servers {@code host:port}, several separated by commas
   */
  public static String of(String servers) {
    if (servers.contains(",") || !Loopback.isServer(servers)) {
      return "start the broker at " + servers + ", or set KAFKA_BOOTSTRAP_SERVERS to where yours is";
    }
    String port = String.valueOf(HostPort.parse(servers).port());
    return "start the broker, in a terminal of its own: " + Text.command("scripts/lab broker"
        + (port.equals(BrokerOptions.DEFAULT_PORT) ? "" : " --port " + port));
  }
}
