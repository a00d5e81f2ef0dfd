package kafkalab.base;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.Node;

/**
 * An address as {@code bootstrap.servers} writes it.
 *
 * @param host a name or an address; one of IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) implements Comparable<HostPort> {

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
    try {
      return new HostPort(text.substring(0, colon).strip().replaceAll("[\\[\\]]", ""),
          Integer.parseInt(text.substring(colon + 1).strip()));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(text + " is not host:port", e);
    }
  }

  /** Reads {@code host:port,host:port}. */
  public static List<HostPort> parseList(String text) {
    return Arrays.stream(text.split(",")).map(HostPort::parse).toList();
  }

  /** Where a broker says that it is. */
  public static HostPort of(Node node) {
    return new HostPort(node.host(), node.port());
  }

  /** The address to connect to; unresolved if nobody knows the name. */
  public InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public int compareTo(HostPort other) {
    return Comparator.comparing(HostPort::host).thenComparingInt(HostPort::port).compare(this, other);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
