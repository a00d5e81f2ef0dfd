package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The board's page in a browser, with made-up recordings: what it draws, and what it does with keys and files. */
class BoardPageIT {

  private static final Duration MOST = Duration.ofSeconds(30);

  /** Moments of the scenes: two consumers, a rebalance, a kill's countdown, records read again, a slow one, six lanes. */
  private static final long[] MOMENTS = {17_000, 36_800, 60_000, 66_500, 77_000, 101_000};

  private Browser browser;

  @BeforeEach
  void open() {
    browser = Browser.open();
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void theSameEventsDrawTheSamePicture() throws IOException {
    MadeRecording made = MadeRecording.ofScenes(true);
    try (BoardStandIn board = new BoardStandIn(made.lines())) {
      goAndWait(board);
      Map<Long, String> onward = pictures(MOMENTS);
      Map<Long, String> backward = pictures(LongStream.range(0, MOMENTS.length)
          .map(i -> MOMENTS[(int) (MOMENTS.length - 1 - i)]).toArray());
      assertSame(backward, onward);
      browser.reload();
      awaitState();
      assertSame(pictures(MOMENTS), onward);
      assertThat(new LinkedHashMap<>(onward).values()).doesNotHaveDuplicates();
    }
  }

  @Test
  void aSavedFileAndASavedPageDrawTheSameWithoutABoard() throws IOException {
    Map<Long, String> live;
    try (BoardStandIn board = new BoardStandIn(MadeRecording.ofScenes(false).lines())) {
      goAndWait(board);
      live = pictures(MOMENTS);
      browser.press("w");
      browser.press("p");
      await().atMost(MOST).until(() -> saved(".json") != null && saved(".html") != null);
      browser.choose("#file", saved(".json"));
      await().atMost(MOST).untilAsserted(() -> assertThat(browser.text("#player .time")).startsWith("0:00 /"));
      assertSame(withoutActions(pictures(MOMENTS)), withoutActions(live));
    }
    browser.go(saved(".html").toUri().toString());
    awaitState();
    assertSame(withoutActions(pictures(MOMENTS)), withoutActions(live));
    assertThat(browser.text("#problem")).isEmpty();
  }

  @Test
  void whatIsNoRecordingIsRefusedInALine() throws IOException {
    try (BoardStandIn board = new BoardStandIn(MadeRecording.of(1, 2, 5, 3).lines())) {
      goAndWait(board);
      Path other = Files.writeString(browser.downloads().resolve("other.json"), "{\"events\":[],\"format\":\"other\"}");
      browser.choose("#file", other);
      await().atMost(MOST).untilAsserted(
          () -> assertThat(browser.text("#problem")).isEqualTo("other.json is not a recording of the board"));
    }
  }

  @Test
  void markupInNamesAndTextsStaysText() throws IOException {
    try (BoardStandIn board = new BoardStandIn(MadeRecording.hostile().lines())) {
      goAndWait(board);
      browser.seek(11_000);
      assertThat(browser.text("#sentence")).startsWith("<img src=x onerror");
      assertThat(browser.text(".member .name")).startsWith("<img src=x onerror");
      assertThat(browser.text("#problem")).startsWith("<img");
      assertThat(browser.run("return document.querySelectorAll('img, body script:not([src]), iframe').length")).isEqualTo(0L);
      assertThat(browser.run("return typeof window.harmed")).isEqualTo("undefined");
      assertThat(browser.texts(".lane")).hasSize(2);
    }
  }

  /** A partition without records has no lag, though nothing is committed; one with records may have any. */
  @Test
  void theLagIsKnownOrAQuestionMark() throws IOException {
    String offsets = "{\"t\":200,\"type\":\"offsets\",\"end\":[0,5,5,5],\"committed\":[null,null,2,5],"
        + "\"position\":[null,null,3,5],\"lagMs\":[null,null,1500,0]}";
    try (BoardStandIn board = new BoardStandIn(List.of(MadeRecording.of(1, 4, 5, 1).lines().get(0), offsets))) {
      goAndWait(board);
      browser.seek(200);
      assertThat(browser.texts(".lane .lag")).extracting(lag -> lag.replaceAll("\\s+", " "))
          .containsExactly("0 no lag", "? behind", "3 1.5 s behind", "0 no lag");
    }
  }

  @Test
  void allByKeyboard() throws IOException {
    try (BoardStandIn board = new BoardStandIn(MadeRecording.ofScenes(true).lines())) {
      goAndWait(board);
      browser.press("?");
      assertThat(browser.text("#help")).contains("play or pause", "two side by side");
      browser.press(Keys.ESCAPE);
      assertThat(browser.run("return document.getElementById('help').open")).isEqualTo(false);

      browser.press(Keys.ARROW_LEFT);
      assertThat(browser.text(".mark-words")).isNotEmpty();
      String moment = browser.text(".mark-words");
      browser.press(Keys.ARROW_LEFT);
      assertThat(browser.text(".mark-words")).isNotEqualTo(moment);
      browser.press(Keys.SPACE);
      await().atMost(MOST).untilAsserted(() -> assertThat(browser.text("#player button:nth-child(2)")).startsWith("Pause"));
      browser.press("l");
      await().atMost(MOST).untilAsserted(() -> assertThat(browser.text("#player .time")).startsWith("live"));

      browser.press("2");
      browser.press("c");
      browser.press("a");
      await().atMost(MOST).untilAsserted(() -> assertThat(board.asked())
          .containsExactly("scene {\"id\":\"two\"}", "consumer/add {\"lesson\":\"Consumer01CGroup\"}"));
      assertThat(browser.text("#controls")).contains("Records / s", "Add consumer");

      browser.press("b");
      assertThat(browser.texts(".board")).hasSize(2);
      browser.press("b");
      assertThat(browser.texts(".board")).hasSize(1);
      browser.press("b");
      assertThat(browser.texts(".board")).hasSize(2);
      browser.press("l");
      assertThat(browser.texts(".board")).as("back to live from two").hasSize(1);

      browser.press(Keys.TAB);
      assertThat((String) browser.run("return getComputedStyle(document.activeElement).outlineStyle")).isEqualTo("solid");
    }
  }

  @Test
  void darkOrLightAsTheSystemSaysUntilSomebodyChooses() throws IOException {
    try (BoardStandIn board = new BoardStandIn(MadeRecording.of(1, 2, 5, 3).lines())) {
      browser.prefer("prefers-color-scheme", "dark");
      goAndWait(board);
      assertThat(theme()).isEqualTo("dark");
      browser.prefer("prefers-color-scheme", "light");
      await().atMost(MOST).untilAsserted(() -> assertThat(theme()).isEqualTo("light"));
      browser.press("d");
      assertThat(theme()).isEqualTo("dark");
      browser.reload();
      awaitState();
      assertThat(theme()).isEqualTo("dark");
    }
  }

  @Test
  void twoRecordingsStandSideBySideAtTheSameEvent() throws IOException {
    try (BoardStandIn board = new BoardStandIn(MadeRecording.ofScenes(true).lines())) {
      goAndWait(board);
      Path other = Files.writeString(browser.downloads().resolve("cooperative.json"), MadeRecording.ofScenes(false).file());
      browser.press("b");
      browser.run("[...document.querySelectorAll('.compare button')].find(b => /Open/.test(b.textContent)).click()");
      browser.choose("#file", other);
      await().atMost(MOST).untilAsserted(
          () -> assertThat(browser.texts(".board .title")).containsExactly("live", "cooperative.json"));
      browser.run("""
          const [left, right] = document.querySelectorAll('.compare select');
          left.value = right.value = 'rebalance 2';
          right.dispatchEvent(new Event('change'));
          """);
      browser.seek(100);
      assertThat(browser.texts(".board:nth-child(1) .lane.unread")).hasSize(4);
      assertThat(browser.texts(".board:nth-child(2) .lane.unread")).hasSize(2);
      assertThat(browser.texts(".board:nth-child(2) .lane.kept")).hasSize(2);
    }
  }

  @Test
  void aBusyGroupOfManyPartitionsKeepsTheBrowserFree() throws IOException {
    MadeRecording made = MadeRecording.of(5, 64, 1000, 12);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (BoardStandIn board = new BoardStandIn(List.of())) {
      browser.devTools("Performance.enable", Map.of("timeDomain", "threadTicks"));
      browser.go(board.address());
      browser.run("window.tasks = []; new PerformanceObserver(list => tasks.push(...list.getEntries()"
          + ".map(e => Math.round(e.duration)))).observe({type: 'longtask', buffered: false})");
      double before = taskSeconds();
      board.play(made.lines(), clock);
      await().atMost(Duration.ofSeconds(60)).until(() -> shownMs() >= made.endMs() - 1500);
      assertThat(browser.run("return document.querySelectorAll('.lane').length")).isEqualTo(64L);
      double share = (taskSeconds() - before) / (made.endMs() / 1000.0);
      Object longTasks = browser.run("return tasks.join(', ')");
      System.out.printf("Board, 64 partitions, 1000 records/s: %.0f %% of a core in the page; tasks over 50 ms: [%s]%n",
          share * 100, longTasks);
      assertThat(share).isLessThan(0.5);
      assertThat((Long) browser.run("return document.querySelectorAll('*').length")).isLessThan(3000);
      if (ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() < 1.5) {
        assertThat(longTasks).isEqualTo("");
      }
    } finally {
      clock.shutdownNow();
    }
  }

  private double taskSeconds() {
    List<?> metrics = (List<?>) browser.devTools("Performance.getMetrics", Map.of()).get("metrics");
    return metrics.stream().map(metric -> (Map<?, ?>) metric).filter(metric -> "TaskDuration".equals(metric.get("name")))
        .mapToDouble(metric -> ((Number) metric.get("value")).doubleValue()).findFirst().orElseThrow();
  }

  private long shownMs() {
    return ((Number) browser.run("return Number(document.querySelector('.slider').value)")).longValue();
  }

  private String theme() {
    return (String) browser.run("return document.documentElement.dataset.theme");
  }

  private void goAndWait(BoardStandIn board) {
    browser.go(board.address());
    awaitState();
  }

  private void awaitState() {
    await().atMost(MOST).untilAsserted(() -> assertThat(browser.texts(".lane")).isNotEmpty());
  }

  private Map<Long, String> pictures(long[] moments) {
    Map<Long, String> pictures = new LinkedHashMap<>();
    for (long t : moments) {
      browser.seek(t);
      pictures.put(t, browser.picture());
    }
    return pictures;
  }

  private static void assertSame(Map<Long, String> pictures, Map<Long, String> expected) {
    expected.forEach((t, picture) -> assertThat(pictures.get(t).lines()).as("at %d ms", t).containsExactlyElementsOf(picture.lines().toList()));
  }

  /** Where nothing can be changed there are no buttons to do so; the title tells where the events come from. */
  private static Map<Long, String> withoutActions(Map<Long, String> pictures) {
    Map<Long, String> shown = new LinkedHashMap<>();
    pictures.forEach((t, picture) -> shown.put(t, picture.lines()
        .filter(line -> !line.matches(" *(BUTTON aria-label.*|SPAN class=actions.*|Ctrl-C|kill -9|slow|pause|resume|live|.*\\.json|recording)"))
        .collect(java.util.stream.Collectors.joining("\n"))));
    return shown;
  }

  private Path saved(String ending) throws IOException {
    try (var files = Files.list(browser.downloads())) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElse(null);
    }
  }
}
