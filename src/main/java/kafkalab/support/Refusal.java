package kafkalab.support;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** What a cluster refuses, or a client of a cluster that it does not trust: what is wrong, and what to do. */
final class Refusal {

  private static final Pattern OTHER_NAME = Pattern.compile("No (subject alternative|name matching)");

  private Refusal() {}

  /** Whether an error is a refusal. */
  static boolean is(Throwable error) {
    return error instanceof AuthenticationException || error instanceof AuthorizationException;
  }

  /**
   * The refusal in words.
   *
   * @param what was refused, for example {@code topic t}; null if only the error may know
   */
  static String of(Throwable error, String what) {
    String reason = " (" + Failure.reason(error) + ")";
    if (error instanceof AuthorizationException) {
      return Credentials.who() + " may not " + (what == null ? "do this" : "use the " + what) + reason + ". "
          + needed(error);
    }
    if (error instanceof SslAuthenticationException) {
      return tls(error);
    }
    if (error instanceof UnsupportedSaslMechanismException) {
      return "the cluster does not know this way to prove a password" + reason
          + ". Correct sasl.mechanism, and the class in sasl.jaas.config, in " + Credentials.where() + ".";
    }
    String wrong = Credentials.isToken() ? ": its token is not accepted" : ": wrong user name or password";
    return "the cluster refuses " + Credentials.who() + (error instanceof SaslAuthenticationException ? wrong : "")
        + reason + ". Correct " + (Credentials.isToken() ? "sasl.oauthbearer.*" : "sasl.jaas.config") + " in "
        + Credentials.where() + ".";
  }

  private static String needed(Throwable error) {
    if (error instanceof ClusterAuthorizationException) {
      return "An idempotent producer needs an ACL for WRITE on the topic, or for IDEMPOTENT_WRITE on the cluster.";
    }
    return "No ACL of the cluster allows it: ask for one" + (
        error instanceof TopicAuthorizationException ? ", or take another topic (LAB_TOPIC)."
        : error instanceof GroupAuthorizationException ? ", or take another group (LAB_GROUP)."
        : error instanceof TransactionalIdAuthorizationException
            ? ", or take another student's id (LAB_STUDENT_ID), with which the transactional id begins."
        : ".");
  }

  /** Kafka says no more than "SSL handshake failed"; the JDK's exceptions below say why. */
  private static String tls(Throwable error) {
    Throwable root = causes(error).reduce(error, (first, last) -> last);
    String reason = " (" + Failure.reason(root) + "). ";
    if (root instanceof CertificateExpiredException) {
      return "the broker's certificate has expired" + reason + "Whoever runs the broker has to renew it;"
          + " scripts/lab broker --secure does when it is started again.";
    }
    if (root instanceof CertificateNotYetValidException) {
      return "the broker's certificate is not valid yet" + reason + "Is this machine's clock right?";
    }
    if (causes(error).anyMatch(cause -> OTHER_NAME.matcher(String.valueOf(cause.getMessage())).find())) {
      return "the broker's certificate is for another host name" + reason
          + "Write the name that is in the certificate (KAFKA_BOOTSTRAP_SERVERS), or have it issued for this one.";
    }
    if (causes(error).anyMatch(cause -> String.valueOf(cause.getMessage()).contains("PKIX path"))) {
      return "the broker's certificate is not trusted" + reason + "It is not signed by any of those in "
          + Credentials.trusted() + ". Get the certificate of the cluster's authority from whoever runs it.";
    }
    return "there is no TLS connection to the cluster" + reason
        + "Does this port speak TLS, and does the broker want a certificate of the client? See security.protocol and"
        + " ssl.* in " + Credentials.where() + ".";
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause);
  }
}
