package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kafkalab.consumer.Consumer01CGroup;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code lab board}, as a browser uses it, against what the cluster says. */
@BrokerTest
@Isolated("each scene starts up to seven programs, whose pace is what is looked at")
class BoardIT {

  /** A client id is a text, whatever it looks like. */
  private static final String TERMINAL = "<b>terminal</b>";

  private static LauncherRun board(TestLab lab, String topic, String group) {
    return lab.launcher("board", "--port", "0", "--topic", topic, "--group", group).start();
  }

  /** Consumers of the board and one of somebody else; the end by Ctrl-C. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is stopped by a signal")
  void membersJoinAndLeave(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    LauncherRun board = board(lab, topic, group);
    BoardClient page = BoardClient.of(board);
    assertThat(page.events("start").get(0).get("local").asBoolean()).isTrue();
    page.does("consumer/add", "{\"lesson\":\"Consumer03CommitSync\"}");
    awaitBoth(lab, page, group, Map.of("member-1", Set.of(0, 1, 2, 3)));
    TestLab.await().until(() -> page.events("records").stream().mapToLong(BoardIT::count).sum() == 40);
    TestLab.await().until(() -> page.events("offsets").stream().map(event -> event.path("committed").toString())
        .reduce("", String::concat), committed -> committed.contains(String.valueOf(lab.ends(topic).get(0))));

    lab.lesson(Consumer01CGroup.class).topic(topic).group(group).client("client.id", TERMINAL).start();
    awaitBoth(lab, page, group, Map.of(TERMINAL, Set.of(0, 1), "member-1", Set.of(2, 3)));
    assertThat(page.delays()).hasSizeGreaterThanOrEqualTo(3);
    long longest = page.delays().stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(longest).as("milliseconds from a callback's line to the browser").isLessThan(500);
    assertThat(page.member(TERMINAL).get("ours").asBoolean()).isFalse();
    assertThat(page.member(TERMINAL).get("source").asText()).isEqualTo("admin");
    assertThat(page.member("member-1").get("source").asText()).isEqualTo("program");
    TestLab.await().until(() -> page.last("rebalance").get("endT").isNumber());
    assertThat(page.last("rebalance").get("cause").asText()).isEqualTo(TERMINAL + " joined");
    assertThat(page.send(page.request("consumer/kill", "{\"member\":\"" + TERMINAL + "\"}")).statusCode())
        .as("only what the board has started").isEqualTo(404);

    int count = page.events().size();
    assertThat(page.firstEvents(count)).as("another browser, or this one once more")
        .isEqualTo(page.events().stream().limit(count).map(JsonNode::toString).toList());
    long requests = page.events("rates").stream().mapToLong(event -> event.get("requests").asLong()).max()
        .orElseThrow();
    assertThat(requests).as("Admin requests in a second").isBetween(5L, (long) Sampler.MOST_REQUESTS);
    Claims.proven("all", "The board: what a callback says is in the browser's stream within 500 ms; at most "
        + Sampler.MOST_REQUESTS + " Admin requests a second", longest + " ms, " + requests + " requests");
    List<ProcessHandle> children = children(board);
    assertThat(children).hasSize(1);
    assertThat(board.stop()).as("seconds until the board has ended").isLessThan(15);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    TestLab.await().until(() -> lab.members(group).equals(Map.of(TERMINAL, Set.of(0, 1, 2, 3))));
  }

  @Test
  void eachLessonThatIsOfferedIsAMember(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    BoardClient page = BoardClient.of(board(lab, topic, group));
    JsonNode lessons = page.events("start").get(0).get("lessons");
    assertThat(lessons).extracting(lesson -> lesson.get("name").asText())
        .contains("Consumer01CGroup", "Consumer16Retry").doesNotContain("Consumer10Protocols", "Consumer13ShareGroup");
    for (JsonNode lesson : lessons) {
      page.does("consumer/add", "{\"lesson\":" + lesson.get("name") + "}");
      TestLab.await().untilAsserted(() -> assertThat(reading(page, lesson)).as(lesson.toString()).isNotNull());
      String member = reading(page, lesson);
      TestLab.await().untilAsserted(() -> assertThat(lab.members(group)).as(lesson.toString())
          .containsEntry(member, page.assignment().get(member)));
      page.does("consumer/stop", "{\"member\":\"" + member + "\"}");
    }
  }

  /** The name of a lesson's member that has partitions; null if there is none. */
  private static String reading(BoardClient page, JsonNode lesson) {
    for (JsonNode member : page.last("members").path("list")) {
      if (member.get("lesson").equals(lesson.get("name")) && !member.get("partitions").isEmpty()) {
        return member.get("name").asText();
      }
    }
    return null;
  }

