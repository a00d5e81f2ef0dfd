package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import kafkalab.base.DaemonThreads;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.TestLab;

/** What a browser does with the board: reads its page and its events, and changes something with the page's token. */
final class BoardClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS = Pattern.compile("Board: (http://127\\.0\\.0\\.1:\\d+/)  \\(.*");

  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  /** For how many milliseconds each callback's line was under way from the program's output to here. */
  private final List<Long> delays = new CopyOnWriteArrayList<>();
  private String token;

  private BoardClient(String address) {
    this.address = address;
  }

  /** Waits until the board serves, loads the page and reads the events from then on. */
  static BoardClient of(LauncherRun board) {
    board.awaitLine(line -> ADDRESS.matcher(line).matches(), "where the board is");
    BoardClient client = new BoardClient(board.lines().stream().map(ADDRESS::matcher).filter(Matcher::matches)
        .map(matcher -> matcher.group(1)).findFirst().orElseThrow());
    Matcher token = Pattern.compile("<meta name=\"token\" content=\"([0-9a-f]{48})\"").matcher(client.get("").body());
    assertThat(token.find()).as("the page has a token").isTrue();
    client.token = token.group(1);
    client.read();
    TestLab.await().until(() -> !client.events.isEmpty());
    return client;
  }

  String address() {
    return address;
  }

  String token() {
    return token;
  }

  private void read() {
    DaemonThreads.start("events", () -> {
      try {
        HttpResponse<Stream<String>> answer = http.send(
            HttpRequest.newBuilder(URI.create(address + "events")).build(), HttpResponse.BodyHandlers.ofLines());
        answer.body().filter(line -> line.startsWith("data: ")).forEach(line -> arrived(parse(line.substring(6))));
      } catch (IOException | UncheckedIOException e) {
        // the board has ended
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private void arrived(JsonNode event) {
    events.add(event);
    if (event.get("type").asText().equals("said")) {
      delays.add(System.currentTimeMillis() - events.get(0).get("epochMs").asLong() - event.get("t").asLong());
    }
  }

  List<Long> delays() {
    return List.copyOf(delays);
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request as the page sends it. */
  HttpRequest.Builder request(String action, String body) {
    return HttpRequest.newBuilder(URI.create(address + "do/" + action)).header("Content-Type", "application/json")
        .header("X-Board-Token", token).POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
  }

  /** Does something; fails if it is refused. */
  void does(String action, String body) {
    HttpResponse<String> answer = send(request(action, body));
    assertThat(answer.statusCode()).as(action + ": " + answer.body()).isEqualTo(200);
  }

  List<JsonNode> events() {
    return List.copyOf(events);
  }

  List<JsonNode> events(String type) {
    return events.stream().filter(event -> event.get("type").asText().equals(type)).toList();
  }

  JsonNode last(String type) {
    List<JsonNode> all = events(type);
    return all.isEmpty() ? JSON.createObjectNode() : all.get(all.size() - 1);
  }

  /** The member as it is shown now; a missing node if it is not. */
  JsonNode member(String name) {
    return StreamSupport.stream(last("members").path("list").spliterator(), false)
        .filter(member -> member.get("name").asText().equals(name)).findFirst()
        .orElse(JSON.missingNode());
  }

  /** Who has what on the page, of those that have not gone. */
  Map<String, Set<Integer>> assignment() {
    Map<String, Set<Integer>> assignment = new TreeMap<>();
    last("members").path("list").forEach(member -> {
      if (!member.get("state").asText().equals("gone")) {
        Set<Integer> partitions = new TreeSet<>();
        member.get("partitions").forEach(partition -> partitions.add(partition.asInt()));
        assignment.put(member.get("name").asText(), partitions);
      }
    });
    return assignment;
  }

  /** Plays a scene to its end, and returns the sentence. */
  String scene(String id) {
    long before = ended(id);
    does("scene", "{\"id\":\"" + id + "\"}");
    TestLab.await().atMost(TestLab.TIMEOUT.multipliedBy(3)).until(() -> ended(id) > before);
    return last("scene").get("sentence").asText();
  }

  private long ended(String id) {
    return events("scene").stream().filter(scene -> scene.get("id").asText().equals(id)
        && scene.get("phase").asText().equals("end")).count();
  }

  /** Another browser, which reads so many events from the beginning. */
  List<String> firstEvents(int count) {
    try (BufferedReader in = new BufferedReader(new InputStreamReader(
        URI.create(address + "events").toURL().openStream(), StandardCharsets.UTF_8))) {
      return in.lines().filter(line -> line.startsWith("data: ")).limit(count).map(line -> line.substring(6)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
