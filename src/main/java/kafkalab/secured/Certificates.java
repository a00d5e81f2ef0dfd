package kafkalab.secured;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kafkalab.base.TempDirectories;
import org.apache.kafka.common.config.SslConfigs;

/**
 * The broker's certificate, and the authority that has signed it, which the clients trust. They are made by
 * {@link Keytool} and kept as PEM, which all of Kafka's clients can read (KIP-651).
 *
 * <p>The authority's own private key is thrown away as soon as it has signed: nobody can sign a second certificate.
 */
final class Certificates {

  /** Whom the authorizer sees when a node connects to another by its certificate. */
  static final String PRINCIPAL = "CN=kafka-lab-broker";

  private static final int DAYS = 30;
  private static final Duration RENEW_BEFORE = Duration.ofDays(7);
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path folder;

  Certificates(Path folder) {
    this.folder = folder;
  }

  /** The certificate of the authority: what a client has to trust. */
  Path authority() {
    return folder.resolve("authority.pem");
  }

  /** The broker's private key and certificate. */
  Path broker() {
    return folder.resolve("broker.pem");
  }

  /** The settings of a node: what it shows, and whom it trusts. */
  Map<String, String> settings() {
    return Map.of(
        SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM",
        SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, broker().toString(),
        SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM",
        SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, authority().toString());
  }

  /**
   * Makes both, if they are missing, do not fit each other, or end within a week: they are valid for {@value #DAYS}
   * days.
   *
   * @return when the broker's certificate ends
   */
  Instant ensure() throws IOException, GeneralSecurityException {
    if (!areValidUntil(Instant.now().plus(RENEW_BEFORE))) {
      // an hour ago, for clients whose clock is slow
      make("-1H", DAYS, "dns:localhost,ip:127.0.0.1,ip:::1");
    }
    return certificate(broker()).getNotAfter().toInstant();
  }

  private boolean areValidUntil(Instant time) throws IOException {
    try {
      X509Certificate broker = certificate(broker());
      X509Certificate authority = certificate(authority());
      broker.verify(authority.getPublicKey());
      return Stream.of(broker, authority).allMatch(it -> it.getNotAfter().toInstant().isAfter(time)
          && !it.getNotBefore().toInstant().isAfter(Instant.now()));
    } catch (GeneralSecurityException e) {
      return false; // damaged, or only one of the two is new
    }
  }

  private static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    String pem = text.substring(Math.max(0, text.indexOf("-----BEGIN CERTIFICATE")));
    return (X509Certificate) CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * Makes both files.
   *
   * @param start from when they are valid, and
   * @param days for how long
   * @param names what the broker is called, as {@code keytool} writes it
   */
  void make(String start, int days, String names) throws IOException, GeneralSecurityException {
    Path work = folder.resolve("making");
    TempDirectories.delete(work); // of a broker that was killed
    PrivateFiles.createFolder(work);
    try {
      String password = Users.newPassword();
      Keytool keytool = new Keytool(work, password);
      List<String> validity = List.of("-startdate", start, "-validity", String.valueOf(days));
      keytool.run(joined(newKey("authority", "CN=Kafka Lab authority"), validity,
          List.of("-ext", "bc:critical=ca:true,pathlen:0", "-ext", "ku:critical=keyCertSign")));
      keytool.run(newKey("broker", PRINCIPAL));
      keytool.run(List.of("-certreq", "-alias", "broker", "-file", "request"));
      keytool.run(joined(
          List.of("-gencert", "-rfc", "-alias", "authority", "-infile", "request", "-outfile", "signed"), validity,
          List.of("-ext", "san=" + names, "-ext", "eku=serverAuth,clientAuth",
              "-ext", "ku:critical=digitalSignature")));
      KeyStore keys = KeyStore.getInstance(keytool.store().toFile(), password.toCharArray());
      Key key = keys.getKey("broker", password.toCharArray());
      String authority = pem("CERTIFICATE", keys.getCertificate("authority").getEncoded());
      PrivateFiles.write(broker(), pem("PRIVATE KEY", key.getEncoded())
          + pem("CERTIFICATE", certificate(work.resolve("signed")).getEncoded()) + authority);
      PrivateFiles.write(authority(), authority);
    } finally {
      TempDirectories.delete(work);
    }
  }

  private static List<String> newKey(String alias, String name) {
    return List.of("-genkeypair", "-alias", alias, "-dname", name, "-keyalg", "EC", "-groupname", "secp256r1");
  }

  private static List<String> joined(List<String> first, List<String> second, List<String> third) {
    return Stream.of(first, second, third).flatMap(List::stream).toList();
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN " + kind + "-----\n" + BASE64.encodeToString(content) + "\n-----END " + kind + "-----\n";
  }
}
