package kafkalab.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import kafkalab.base.HostPort;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Where a cluster is, and how an {@code Admin} client gets in.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param security the {@code security.}, {@code sasl.} and {@code ssl.} settings of the clients
 */
public record ClusterAddress(String bootstrapServers, Map<String, String> security) {

  /** How long a server may take to accept a connection. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofMillis(1_500);

  public ClusterAddress {
    security = Map.copyOf(security);
  }

  /** The servers, one by one. */
  public List<HostPort> servers() {
    return HostPort.parseList(bootstrapServers);
  }

  /** Whether nobody on the way can read what client and broker say: {@code security.protocol} SSL or SASL_SSL. */
  public boolean isEncrypted() {
    return security.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "").toUpperCase(Locale.ROOT)
        .endsWith("SSL");
  }

  /** Settings for an {@code Admin} client, which answers or fails within seconds. */
  public Properties adminSettings() {
    Properties settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, security.isEmpty() ? 3_000 : 10_000);
    // a server that is silent must leave time for the next one; Kafka's default is 10 s
    settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, CONNECT_TIMEOUT.toMillis() / 2);
    settings.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, CONNECT_TIMEOUT.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) answerTimeout().toMillis());
    settings.putAll(security);
    return settings;
  }

  /** How long a cluster may take to answer: TLS and SASL are work, too, most of all for a JVM that has just started. */
  Duration answerTimeout() {
    return Duration.ofSeconds(security.isEmpty() ? 4 : 20);
  }

  /** Why nobody answers at any of the servers; empty if somebody does. */
  public Optional<String> connectFailure() {
    return TcpProbe.connectFailure(servers(), CONNECT_TIMEOUT);
  }

  /** A client of that cluster, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(adminSettings());
  }
}
