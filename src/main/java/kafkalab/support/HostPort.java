package kafkalab.support;

import java.net.InetSocketAddress;

/**
 * An address as {@code bootstrap.servers} writes it.
 *
 * @param host a name or an address; one of IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

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
