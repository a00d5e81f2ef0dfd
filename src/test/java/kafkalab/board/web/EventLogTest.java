package kafkalab.board.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import kafkalab.board.group.Json;
import org.junit.jupiter.api.Test;

/** What a browser gets: all that is kept, what is older in short, and each new event unless it is far behind. */
class EventLogTest {

  private final EventLog log = new EventLog();

  private void add(long t, String type, String field, String value) {
    log.add(Json.event(t, type).put(field, value));
  }

  private void offsets(long t, String json) throws Exception {
    ObjectNode event = Json.event(t, "offsets");
    JsonNode fields = Json.MAPPER.readTree(json);
    fields.properties().forEach(field -> event.set(field.getKey(), field.getValue()));
    log.add(event);
  }

  private static List<String> texts(Reader reader) {
    return reader.first().stream().map(Event::json).toList();
  }

  @Test
  void whatIsOlderThanTenMinutesIsToldInShort() throws Exception {
    add(0, "start", "group", "g");
    add(10, "members", "list", "first");
    offsets(20, "{\"end\":[1,2],\"committed\":[null,0]}");
    offsets(30, "{\"end\":{\"1\":7}}");
    add(40, "said", "line", "old");
    add(45, "group", "state", "STABLE");
    add(50, "members", "list", "second");
    add(650_000, "said", "line", "new");
    add(660_000, "said", "line", "newer");
    try (Reader reader = log.read("")) {
      assertThat(reader.first()).extracting(Event::number).as("a page takes them in this order").isSorted();
      assertThat(texts(reader)).containsExactly(
          "{\"t\":0,\"type\":\"start\",\"group\":\"g\"}",
          "{\"t\":30,\"type\":\"offsets\",\"end\":[1,7],\"committed\":[null,0],\"position\":[],\"lagMs\":[]}",
          "{\"t\":45,\"type\":\"group\",\"state\":\"STABLE\"}",
          "{\"t\":50,\"type\":\"members\",\"list\":\"second\"}",
          "{\"t\":650000,\"type\":\"said\",\"line\":\"new\"}",
          "{\"t\":660000,\"type\":\"said\",\"line\":\"newer\"}");
    }
    assertThat(Json.MAPPER.readTree(log.recording()).get("events")).hasSize(6);
  }

  @Test
  void anotherGroupBeginsAnew() {
    add(0, "start", "group", "g");
    add(10, "members", "list", "of g");
    add(20, "start", "group", "h");
    add(700_000, "said", "line", "new");
    try (Reader reader = log.read("")) {
      assertThat(texts(reader)).containsExactly("{\"t\":0,\"type\":\"start\",\"group\":\"h\"}",
          "{\"t\":700000,\"type\":\"said\",\"line\":\"new\"}");
    }
  }

  @Test
  void whatWasClearedIsForgotten() {
    add(0, "start", "group", "g");
    add(10, "said", "line", "old");
    log.add(Json.event(20, "start").put("cleared", true));
    try (Reader reader = log.read("")) {
      assertThat(texts(reader)).containsExactly("{\"t\":20,\"type\":\"start\",\"cleared\":true}");
    }
  }

  @Test
  void whoConnectsAgainGetsWhatIsMissing() {
    add(0, "start", "group", "g");
    add(10, "said", "line", "a");
    add(20, "said", "line", "b");
    String id;
    try (Reader reader = log.read("")) {
      id = String.valueOf(reader.first().get(1).number());
    }
    try (Reader reader = log.read(id)) {
      assertThat(texts(reader)).containsExactly("{\"t\":20,\"type\":\"said\",\"line\":\"b\"}");
    }
    try (Reader reader = log.read(String.valueOf(Long.parseLong(id) - 10_000))) {
      assertThat(texts(reader)).hasSize(3);
    }
    try (Reader reader = log.read("x99")) {
      assertThat(texts(reader)).as("an id that makes no sense").hasSize(3);
    }
  }

  @Test
  void aReaderThatIsTooSlowIsDisconnectedAndNobodyWaitsForIt() throws Exception {
    try (Reader slow = log.read(""); Reader quick = log.read("")) {
      for (int i = 0; i < 3_000; i++) {
        add(i, "said", "line", "x");
        assertThat(quick.next(1).t()).isEqualTo(i);
      }
      assertThat(slow.isLate()).isTrue();
      assertThat(quick.isLate()).isFalse();
    }
  }

  @Test
  void aBusyRecordingStaysSmall() {
    for (int i = 0; i < 100_000; i++) {
      add(i, "said", "line", "x".repeat(400));
    }
    assertThat(log.recording().length()).isLessThan(5_100_000);
  }

  @Test
  void thereMayBeSixteenReadersAtMost() {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      readers.add(log.read(""));
    }
    assertThat(log.read("")).isNull();
    readers.get(0).close();
    assertThat(log.read("")).isNotNull();
  }
}
