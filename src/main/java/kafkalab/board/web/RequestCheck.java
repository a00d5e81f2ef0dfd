package kafkalab.board.web;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests are answered. A page of another site may make a browser send any request here, and a name of another
 * site may be made to lead here (DNS rebinding): so the host must be this machine by name, and who wants to change
 * something must have a token that stands in the board's own page only.
 */
final class RequestCheck {

  private final Set<String> hosts;
  private final String token;

  RequestCheck(int port) {
    hosts = Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port);
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    token = HexFormat.of().formatHex(random);
  }

  String token() {
    return token;
  }

  /** A request that must not be answered. */
  record Refusal(int status, String why) {}

  /** Whether a request may read. */
  Optional<Refusal> reading(Headers headers) {
    List<String> host = headers.getOrDefault("Host", List.of());
    return host.size() == 1 && hosts.contains(host.get(0).toLowerCase(Locale.ROOT)) ? Optional.empty()
        : Optional.of(new Refusal(403, "this is not one of the board's addresses"));
  }

  /** Whether a request may change something. */
  Optional<Refusal> changing(String method, Headers headers) {
    Optional<Refusal> refusal = reading(headers);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (!method.equals("POST")) {
      return Optional.of(new Refusal(405, "write POST"));
    }
    List<String> origins = headers.getOrDefault("Origin", List.of());
    if (!origins.stream().allMatch(origin -> origin.startsWith("http://")
        && hosts.contains(origin.substring("http://".length()).toLowerCase(Locale.ROOT)))) {
      return Optional.of(new Refusal(403, "this request comes from another page"));
    }
    String type = Optional.ofNullable(headers.getFirst("Content-Type")).orElse("");
    if (!type.toLowerCase(Locale.ROOT).matches("application/json(\\s*;.*)?")) {
      return Optional.of(new Refusal(415, "the content type must be application/json"));
    }
    String given = Optional.ofNullable(headers.getFirst("X-Board-Token")).orElse("");
    boolean right = MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
        token.getBytes(StandardCharsets.UTF_8));
    return right ? Optional.empty() : Optional.of(new Refusal(403, "the token is not that of the board's page;"
        + " reload it"));
  }
}
