package kafkalab.support;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As whom this program connects, and where that is written: for the words of a refusal. No password is kept. */
public final class Credentials {

  private static final Pattern USER = Pattern.compile("\\busername=\"?([^\"\\s;]+)");
  private static final Credentials NONE = new Credentials(null, Map.of());

  private static volatile Credentials current = NONE;

  private final String file;
  private final String user;
  private final String trustStore;
  private final boolean token;

  private Credentials(String file, Map<String, String> settings) {
    this.file = file;
    Matcher matcher = USER.matcher(settings.getOrDefault("sasl.jaas.config", ""));
    user = matcher.find() ? matcher.group(1) : null;
    trustStore = settings.get("ssl.truststore.location");
    token = "OAUTHBEARER".equals(settings.get("sasl.mechanism"));
  }

  /**
   * Those of this process.
   *
   * @param file of client settings; null if there is none, or only the launcher knows it
   * @param settings of the clients
   */
  public static void use(String file, Map<String, String> settings) {
    current = new Credentials(file, settings);
  }

  /** Forgets them. */
  static void forget() {
    current = NONE;
  }

  /** {@code the user alice}. */
  static String who() {
    return current.user == null ? "this program" : "the user " + current.user;
  }

  /** Whether a token, not a password, says who this is. */
  static boolean isToken() {
    return current.token;
  }

  /** {@code /home/alice/my.properties (LAB_CLIENT_PROPERTIES)}. */
  static String where() {
    return current.file == null ? "LAB_CLIENT_PROPERTIES" : current.file + " (LAB_CLIENT_PROPERTIES)";
  }

  /** Where the certificates are that the program trusts. */
  static String trusted() {
    return current.trustStore == null ? "the JDK's own list, as ssl.truststore.location is not set in " + where()
        : "ssl.truststore.location=" + current.trustStore + ", set in " + where();
  }
}
