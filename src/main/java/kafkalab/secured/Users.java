package kafkalab.secured;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * The users of a secured broker, each with a file of client settings for {@code LAB_CLIENT_PROPERTIES}. A password is
 * made up when there is no such file yet; nobody has to know or type it.
 */
final class Users {

  /** May do everything. */
  static final String TEACHER = "teacher";

  /** May do what the lessons need. */
  static final String STUDENT = "student";

  static final List<String> ALL = List.of(STUDENT, TEACHER);

  static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;

  static final String LOGIN_MODULE = ScramLoginModule.class.getName();

  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  private static final int PASSWORD_LENGTH = 24;
  private static final Pattern PASSWORD = Pattern.compile("password=\"([^\"]+)\"");

  private final Path folder;

  Users(Path folder) {
    this.folder = folder;
  }

  /** The file of a user's client settings. */
  Path file(String user) {
    return folder.resolve(user + ".properties");
  }

  /** A user's password, as the file has it. */
  Optional<String> password(String user) throws IOException {
    Properties settings = new Properties();
    if (Files.exists(file(user))) {
      try (Reader in = Files.newBufferedReader(file(user))) {
        settings.load(in);
      }
    }
    Matcher matcher = PASSWORD.matcher(settings.getProperty("sasl.jaas.config", ""));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Writes a user's file.
   *
   * @param authority the certificate that the client is to trust
   */
  void write(String user, String password, Path authority) throws IOException {
    PrivateFiles.write(file(user), String.join("\n",
        "# Made by scripts/lab broker --secure, for the user " + user + " of this broker alone.",
        "# Use it as it is: LAB_CLIENT_PROPERTIES=(this file)",
        "security.protocol=SASL_SSL",
        "sasl.mechanism=" + MECHANISM.mechanismName(),
        "sasl.jaas.config=" + LOGIN_MODULE + " required username=\"" + user
            + "\" password=\"" + password + "\";",
        "ssl.truststore.type=PEM",
        "ssl.truststore.location=" + escaped(authority.toString()),
        ""));
  }

  /** A text as a properties file has it, which Kafka's own tools read as Latin-1, and the lab as UTF-8. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(
        c == '\\' ? "\\\\" : c < ' ' || c > '~' ? String.format(java.util.Locale.ROOT, "\\u%04X", c)
            : String.valueOf((char) c)));
    return escaped.toString();
  }

  /** A password that cannot be guessed. */
  static String newPassword() {
    StringBuilder password = new StringBuilder();
    new SecureRandom().ints(PASSWORD_LENGTH, 0, LETTERS.length()).forEach(i -> password.append(LETTERS.charAt(i)));
    return password.toString();
  }
}
