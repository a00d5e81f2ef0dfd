package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.board.group.Sentences;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The board in a browser, with a broker and consumers: what the page shows is what the cluster has. With
 * {@code -Dlab.pictures} the scenes' pictures and their recording are written to docs/pictures.
 */
@BrokerTest
@Isolated("each scene starts up to seven programs, whose pace is what is looked at")
class BoardScenesIT {

  private static final boolean PICTURES = System.getProperty("lab.pictures") != null;
  private static final Path FOLDER = Path.of("docs", "pictures");

  /** The moments at which the page first shows what each member reads, by the clock of this machine. */
  private static final String WATCH = """
      window.shownAt = {};
      new MutationObserver(() => {
        for (const member of document.querySelectorAll('.member')) {
          const name = member.innerText.split('\\n')[0];
          if (member.querySelector('.words').textContent.startsWith('reads ')) {
            requestAnimationFrame(() => window.shownAt[name] ||= Date.now());
          }
        }
      }).observe(document.getElementById('boards'), {subtree: true, childList: true, characterData: true});
      """;

  private static LauncherRun board(TestLab lab, String topic, String group) {
    return lab.launcher("board", "--port", "0", "--topic", topic, "--group", group).start();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is stopped by a signal")
  void aJoinIsSeenAtOnce(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    try (Browser browser = Browser.open()) {
      LauncherRun board = board(lab, topic, group);
      BoardClient client = BoardClient.of(board);
      open(browser, client);
      browser.run(WATCH);
      browser.press("c");
      long epoch = client.events("start").get(0).get("epochMs").asLong();
      List<Long> ms = new ArrayList<>();
      for (int members = 1; members <= 4; members++) {
        String member = "member-" + members;
        browser.press("a");
        TestLab.await().until(() -> !shown(browser).getOrDefault(member, Set.of()).isEmpty()
            && lab.members(group).equals(shown(browser)));
        long said = client.events("said").stream().filter(event -> event.get("member").asText().equals(member)
            && event.get("line").asText().startsWith("Setting newly assigned partitions: [" + topic))
            .mapToLong(event -> event.get("t").asLong()).min().orElseThrow();
        ms.add(((Number) browser.run("return window.shownAt['" + member + "']")).longValue() - epoch - said);
      }
      // a busy machine may be late once, but not each time
      assertThat(ms).as("from the callback's line to the screen").allMatch(each -> each < 2000)
          .anyMatch(each -> each < 500);
      Claims.proven("all", "The board: a join is on the screen soon after the member's own callback",
          ms.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " ms");
      Map<String, Set<Integer>> last = shown(browser);
      assertThat(board.stop()).isLessThan(15);
      TestLab.await().untilAsserted(() -> assertThat(browser.text("#problem")).startsWith("The board does not answer"));
      assertThat(shown(browser)).as("what it said last").isEqualTo(last);
    }
  }

  @Test
  @Tag("faults")
  void theScenesEndInTheSlidesAssignments(TestLab lab) throws IOException {
    String topic = PICTURES ? "ak03.fourpartition" : lab.newTopic(4);
    String group = PICTURES ? "tdea-consumer01" : TestLab.newName("group");
    try (Browser browser = Browser.open()) {
      BoardClient client = BoardClient.of(board(lab, topic, group));
      open(browser, client);
      Map<String, Integer> consumers = Map.of("one", 1, "two", 2, "four", 4, "five", 5);
      for (String scene : new String[] {"one", "two", "four", "five"}) {
        browser.press(consumers.get(scene).toString());
        awaitSentence(browser, scene);
        assertThat(shown(browser).values()).as(scene).containsExactlyInAnyOrderElementsOf(slides(consumers.get(scene)));
        TestLab.await().untilAsserted(() -> assertThat(lab.members(group)).isEqualTo(shown(browser)));
        TestLab.await().untilAsserted(() -> assertThat(standstills(browser)).as("the lanes after " + scene)
            .isEqualTo(measured(client)));
        picture(browser, "board-" + scene);
      }
      browser.press("7");
      TestLab.await().until(() -> browser.texts(".member.gone .countdown").stream().anyMatch(text -> text.matches("[1-6] s")));
      TestLab.await().until(() -> browser.texts(".lane.unread").size() == 1);
      String sentence = awaitSentence(browser, "kill -9");
      assertThat(sentence).contains("was killed").contains("read again");
      String marks = (String) browser.run("return [...document.querySelectorAll('.track .again')]"
          + ".map(path => path.getAttribute('d')).join('')");
      assertThat(marks.isEmpty()).as("no mark of a record that is read again; " + sentence)
          .isEqualTo(sentence.contains("No record"));
      TestLab.await().untilAsserted(() -> assertThat(lab.members(group)).isEqualTo(shown(browser)));
      picture(browser, "board-recording");

      long t = ((Number) browser.run("return Number(document.querySelector('.slider').value) - 3000")).longValue();
      browser.seek(t);
      String before = browser.picture();
      browser.reload();
      awaitLanes(browser);
      browser.seek(t);
      assertThat(browser.picture().lines()).as("after a reload").containsExactlyElementsOf(before.lines().toList());
      try (Browser other = Browser.open()) {
        open(other, client);
        other.seek(t);
        assertThat(other.picture().lines()).as("a second browser").containsExactlyElementsOf(before.lines().toList());
      }
      keepRecording(client);
      Claims.proven("all", "The board: the page shows the slides' assignments as the cluster has them; kill -9 shows the"
          + " countdown, the takeover and what is read again", "5 of 5 scenes; two browsers and a reload show the same");
    }
  }

  /** For how long nobody read each partition at the last rebalance, as its lane has it: the eager one stops all. */
  private static List<String> standstills(Browser browser) {
    Pattern words = Pattern.compile("(?s).*(?: after |no reader for |(first) read by )([0-9.]+ m?s)?.*");
    return browser.texts(".lane").stream().map(lane -> words.matcher(lane))
        .map(found -> !found.matches() ? "nothing" : found.group(1) == null ? found.group(2) : found.group(1)).toList();
  }

  /** The same as the board has measured it. */
  private static List<String> measured(BoardClient client) {
    Map<Integer, String> measured = new TreeMap<>();
    client.events("owner").forEach(event -> measured.put(event.get("partition").asInt(),
        event.get("withoutMs").isNull() ? "first" : Sentences.duration(event.get("withoutMs").asLong())));
    return List.copyOf(measured.values());
  }

  /** Four partitions, as the range assignor gives them. */
  private static Set<Set<Integer>> slides(int consumers) {
    return switch (consumers) {
      case 1 -> Set.of(Set.of(0, 1, 2, 3));
      case 2 -> Set.of(Set.of(0, 1), Set.of(2, 3));
      case 4 -> Set.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3));
      default -> Set.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3), Set.of());
    };
  }

  /** A key that is pressed before the page knows the board does nothing. */
  private static void open(Browser browser, BoardClient client) {
    browser.go(client.address());
    awaitLanes(browser);
  }

  private static void awaitLanes(Browser browser) {
    TestLab.await().untilAsserted(() -> assertThat(browser.texts(".lane")).hasSize(4));
  }

  private static String awaitSentence(Browser browser, String scene) {
    TestLab.await().untilAsserted(() -> {
      assertThat(browser.texts("#scenes [aria-current]")).as(browser.text("#problem"))
          .anyMatch(text -> text.startsWith(scene));
      assertThat(browser.text("#sentence")).endsWith(".");
    });
    return browser.text("#sentence");
  }

  /** Who reads what, as the page's words say it. */
  private static Map<String, Set<Integer>> shown(Browser browser) {
    Map<String, Set<Integer>> members = new TreeMap<>();
    for (String member : browser.texts(".member")) {
      Set<Integer> partitions = new TreeSet<>();
      Matcher reads = Pattern.compile("reads partitions? (.*)").matcher(member);
      if (reads.find()) {
        for (String part : reads.group(1).split(", ")) {
          String[] ends = part.split("-");
          for (int p = Integer.parseInt(ends[0]); p <= Integer.parseInt(ends[ends.length - 1]); p++) {
            partitions.add(p);
          }
        }
      }
      members.put(member.lines().findFirst().orElseThrow(), partitions);
    }
    return members;
  }

  private static void picture(Browser browser, String name) throws IOException {
    if (PICTURES) {
      boolean whole = name.equals("board-recording");
      byte[] png = whole ? browser.screenshot() : browser.screenshotUntil(".partitions");
      Files.write(FOLDER.resolve(name + ".png"), SmallPng.of(png));
    }
  }

  private static void keepRecording(BoardClient client) throws IOException {
    if (PICTURES) {
      Files.writeString(FOLDER.resolve("board-recording.json"), client.get("recording").body());
      try (Stream<Path> files = Files.list(FOLDER)) {
        assertThat(files.filter(file -> file.getFileName().toString().startsWith("board-"))).hasSize(6);
      }
    }
  }
}