  private static long count(JsonNode records) {
    long count = 0;
    for (JsonNode range : records.get("ranges")) {
      count += range.get(2).asLong() - range.get(1).asLong() + 1;
    }
    return count;
  }

  private static void awaitBoth(TestLab lab, BoardClient page, String group, Map<String, Set<Integer>> expected) {
    TestLab.await().until(() -> lab.members(group).equals(expected));
    TestLab.await().until(() -> page.assignment().equals(expected));
  }

  private static List<ProcessHandle> children(LauncherRun board) {
    return ProcessHandle.of(board.program().pid()).orElseThrow().descendants().collect(Collectors.toList());
  }

  @Test
  void whenTheBoardIsKilledWhatItHasStartedEnds(TestLab lab) {
    String topic = lab.newTopic(4);
    LauncherRun board = board(lab, topic, TestLab.newName("group"));
    BoardClient page = BoardClient.of(board);
    page.does("producer", "{\"rate\":10}");
    page.does("consumer/add", "{\"lesson\":\"Consumer01CGroup\"}");
    TestLab.await().until(() -> page.assignment().equals(Map.of("member-1", Set.of(0, 1, 2, 3))));
    page.does("consumer/pause", "{\"member\":\"member-1\"}");
    TestLab.await().until(() -> page.member("member-1").path("deadlineMs").asLong() > 0);
    assertThat(page.member("member-1").get("state").asText()).isEqualTo("paused");
    List<ProcessHandle> children = children(board);
    assertThat(children).hasSize(2);
    board.kill();
    TestLab.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    Claims.proven("all", "The board: what it has started ends with it, also by kill -9", "2 of 2 programs ended");
  }

  @Test
  void aClusterElsewhereIsOnlyLookedAt(TestLab lab) {
    String topic = lab.newTopic(2);
    lab.feed(topic, 0, 10);
    String elsewhere = lab.bootstrapServers().replace("localhost", "127.1");
    LauncherRun board = lab.launcher("board", "--port", "0", "--open", "--topic", topic)
        .env("KAFKA_BOOTSTRAP_SERVERS", elsewhere).env("JAVA_TOOL_OPTIONS", "-Djava.awt.headless=true").start();
    BoardClient page = BoardClient.of(board);
    assertThat(page.events("start").get(0).get("local").asBoolean()).isFalse();
    assertThat(board.lines()).anyMatch(line -> line.contains("read-only: the cluster is not on this machine"));
    board.awaitLine("No browser can be opened from here; open the address yourself."::equals, "no browser");
    for (String action : List.of("producer", "consumer/add", "scene", "protocol", "partitions/add", "clear")) {
      assertThat(page.send(page.request(action, "{\"rate\":1,\"lesson\":\"Consumer01CGroup\",\"id\":\"one\","
          + "\"protocol\":\"consumer\",\"count\":1}")).statusCode()).as(action).isEqualTo(403);
    }
    assertThat(children(board)).isEmpty();
    TestLab.await().until(() -> page.last("offsets").path("end").size() == 2);
    LauncherRun missing = lab.launcher("board", "--port", "0", "--topic", "no.such.topic")
        .env("KAFKA_BOOTSTRAP_SERVERS", elsewhere).start();
    assertThat(missing.exitCode()).isEqualTo(5);
    assertThat(missing.lastLine()).isEqualTo("Error: there is no topic no.such.topic at " + elsewhere
        + ". Choose another one: --topic NAME");
  }

