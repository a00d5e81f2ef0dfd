package kafkalab.broker;

import java.util.List;
import kafkalab.base.HostPort;
import kafkalab.base.Loopback;
import kafkalab.terminal.LineWrap;

/** What to do where no broker listens. */
public final class NoBrokerAdvice {

  private NoBrokerAdvice() {}

  /**
   * The lab's own broker serves this machine only.
   *
   * @param servers {@code host:port}, several separated by commas
   */
  public static String of(String servers) {
    List<HostPort> all = HostPort.parseList(servers);
    if (all.size() > 1 || !Loopback.isServer(all.get(0))) {
      return "start the broker at " + servers + ", or set KAFKA_BOOTSTRAP_SERVERS to where yours is";
    }
    String port = String.valueOf(all.get(0).port());
    return "start the broker, in a terminal of its own: " + LineWrap.command("scripts/lab broker"
        + (port.equals(BrokerOptions.DEFAULT_PORT) ? "" : " --port " + port));
  }
}
