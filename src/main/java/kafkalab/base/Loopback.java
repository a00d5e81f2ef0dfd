package kafkalab.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Whether an address is this machine's own, by its spelling: no name is looked up, as a name can be made to lead
 * anywhere.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6890#section-2.2.2">RFC 6890, 127.0.0.0/8 and ::1</a>
 */
public final class Loopback {

  private static final Pattern IPV4 =
      Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");

  private Loopback() {}

  /**
   * Whether a host is {@code localhost}, in 127.0.0.0/8, or ::1 in any of its spellings.
   *
   * @param host a name or an address; one of IPv6 with or without brackets
   */
  public static boolean isHost(String host) {
    String bare = host.replaceFirst("^\\[(.*)]$", "$1");
    if (bare.equalsIgnoreCase("localhost") || IPV4.matcher(bare).matches()) {
      return true;
    }
    if (bare.indexOf(':') < 0) {
      return false; // a name
    }
    try {
      return InetAddress.getByName(bare).isLoopbackAddress(); // with a colon it is an address, or wrong
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether a server is on this machine. */
  public static boolean isServer(HostPort server) {
    return isHost(server.host());
  }
}
