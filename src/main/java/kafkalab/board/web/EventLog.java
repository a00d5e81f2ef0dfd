package kafkalab.board.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The events of the last ten minutes, and what there was before them in short; a reader gets all that, and then each
 * one as it comes. No reader, however slow, makes the board wait.
 */
public final class EventLog {

  private static final long KEPT_MS = 600_000;
  /** However many there are in ten minutes, no more characters than these are kept. */
  private static final long MOST_CHARACTERS = 5_000_000;
  private static final int MOST_READERS = 16;

  private final Deque<Event> kept = new ArrayDeque<>();
  private final OlderEvents older = new OlderEvents();
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  /** Begins at the time: an event of a board that has ended has none of the numbers of the next one. */
  private long last = System.currentTimeMillis() * 1_000;
  private long characters;

  /** Adds an event, and sends it to all readers. */
  public synchronized void add(ObjectNode json) {
    Event event = new Event(++last, json.path("t").asLong(), json.toString());
    if (json.path("cleared").asBoolean()) {
      kept.clear();
      characters = 0;
      older.clear();
    }
    kept.addLast(event);
    characters += event.json().length();
    while (kept.getFirst().t() < event.t() - KEPT_MS || characters > MOST_CHARACTERS) {
      Event first = kept.removeFirst();
      characters -= first.json().length();
      older.add(first);
    }
    readers.forEach(reader -> {
      if (!reader.offer(event)) {
        readers.remove(reader);
      }
    });
  }

  /**
   * A new reader; it must be closed.
   *
   * @param lastId the number of the last event that it has got; empty or of another board if there is none
   * @return null if there are too many
   */
  synchronized Reader read(String lastId) {
    if (readers.size() >= MOST_READERS) {
      return null;
    }
    Reader reader = new Reader(this, eventsAfter(lastId));
    readers.add(reader);
    return reader;
  }

  private List<Event> eventsAfter(String lastId) {
    long known = lastId.matches("\\d{1,18}") ? Long.parseLong(lastId) : 0;
    if (!kept.isEmpty() && known >= kept.getFirst().number() && known <= last) {
      return kept.stream().filter(event -> event.number() > known).toList();
    }
    List<Event> all = new ArrayList<>(older.events());
    all.addAll(kept);
    return all;
  }

  void forget(Reader reader) {
    readers.remove(reader);
  }

  /** All that is kept, as one file that the page can open again. */
  synchronized String recording() {
    return eventsAfter("").stream().map(Event::json)
        .collect(Collectors.joining(",\n", "{\"format\":\"kafka-lab-board\",\"version\":1,\"events\":[\n", "\n]}\n"));
  }
}
