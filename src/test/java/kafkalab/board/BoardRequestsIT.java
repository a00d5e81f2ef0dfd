package kafkalab.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests to the board that do not come from its page, and those that do but are wrong. */
@BrokerTest
class BoardRequestsIT {

  @Test
  void hostileRequestsAreRefused(TestLab lab) throws IOException {
    String topic = lab.newTopic(4);
    BoardClient page = BoardClient.of(lab.launcher("board", "--port", "0", "--topic", topic).start());
    int port = URI.create(page.address()).getPort();

    for (String host : List.of("evil.example:" + port, "127.0.0.1.evil.example:" + port, "127.0.0.1", "localhost:1",
        "evil.example")) {
      for (String path : List.of("/", "/events", "/recording", "/do/clear")) {
        assertThat(raw(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
            .as(host + path).startsWith("HTTP/1.1 403");
      }
    }
    assertThat(raw(port, "GET / HTTP/1.0\r\n\r\n")).as("no host").startsWith("HTTP/1.1 403");
    String add = "{\"lesson\":\"Consumer01CGroup\"}";
    assertThat(status(page, HttpRequest.newBuilder(URI.create(page.address() + "do/consumer/add"))
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(add))))
        .as("no token").isEqualTo(403);
    assertThat(status(page, page.request("consumer/add", add).setHeader("X-Board-Token", "0".repeat(48))))
        .as("another token").isEqualTo(403);
    for (String origin : List.of("http://evil.example", "null", "https://127.0.0.1:" + port, "http://127.0.0.1")) {
      assertThat(status(page, page.request("consumer/add", add).setHeader("Origin", origin))).as(origin)
          .isEqualTo(403);
    }
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/jsonp")) {
      assertThat(status(page, page.request("consumer/add", add).setHeader("Content-Type", type))).as(type)
          .isEqualTo(415);
    }
    assertThat(status(page, HttpRequest.newBuilder(URI.create(page.address() + "do/clear")).GET())).isEqualTo(405);
    assertThat(status(page, page.request("clear", "{\"a\":\"" + "x".repeat(5_000) + "\"}"))).isEqualTo(413);
    for (String path : List.of("..%2f..%2flab.properties", "../broker.properties", "kafkalab/board/index.html",
        "%00", "index.html", "nothing.js", "main.js/..", "do")) {
      assertThat(raw(port, "GET /" + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n"))
          .as(path).matches("(?s)HTTP/1.1 (404|400).*");
    }
    assertThat(page.events("members")).as("nothing was started").allMatch(event -> event.get("list").isEmpty());
    Claims.proven("all", "The board refuses requests with another host, without the page's token, from another page or"
        + " of another content type", "all of 30 requests");
  }

  private static int status(BoardClient page, HttpRequest.Builder request) {
    return page.send(request).statusCode();
  }

  /** Hosts and paths that a client would not send. */
  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @Tag("faults")
  void halfARequestIsNotWaitedForForEver(TestLab lab) {
    BoardClient page = BoardClient.of(lab.launcher("board", "--port", "0", "--topic", lab.newTopic(4)).start());
    int port = URI.create(page.address()).getPort();
    TestLab.await().untilAsserted(() ->
        assertThat(raw(port, "POST /do/clear HTTP/1.1\r\nHost: 127.0.0.1:" + port)).isEmpty());
  }

  @Test
  void aPortThatIsNoneIsRefused(TestLab lab) {
    LauncherRun run = lab.launcher("board", "--port", "70000").start();
    assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(run.lines()).containsExactly("Error: --port 70000 is not a port; give one from 1 to 65535, or 0 for a"
        + " free one.");
  }

  @Test
  void wrongRequestsAreToldWhy(TestLab lab) {
    String topic = lab.newTopic(4);
    BoardClient page = BoardClient.of(lab.launcher("board", "--port", "0", "--topic", topic).start());
    HttpResponse<String> index = page.get("");
    assertThat(index.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'self'",
        "frame-ancestors 'none'").doesNotContain("unsafe");
    assertThat(index.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(index.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(index.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");

    assertThat(error(page, "consumer/add", "{\"lesson\":\"Producer05CGroup\"}", 400))
        .isEqualTo("there is no such lesson for this group");
    assertThat(error(page, "consumer/add", "{\"lesson\":5}", 400)).isEqualTo("the field lesson must be a text");
    assertThat(error(page, "consumer/add", "[]", 400)).isEqualTo("write a JSON object");
    assertThat(error(page, "consumer/add", "{", 400)).isEqualTo("this is not JSON");
    assertThat(error(page, "producer", "{\"rate\":-1}", 400)).startsWith("the field rate must be a number from 0 to ");
    assertThat(error(page, "producer", "{\"rate\":1.5}", 400)).startsWith("the field rate must be a number from 0 to ");
    assertThat(error(page, "consumer/kill", "{\"member\":\"nobody\"}", 404))
        .isEqualTo("the board has not started a consumer of that name that runs");
    assertThat(error(page, "scene", "{\"id\":\"six\"}", 400)).isEqualTo("there is no such scene");
    assertThat(error(page, "protocol", "{\"protocol\":\"share\"}", 400)).isEqualTo("there is no such protocol");
    assertThat(error(page, "partitions/add", "{\"count\":1000}", 400)).startsWith("the field count must be a number");
    assertThat(error(page, "format", "{}", 404)).isEqualTo("there is no such action");
  }

  private static String error(BoardClient page, String action, String body, int status) {
    HttpResponse<String> answer = page.send(page.request(action, body));
    assertThat(answer.statusCode()).as(action + " " + body).isEqualTo(status);
    return answer.body().replaceFirst("\\{\"error\":\"(.*)\"}", "$1");
  }
}
