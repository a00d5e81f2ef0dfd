package kafkalab.board.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kafkalab.base.DaemonThreads;
import kafkalab.board.group.Json;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;

/** Serves the page, the events and what a person does on the page, to browsers on this machine only. */
public final class BoardServer implements AutoCloseable {

  private static final int MOST_BYTES = 4_096;
  private static final long SIGN_OF_LIFE_SECONDS = 10;

  private final HttpServer server;
  private final RequestCheck check;
  private final PageFiles files = new PageFiles();
  private final EventLog log;
  private final Requests requests;

  /** What a person can do on the page. */
  public interface Requests {

    /**
     * Does it.
     *
     * @param action the path behind {@code /do/}
     * @throws RequestException if it cannot be done
     */
    void handle(String action, JsonNode body) throws RequestException;
  }

  /**
   * Serves from now on.
   *
   * @param port 0 for a free one
   * @throws LabException if the port cannot be had
   */
  public BoardServer(int port, EventLog log, Requests requests) {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // an event is not to wait for the next one
    System.setProperty("sun.net.httpserver.maxReqTime", "10"); // seconds for a whole request; an answer may last
    this.log = log;
    this.requests = requests;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new LabException(ExitCode.FAILED, "the board cannot have port " + port + " (" + e.getMessage()
          + "). Choose another one, or a free one: --port 0");
    }
    check = new RequestCheck(server.getAddress().getPort());
    server.setExecutor(DaemonThreads.pool("board-http"));
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      addSafetyHeaders(exchange.getResponseHeaders());
      String path = exchange.getRequestURI().getPath();
      Headers headers = exchange.getRequestHeaders();
      boolean changing = path.startsWith("/do/");
      Optional<RequestCheck.Refusal> refusal = changing ? check.changing(exchange.getRequestMethod(), headers)
          : check.reading(headers);
      if (refusal.isPresent()) {
        refuse(exchange, refusal.get().status(), refusal.get().why());
      } else if (changing) {
        change(exchange, path.substring("/do/".length()));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        refuse(exchange, 405, "write GET");
      } else {
        read(exchange, path);
      }
    }
  }

  private static void addSafetyHeaders(Headers headers) {
    headers.set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'");
    headers.set("X-Frame-Options", "DENY");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cache-Control", "no-store");
  }

  private void read(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "/" -> answer(exchange, 200, PageFiles.type(PageFiles.INDEX), files.index(check.token()));
      case "/events" -> stream(exchange);
      case "/recording" -> answer(exchange, 200, "application/json",
          log.recording().getBytes(StandardCharsets.UTF_8));
      default -> {
        String name = path.substring(1);
        Optional<byte[]> content = name.equals(PageFiles.INDEX) ? Optional.empty() : files.content(name);
        if (content.isPresent()) {
          answer(exchange, 200, PageFiles.type(name), content.get());
        } else {
          refuse(exchange, 404, "there is no such page");
        }
      }
    }
  }

  private void change(HttpExchange exchange, String action) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      refuse(exchange, 413, "the request is too long");
      return;
    }
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      if (!json.isObject()) {
        refuse(exchange, 400, "write a JSON object");
        return;
      }
      requests.handle(action, json);
      answer(exchange, 200, "application/json", "{\"ok\":true}".getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      refuse(exchange, 400, "this is not JSON");
    } catch (RequestException e) {
      refuse(exchange, e.status(), e.getMessage());
    } catch (RuntimeException e) {
      refuse(exchange, 500, Failure.reason(e));
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    String lastId = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID")).orElse("");
    try (Reader reader = log.read(lastId)) {
      if (reader == null) {
        refuse(exchange, 503, "too many browsers are open");
        return;
      }
      reader.onTooLate(exchange::close);
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
      for (Event event : reader.first()) {
        write(out, event);
      }
      out.flush();
      while (!reader.isLate()) {
        Event event = reader.next(SIGN_OF_LIFE_SECONDS);
        if (event == null) {
          out.write(":\n\n".getBytes(StandardCharsets.UTF_8)); // fails if nobody is there any more
        } else {
          write(out, event);
        }
        if (!reader.hasMore()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(OutputStream out, Event event) throws IOException {
    out.write(("id: " + event.number() + "\ndata: " + event.json() + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    answer(exchange, status, "application/json",
        Json.MAPPER.createObjectNode().put("error", why).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
