package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kafkalab.harness.Broker;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The board where there is no broker, and where the broker, the group and the topic go and come back. */
@BrokerTest
@Tag("faults")
@Isolated("each scene starts up to seven programs, whose pace is what is looked at")
class BoardBrokerIT {

  @Test
  void startsABrokerThatEndsWithIt() {
    String servers = "localhost:" + OwnBroker.freePort();
    TestLab lab = new TestLab(servers);
    LauncherRun board = lab.launcher("board", "--port", "0", "--data", Broker.newFolder().toString()).start();
    BoardClient page = BoardClient.of(board);
    assertThat(board.lines()).startsWith("No broker at " + servers + ", so the board starts one ...");
    page.does("producer", "{\"rate\":5}");
    page.does("consumer/add", "{\"lesson\":\"Consumer01CGroup\"}");
    TestLab.await().until(() -> page.assignment().equals(Map.of("member-1", Set.of(0, 1, 2, 3))));
    List<ProcessHandle> children = ProcessHandle.of(board.program().pid()).orElseThrow().descendants()
        .collect(Collectors.toList());
    assertThat(children).as("the broker, the producer, the consumer").hasSize(3);
    board.kill();
    TestLab.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    Claims.proven("all", "The board starts a broker where there is none; it ends with the board, also by kill -9",
        "3 of 3 processes ended");
  }

  @Test
  void goesOnAfterTheBrokerHasGone() {
    try (OwnBroker broker = OwnBroker.start()) {
      TestLab lab = broker.lab();
      String topic = lab.newTopic(2);
      String group = TestLab.newName("group");
      BoardClient page = BoardClient.of(lab.launcher("board", "--port", "0", "--topic", topic, "--group", group)
          .start());
      page.does("consumer/add", "{\"lesson\":\"Consumer01CGroup\"}");
      TestLab.await().until(() -> page.assignment().equals(Map.of("member-1", Set.of(0, 1))));
      broker.kill();
      awaitNote(page, "No broker answers at " + broker.address());
      assertThat(page.last("note").get("broker").asBoolean()).isFalse();
      assertThat(page.assignment()).as("what was known before").isEqualTo(Map.of("member-1", Set.of(0, 1)));
      broker.begin();
      broker.awaitServing();
      awaitNote(page, "The broker answers again, after ");
      lab.feed(topic, 0, 20);
      TestLab.await().until(() -> page.events("records").stream().anyMatch(event -> event.get("t").asLong()
          > page.events("note").get(0).get("t").asLong()));

      page.does("consumer/stop", "{\"member\":\"member-1\"}");
      TestLab.await().until(() -> lab.memberCount(group) == 0);
      TestLab.await().until(() -> page.last("group").get("state").asText().equals("EMPTY"));
      TestLab.get(lab.admin().deleteConsumerGroups(List.of(group)).all());
      awaitNote(page, "The group " + group + " is gone");
      TestLab.get(lab.admin().deleteTopics(List.of(topic)).all());
      awaitNote(page, "The topic " + topic + " is gone.");
      assertThat(page.events("note")).extracting(note -> note.get("text").asText())
          .noneMatch(text -> text.contains("failed"));
      Claims.proven("all", "The board says that the broker, the group or the topic is gone, and goes on",
          "all three, and the broker is back");
    }
  }

  private static void awaitNote(BoardClient page, String begin) {
    TestLab.await().until(() -> page.events("note").stream()
        .anyMatch(note -> note.get("text").asText().startsWith(begin)));
  }
}
