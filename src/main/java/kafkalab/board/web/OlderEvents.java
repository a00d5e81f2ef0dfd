package kafkalab.board.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kafkalab.board.group.Json;

/** What is too old to be kept, in short: of each kind the last one, and the offsets as they were then. */
final class OlderEvents {

  /** In the order in which a reader needs them. */
  private static final List<String> KINDS = List.of("start", "leaders", "group", "members", "rebalance");

  private final Map<String, Event> last = new LinkedHashMap<>();
  private final Map<String, TreeMap<Integer, JsonNode>> offsets = new LinkedHashMap<>();
  private Event lastOffsets;

  void clear() {
    last.clear();
    offsets.clear();
    lastOffsets = null;
  }

  void add(Event event) {
    JsonNode json = parse(event);
    String type = json.path("type").asText();
    if (type.equals("offsets")) {
      lastOffsets = event;
      List.of("end", "committed", "position", "lagMs").forEach(name -> merge(name, json.path(name)));
    } else if (KINDS.contains(type)) {
      if (type.equals("start")) {
        clear();
      }
      last.put(type, event);
    }
  }

  private static JsonNode parse(Event event) {
    try {
      return Json.MAPPER.readTree(event.json());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void merge(String name, JsonNode values) {
    TreeMap<Integer, JsonNode> all = offsets.computeIfAbsent(name, n -> new TreeMap<>());
    if (values.isArray()) {
      all.clear();
      for (int i = 0; i < values.size(); i++) {
        all.put(i, values.get(i));
      }
    } else {
      values.properties().forEach(entry -> all.put(Integer.valueOf(entry.getKey()), entry.getValue()));
    }
  }

  /** In order; the first one says that all begins here. */
  List<Event> events() {
    List<Event> events = new ArrayList<>();
    KINDS.stream().filter(last::containsKey).map(last::get)
        .map(event -> event.json().contains("\"type\":\"start\"") ? first(event) : event).forEach(events::add);
    if (lastOffsets != null) {
      ObjectNode all = Json.event(lastOffsets.t(), "offsets");
      offsets.forEach((name, values) -> {
        ArrayNode array = all.putArray(name);
        values.values().forEach(array::add);
      });
      events.add(new Event(lastOffsets.number(), lastOffsets.t(), all.toString()));
    }
    events.sort(Comparator.comparingLong(Event::number)); // a page takes none whose number is below the last one's
    return events;
  }

  private static Event first(Event start) {
    ObjectNode json = (ObjectNode) parse(start);
    return new Event(start.number(), 0, json.put("t", 0).toString());
  }
}
