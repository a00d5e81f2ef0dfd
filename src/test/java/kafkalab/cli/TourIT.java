package kafkalab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Lab;
import kafkalab.harness.Programs;
import org.junit.jupiter.api.Test;

/** All lessons by themselves. */
@BrokerTest
class TourIT {

  private static final Duration AT_MOST = Duration.ofSeconds(180);

  @Test
  void allLessonsOnABrokerOfItsOwn() throws Exception {
    try (Program tour = Programs.start("kafkalab.cli.Lab", List.of("tour"),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + freePort()))) {
      Integer exitCode = tour.awaitExit(AT_MOST).orElse(null);
      String output = String.join("\n", tour.lines());
      assertThat(exitCode).as(output).isZero();
      assertThat(tour.lines()).anyMatch(line -> line.endsWith("so the tour starts one of its own ..."))
          .contains("  | 4 consumers  [0]  [1]  [2]  [3]", "  | 5 consumers  [0]  [1]  [2]  [3]  []");
      assertThat(tour.lines().stream().filter(line -> line.startsWith("  ok "))).as(output).hasSize(12);
      assertThat(tour.lines().get(tour.lines().size() - 1)).startsWith("12 lessons, 12 ok, 0 failed");
      assertThat(ProcessHandle.of(tour.pid()).stream().flatMap(ProcessHandle::descendants)).isEmpty();
    }
  }

  @Test
  void interruptedItLeavesNothingBehind(Lab lab) throws Exception {
    try (Program tour = Programs.start("kafkalab.cli.Lab", List.of("tour"),
        Map.of("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers()))) {
      assertThat(tour.awaitLine(line -> line.contains("[ 5/12]"), AT_MOST)).isTrue();
      List<ProcessHandle> children = ProcessHandle.of(tour.pid()).orElseThrow().descendants()
          .collect(Collectors.toList());
      tour.stop();
      assertThat(tour.awaitExit(Duration.ofSeconds(30))).contains(143);
      Lab.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      Lab.await().until(() -> Lab.get(lab.admin().listTopics().names()).stream()
          .noneMatch(topic -> topic.startsWith("tour-")));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
