package kafkalab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kafkalab.base.HostPort;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One address that answers is enough, whichever it is: Kafka's own clients try them all. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "all of 127.0.0.0/8 is this machine, and a full backlog is silent")
@BrokerTest
class SeveralAddressesIT {

  /** A server that is as silent as one behind a firewall: its backlog is full. */
  private static final class Silent implements AutoCloseable {
    private static final int BACKLOG = 1;

    private final ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
    private final List<SocketChannel> waiting = new ArrayList<>();

    Silent() throws IOException {
      for (int i = 0; i < BACKLOG + 2; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(server.getLocalSocketAddress());
        waiting.add(channel);
      }
    }

    String address() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
      server.close();
    }
  }

  private static int port(TestLab lab) {
    return HostPort.parse(lab.bootstrapServers()).port();
  }

  @Test
  void anyOfANamesAddresses(TestLab lab, @TempDir Path folder) throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"),
        "127.0.0.2 two.addresses\n127.0.0.1 two.addresses\n127.0.0.1 localhost\n");
    try (ChildJvm producer = Programs.launcher(List.of("run", "p2", "--messages", "1", "--topic", lab.newTopic(1)))
        .jvmOptions(List.of("-Djdk.net.hosts.file=" + hosts))
        .environment("KAFKA_BOOTSTRAP_SERVERS", "two.addresses:" + port(lab)).start()) {
      assertThat(producer.awaitExit(TestLab.TIMEOUT)).as(String.join("\n", producer.lines())).contains(0);
    }
  }

  /** One accepts connections and never answers; a client asks any of the servers first. */
  @Test
  @Timeout(60)
  void theOneThatAnswers(TestLab lab) throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      String address = "127.0.0.1:" + mute.getLocalPort();
      for (String servers : List.of(address + "," + lab.bootstrapServers(), lab.bootstrapServers() + "," + address)) {
        for (int i = 0; i < 4; i++) {
          try (Admin admin = ClusterConnection.open(new ClusterAddress(servers, Map.of()))) {
            assertThat(KafkaFutures.get(admin.describeCluster().nodes())).hasSize(1);
          }
        }
      }
      assertThatThrownBy(() -> ClusterConnection.check(new ClusterAddress(address + "," + address, Map.of())))
          .isInstanceOf(LabException.class).hasMessageContaining("does not answer as a Kafka broker");
    }
  }

  @Test
  void anyOfSeveralServers(TestLab lab) throws Exception {
    try (Silent first = new Silent(); Silent second = new Silent()) {
      String servers = first.address() + "," + second.address() + "," + lab.bootstrapServers();
      InetSocketAddress found = TcpProbe.connect(HostPort.parseList(servers), Duration.ofSeconds(20));
      assertThat(found.getPort()).isEqualTo(port(lab));
      try (ChildJvm producer = Programs.launcher(List.of("run", "p2", "--messages", "1", "--topic", lab.newTopic(1)))
              .environment("KAFKA_BOOTSTRAP_SERVERS", servers).start();
          ChildJvm doctor = Programs.launcher(List.of("doctor")).environment("KAFKA_BOOTSTRAP_SERVERS", servers)
              .jvmOptions(List.of("-Dkafkalab.doctor.seconds=60")).start()) {
        assertThat(producer.awaitExit(TestLab.TIMEOUT)).as(String.join("\n", producer.lines())).contains(0);
        assertThat(doctor.awaitExit(TestLab.TIMEOUT)).isPresent();
        assertThat(doctor.lines()).anyMatch(line -> line.startsWith("ok    address "))
            .anyMatch(line -> line.startsWith("ok    broker ")).anyMatch(line -> line.startsWith("ok    advertised "));
      }
    }
  }
}
