package kafkalab.secured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kafkalab.support.Futures;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * Who gets into a secured broker, and how: its certificate, its users and their rights. All of it is made on the spot
 * and kept in a folder beside the broker's data, so that {@code --fresh} makes it anew.
 */
public final class Access {

  /** The listener of the clients, which is also its security protocol. */
  private static final String CLIENTS = "SASL_SSL";

  /** The listeners of the nodes among themselves. Both sides show the broker's certificate. */
  private static final String BROKERS = "BROKER";
  private static final String CONTROLLERS = "CONTROLLER";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int ITERATIONS = 8_192;

  private final Path folder;
  private final Certificates certificates;
  private final Users users;
  private Instant end;

  /**
   * Access to one broker.
   *
   * @param folder for keys and passwords; it is created if it is missing
   */
  public Access(Path folder) {
    this.folder = folder.toAbsolutePath();
    certificates = new Certificates(this.folder);
    users = new Users(this.folder);
  }

  /** Makes what is missing, and a new certificate in place of one that ends within a week. */
  public void prepare() throws IOException, GeneralSecurityException {
    PrivateFiles.createFolder(folder.getParent()); // the records are there, and the passwords' hashes
    PrivateFiles.createFolder(folder);
    end = certificates.ensure();
    for (String user : Users.ALL) {
      Optional<String> password = users.password(user);
      if (password.isEmpty()) {
        Files.deleteIfExists(granted());
      }
      // the folder may have been moved since
      users.write(user, password.orElseGet(Users::newPassword), certificates.authority());
    }
  }

  /** The file that says for which student id the users have been created, and their rights. */
  private Path granted() {
    return folder.resolve("granted");
  }

  /** When the broker's certificate ends. */
  public Instant end() {
    return end;
  }

  /** The file of client settings of the user student. */
  public Path student() {
    return users.file(Users.STUDENT);
  }

  /** The file of client settings of the user teacher. */
  public Path teacher() {
    return users.file(Users.TEACHER);
  }

  /**
   * The broker's settings. No listener is open to somebody unknown.
   *
   * @param clients the address for clients, {@code host:port}
   * @param brokers the address at which brokers reach each other, and this one itself
   * @param controllers likewise the controllers
   */
  public Map<String, String> settings(String clients, String brokers, String controllers) {
    String advertised = CLIENTS + "://" + clients + "," + BROKERS + "://" + brokers;
    Map<String, String> settings = new TreeMap<>();
    settings.put("listeners", advertised + "," + CONTROLLERS + "://" + controllers);
    settings.put("advertised.listeners", advertised);
    settings.put("listener.security.protocol.map",
        CLIENTS + ":SASL_SSL," + BROKERS + ":SSL," + CONTROLLERS + ":SSL");
    settings.put("inter.broker.listener.name", BROKERS);
    settings.put("controller.listener.names", CONTROLLERS);
    settings.put("sasl.enabled.mechanisms", Users.MECHANISM.mechanismName());
    // the users' passwords are in the cluster's metadata, as salted hashes
    settings.put("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", Users.LOGIN_MODULE + " required;");
    settings.putAll(certificates.settings());
    for (String listener : List.of(BROKERS, CONTROLLERS)) {
      settings.put("listener.name." + listener.toLowerCase(Locale.ROOT) + ".ssl.client.auth", "required");
    }
    settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
    settings.put(StandardAuthorizer.SUPER_USERS_CONFIG,
        "User:" + Certificates.PRINCIPAL + ";User:" + Users.TEACHER);
    return settings;
  }

  /**
   * Creates the users and the student's rights, the first time, and for another student id; the rights of the one before
   * stay. What the teacher changes later stays.
   *
   * @param brokers the address at which brokers reach each other
   * @param studentId what the names of the student's groups and transactional ids begin with
   */
  public void grant(String brokers, String studentId) throws IOException {
    List<AclBinding> rules = StudentRules.of(studentId);
    String text = rules.stream().map(AclBinding::toString).collect(Collectors.joining("\n", "", "\n"));
    if (Files.exists(granted()) && Files.readString(granted()).equals(text)) {
      return;
    }
    List<UserScramCredentialAlteration> passwords = new ArrayList<>();
    for (String user : Users.ALL) {
      passwords.add(new UserScramCredentialUpsertion(user, new ScramCredentialInfo(Users.MECHANISM, ITERATIONS),
          users.password(user).orElseThrow()));
    }
    try (Admin admin = Admin.create(nodeSettings(brokers))) {
      KafkaFuture<Void> created = KafkaFuture.allOf(admin.alterUserScramCredentials(passwords).all(),
          admin.createAcls(rules).all());
      Futures.get(created, TIMEOUT, "no answer within " + TIMEOUT.toSeconds() + " s");
    }
    PrivateFiles.write(granted(), text);
  }

  /** A client that is one of the nodes, by their certificate. */
  private Map<String, Object> nodeSettings(String brokers) {
    Map<String, Object> settings = new TreeMap<>(certificates.settings());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "SSL");
    return settings;
  }
}
