package kafkalab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import kafkalab.support.LabException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A question that a busy broker has not answered in time is asked again; one that has gone is told at once. */
class ClusterConnectionTest {

  private final AtomicInteger asked = new AtomicInteger();

  /** Answers when it is asked for this time. */
  private String answer(ClusterAddress cluster, int time) {
    return ClusterConnection.answer(cluster, () -> {
      if (asked.incrementAndGet() < time) {
        throw new TimeoutException("no answer within 4 s");
      }
      return "yes";
    });
  }

  @Test
  void aBusyBrokerIsAskedThreeTimes() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ClusterAddress cluster = new ClusterAddress("localhost:" + socket.getLocalPort(), Map.of());
      assertThat(answer(cluster, 3)).isEqualTo("yes");
      asked.set(0);
      assertThatThrownBy(() -> answer(cluster, 4)).isInstanceOf(LabException.class)
          .hasMessageStartingWith("the broker at " + cluster.bootstrapServers() + " accepts connections, but does not"
              + " answer (TimeoutException: no answer within 4 s).");
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void aBrokerThatHasGoneIsAskedOnce() throws IOException {
    ClusterAddress cluster;
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      cluster = new ClusterAddress("localhost:" + socket.getLocalPort(), Map.of());
    }
    assertThatThrownBy(() -> answer(cluster, 2)).isInstanceOf(LabException.class)
        .hasMessageStartingWith("no broker at " + cluster.bootstrapServers());
    assertThat(asked).hasValue(1);
  }
}
