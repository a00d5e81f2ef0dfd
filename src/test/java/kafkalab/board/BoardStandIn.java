package kafkalab.board;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Serves the page and a made-up recording as the board does: for the page's tests, which need no broker. */
final class BoardStandIn implements AutoCloseable {

  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

  private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  BoardStandIn(List<String> events) throws IOException {
    events.forEach(this::addMessage);
    server.createContext("/", this::file);
    server.createContext("/events", this::events);
    server.createContext("/do/", this::act);
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** What the page has asked for: the action and the request's body. */
  List<String> asked() {
    return asked;
  }

  /** Sends events at the moments that they tell. */
  void play(List<String> events, ScheduledExecutorService clock) throws IOException {
    for (String event : events) {
      long t = MadeRecording.JSON.readTree(event).get("t").asLong();
      clock.schedule(() -> send(event), t, TimeUnit.MILLISECONDS);
    }
  }

  synchronized void send(String event) {
    String message = addMessage(event);
    for (OutputStream listener : listeners) {
      try {
        listener.write(message.getBytes(StandardCharsets.UTF_8));
        listener.flush();
      } catch (IOException e) {
        listeners.remove(listener);
      }
    }
  }

  private String addMessage(String event) {
    String message = "id: " + messages.size() + "\ndata: " + event + "\n\n";
    messages.add(message);
    return message;
  }

  private void file(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.equals("/") ? "index.html" : path.substring(1);
    try (InputStream in = BoardStandIn.class.getResourceAsStream("/kafkalab/board/" + name)) {
      byte[] body = in == null ? new byte[0] : in.readAllBytes();
      if (name.equals("index.html")) {
        body = new String(body, StandardCharsets.UTF_8).replace("@TOKEN@", "made-up").getBytes(StandardCharsets.UTF_8);
      }
      String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
      exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
      exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(in == null ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } finally {
      exchange.close();
    }
  }

  private synchronized void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write(String.join("", messages).getBytes(StandardCharsets.UTF_8));
    out.flush();
    listeners.add(out);
  }

  private void act(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean allowed = "made-up".equals(exchange.getRequestHeaders().getFirst("X-Board-Token"));
    asked.add(exchange.getRequestURI().getPath().substring("/do/".length()) + " " + body);
    byte[] answer = (allowed ? "{\"ok\":true}" : "{\"error\":\"no token\"}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(allowed ? 200 : 403, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