  /** The slides' order, each scene against the cluster. */
  @Test
  @Tag("faults")
  void theScenes(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    BoardClient page = BoardClient.of(board(lab, topic, group));
    assertThat(page.scene("one")).isEqualTo("member-1 reads partitions 0-3.");
    assertThat(page.scene("two")).startsWith("member-1 reads partitions 0 and 1. member-2 reads partitions 2 and 3."
        + " Nobody read partitions 0-3 for up to ");
    assertSame(lab, page, group);
    assertThat(page.scene("four")).startsWith("member-1 reads partition 0. member-2 reads partition 1. member-3 reads"
        + " partition 2. member-4 reads partition 3.");
    assertThat(page.scene("five")).contains("member-5 is idle: 4 partitions, 5 members.");
    lab.awaitMembers(group, members -> members.size() == 5);
    assertSame(lab, page, group);
    assertThat(page.scene("ctrl-c")).startsWith("member-1 left the group. ");
    assertSame(lab, page, group);
    long gone = page.last("rebalance").get("n").asLong();
    assertThat(page.scene("kill")).matches("member-2 was killed\\. member-\\d took over partition \\d\\. "
        + "Nobody read partition \\d for [0-9.]+ s\\. .* read again\\.");
    assertSame(lab, page, group);
    JsonNode killed = page.events("rebalance").stream().filter(event -> event.get("n").asLong() > gone)
        .filter(event -> event.get("endT").isNumber()).findFirst().orElseThrow();
    assertThat(killed.get("cause").asText())
        .matches("member-2 was killed; its session timed out after [0-9.]+ s");
    assertThat(page.scene("slow")).startsWith("member-3 did not poll for 10 s (max.poll.interval.ms) and was expelled.");
    assertSame(lab, page, group);
    Claims.proven("all", "The board: one, two, four and five consumers, Ctrl-C, kill -9 and a slow one end in the"
        + " assignments that the cluster has", "7 of 7 scenes");
  }

  private static void assertSame(TestLab lab, BoardClient page, String group) {
    TestLab.await().untilAsserted(() -> {
      Map<String, Set<Integer>> members = lab.members(group);
      assertThat(members).isNotEmpty();
      assertThat(page.assignment()).isEqualTo(members);
    });
  }

  @Test
  @Tag("faults")
  void otherProtocolsAndMorePartitions(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    BoardClient page = BoardClient.of(board(lab, topic, group));
    for (String protocol : List.of("cooperative-sticky", "consumer")) {
      page.does("protocol", "{\"protocol\":\"" + protocol + "\"}");
      TestLab.await().until(() -> page.last("start").path("protocol").asText().equals(protocol));
      page.scene("one");
      assertThat(page.scene("two")).as(protocol).contains("; the other 2 were read without a pause.");
      String name = page.last("start").get("group").asText();
      assertThat(name).startsWith(group + "-" + protocol);
      assertSame(lab, page, name);
    }
    assertThat(page.last("group").get("protocol").asText()).isEqualTo("consumer");
    assertThat(page.last("group").get("epoch").asInt()).isPositive();
    page.does("partitions/add", "{\"count\":2}");
    TestLab.await().until(() -> page.last("leaders").get("list").size() == 6);
    TestLab.await().until(() -> page.assignment().values().stream().mapToInt(Set::size).sum() == 6);
    assertThat(page.scene("partitions")).startsWith("6 partitions now. ").contains(" That took ");
    Claims.proven("all", "The board: under cooperative-sticky and the consumer protocol the partitions that stay are"
        + " read without a pause, and so it says", "2 of 4 partitions, both");
  }
}
