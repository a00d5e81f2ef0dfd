package kafkalab.support;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as {@code bootstrap.servers} writes it.
 *
 * @param host a name or an address; one of IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

  private static final Pattern WELL_FORMED =
      Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s:/\\[\\],]+):(?<port>\\d{1,5})");

  /** Whether a text is {@code host:port}, or {@code [address]:port} for IPv6, with a port from 1 to 65535. */
  public static boolean isWellFormed(String text) {
    Matcher matcher = WELL_FORMED.matcher(text);
    if (!matcher.matches()) {
      return false;
    }
    int port = Integer.parseInt(matcher.group("port"));
    return port >= 1 && port <= 65535;
  }

  /**
   * Reads {@code host:port}, or {@code [address]:port} for IPv6.
   *
   * @throws IllegalArgumentException if there is no port
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(text + " is not host:port");
    }
    return new HostPort(text.substring(0, colon).strip().replaceAll("[\\[\\]]", ""),
        Integer.parseInt(text.substring(colon + 1).strip()));
  }

  /** The address to connect to; unresolved if nobody knows the name. */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
