package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each says what is wrong, where it came from, and what to do. */
class RefusalTest {

  private static final String WHERE = "/home/ann/my.properties (LAB_CLIENT_PROPERTIES)";

  @BeforeEach
  void asAnn() {
    Credentials.use("/home/ann/my.properties", Map.of(
        "sasl.jaas.config", "x.ScramLoginModule required username=\"ann\" password=\"secret\";",
        "ssl.truststore.location", "/home/ann/authority.pem"));
  }

  @AfterEach
  void asNobody() {
    Credentials.forget();
  }

  private static SslAuthenticationException tls(Throwable below) {
    SSLHandshakeException handshake = new SSLHandshakeException(below.getMessage());
    handshake.initCause(below);
    return new SslAuthenticationException("SSL handshake failed", handshake);
  }

  private static String of(Throwable error) {
    return Refusal.of(error, null);
  }

  @Test
  void passwords() {
    assertThat(of(new SaslAuthenticationException("No."))).isEqualTo("the cluster refuses the user ann: wrong user name"
        + " or password (SaslAuthenticationException: No.). Correct sasl.jaas.config in " + WHERE + ".");
    assertThat(of(new UnsupportedSaslMechanismException("No."))).isEqualTo("the cluster does not know this way to prove"
        + " a password (UnsupportedSaslMechanismException: No.). Correct sasl.mechanism, and the class in"
        + " sasl.jaas.config, in " + WHERE + ".");
  }

  @Test
  void tokens() {
    Credentials.use("/home/ann/my.properties", Map.of("sasl.mechanism", "OAUTHBEARER"));
    assertThat(of(new SaslAuthenticationException("No."))).isEqualTo("the cluster refuses this program: its token is not"
        + " accepted (SaslAuthenticationException: No.). Correct sasl.oauthbearer.* in " + WHERE + ".");
  }

  @Test
  void certificates() {
    assertThat(of(tls(new CertificateExpiredException("NotAfter: 2026")))).isEqualTo("the broker's certificate has"
        + " expired (CertificateExpiredException: NotAfter: 2026). Whoever runs the broker has to renew it; scripts/lab"
        + " broker --secure does when it is started again.");
    assertThat(of(tls(new CertificateNotYetValidException("NotBefore: 2036")))).isEqualTo("the broker's certificate is"
        + " not valid yet (CertificateNotYetValidException: NotBefore: 2036). Is this machine's clock right?");
    assertThat(of(tls(new CertificateException("No subject alternative names present")))).startsWith("the broker's"
        + " certificate is for another host name (CertificateException: No subject alternative names present). ");
    Exception untrusted = new CertificateException("PKIX path validation failed", new CertPathValidatorException("no"));
    assertThat(of(tls(untrusted))).isEqualTo("the broker's certificate is not trusted (CertPathValidatorException: no)."
        + " It is not signed by any of those in ssl.truststore.location=/home/ann/authority.pem, set in " + WHERE
        + ". Get the certificate of the cluster's authority from whoever runs it.");
    Credentials.use(null, Map.of());
    assertThat(of(tls(untrusted))).contains("those in the JDK's own list, as ssl.truststore.location is not set in"
        + " LAB_CLIENT_PROPERTIES. ");
  }

  @Test
  void anyOtherFaultOfTls() {
    assertThat(of(tls(new SSLException("Unsupported or unrecognized SSL message")))).isEqualTo("there is no TLS"
        + " connection to the cluster (SSLException: Unsupported or unrecognized SSL message). Does this port speak"
        + " TLS, and does the broker want a certificate of the client? See security.protocol and ssl.* in " + WHERE
        + ".");
    assertThat(of(new SslAuthenticationException("alone"))).contains("(SslAuthenticationException: alone). Does");
  }

  @Test
  void rights() {
    assertThat(Refusal.of(new TopicAuthorizationException("No."), "topic t")).isEqualTo("the user ann may not use the"
        + " topic t (TopicAuthorizationException: No.). No ACL of the cluster allows it: ask for one, or take another"
        + " topic (LAB_TOPIC).");
    assertThat(of(new TransactionalIdAuthorizationException("No."))).endsWith("or take another student's id"
        + " (LAB_STUDENT_ID), with which the transactional id begins.");
    assertThat(of(new ClusterAuthorizationException("No."))).isEqualTo("the user ann may not do this"
        + " (ClusterAuthorizationException: No.). An idempotent producer needs an ACL for WRITE on the topic, or for"
        + " IDEMPOTENT_WRITE on the cluster.");
  }
}
