package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

  private static void assertEnd(Throwable error, String line, int exitCode) {
    assertThat(Failure.oneLine(error)).isEqualTo(line);
    assertThat(Failure.exitCode(error)).isEqualTo(exitCode);
  }

  @ParameterizedTest
  @ValueSource(ints = {ExitCode.FAILED, ExitCode.WRONG_SETTING, ExitCode.NO_BROKER,
      ExitCode.UNREACHABLE_ADDRESS, ExitCode.WRONG_TOPIC, ExitCode.REFUSED})
  void theLabsOwnErrorsSayWhatIsWrongAndBringTheirExitCode(int exitCode) {
    assertEnd(new LabException(exitCode, "no broker at localhost:9092"), "Error: no broker at localhost:9092",
        exitCode);
  }

  @Test
  void aSettingThatKafkaRefusesIsAWrongSetting() {
    assertEnd(new ConfigException("acks", "2", "must be one of 0, 1, all"), "Error: Kafka refuses the settings: "
        + "ConfigException: Invalid value 2 for configuration acks: must be one of 0, 1, all.", 2);
  }

  @Test
  void aRefusedSettingIsToldWithThePlaceWhereItWasWritten() {
    SettingOrigins.use(Map.of("acks", "--set", "linger.ms", "/home/ann/my.properties", "sasl.jaas.config", "--set"),
        Map.of("acks", "lab.properties", "retries", "lab.properties"));
    try {
      assertEnd(new ConfigException("acks", "2", "must be one of 0, 1, all"), "Error: Kafka refuses the settings:"
          + " ConfigException: Invalid value 2 for configuration acks: must be one of 0, 1, all. Set by --set:"
          + " acks.", 2);
      assertEnd(new ConfigException("retries", "-1", "Value must be at least 0."), "Error: Kafka refuses the settings:"
          + " ConfigException: Invalid value -1 for configuration retries: Value must be at least 0. Set by"
          + " lab.properties: retries.", 2);
      assertEnd(new ConfigException("too little"), "Error: Kafka refuses the settings: ConfigException: too little. Set"
          + " by --set: acks, sasl.jaas.config; /home/ann/my.properties: linger.ms.", 2);
    } finally {
      SettingOrigins.use(Map.of(), Map.of());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Failed to construct kafka consumer", "Failed to construct kafka producer",
      "Failed to construct Kafka share consumer", "Failed create new KafkaAdminClient"})
  void aClientThatCannotBeConstructedHasWrongSettings(String message) {
    assertEnd(new KafkaException(message, new KafkaException("x", new ClassNotFoundException("foo.Bar"))),
        "Error: Kafka refuses the settings: ClassNotFoundException: foo.Bar.", 2);
    assertEnd(new KafkaException(message, new IllegalArgumentException("Heartbeat must be lower")),
        "Error: Kafka refuses the settings: IllegalArgumentException: Heartbeat must be lower.", 2);
    assertThat(Failure.exitCode(new KafkaException(message, new IOException("Too many open files")))).isEqualTo(1);
    assertThat(Failure.exitCode(new KafkaException(message, new OutOfMemoryError("heap")))).isEqualTo(1);
  }

  @Test
  void twoMembersOfOneNameAreToldWhatToDo() {
    assertEnd(new CompletionException(new FencedInstanceIdException("Another consumer has registered with it.")),
        "Error: Kafka says: FencedInstanceIdException: Another consumer has registered with it. Give each member a"
            + " group.instance.id of its own.", 1);
  }

  @Test
  void credentialsAndRightsAreARefusal() {
    assertEnd(new SaslAuthenticationException("Wrong."), "Error: the cluster refuses this program: wrong user name or"
        + " password (SaslAuthenticationException: Wrong.). Correct sasl.jaas.config in LAB_CLIENT_PROPERTIES.", 6);
    assertEnd(GroupAuthorizationException.forGroupId("tdea-consumer01"), "Error: this program may not do this"
        + " (GroupAuthorizationException: Not authorized to access group: tdea-consumer01). No ACL of the cluster"
        + " allows it: ask for one, or take another group (LAB_GROUP).", 6);
  }

  @Test
  void aRefusalNamesWhatIsRefused() {
    assertEnd(Failure.refused("topic t", new TopicAuthorizationException("Topic authorization failed.")),
        "Error: this program may not use the topic t (TopicAuthorizationException: Topic authorization failed.)."
            + " No ACL of the cluster allows it: ask for one, or take another topic (LAB_TOPIC).", 6);
  }

  @Test
  void aGroupOfAnotherKindIsToldApart() {
    for (KafkaException other : List.of(new InconsistentGroupProtocolException("No."),
        new GroupIdNotFoundException("No."))) {
      assertEnd(other, "Error: the group is in use by members that this one does not fit: "
          + other.getClass().getSimpleName() + ": No. (another partition.assignment.strategy, or no consumer group:"
          + " stop them, or set LAB_GROUP)", 1);
    }
  }

  @Test
  void aStopDuringACommitIsNoError() {
    assertEnd(new WakeupException(), "Stopped during a commit; what it would have committed will be read again.", 1);
  }

  @Test
  void whateverElseKafkaThrowsIsShownAsKafkasWords() {
    assertEnd(new TimeoutException("Topic x not present in metadata after 5000 ms."),
        "Error: Kafka says: TimeoutException: Topic x not present in metadata after 5000 ms.", 1);
    assertEnd(new KafkaException("Failed to construct kafka producer"),
        "Error: Kafka says: KafkaException: Failed to construct kafka producer", 1);
    assertEnd(new CommitFailedException("too late"), "Error: Kafka says: CommitFailedException: too late", 1);
  }

  @Test
  void theUnexpectedNamesItsPlace() {
    IllegalStateException error = new IllegalStateException("a\n  b");
    assertEnd(error, "Error: unexpected IllegalStateException: a b at " + error.getStackTrace()[0], 1);
    assertThat(Failure.oneLine(error)).contains("FailureTest.theUnexpectedNamesItsPlace(FailureTest.java:");
    error.setStackTrace(new StackTraceElement[0]);
    assertEnd(error, "Error: unexpected IllegalStateException: a b", 1);
    assertThat(Failure.oneLine(new OutOfMemoryError("Java heap space")))
        .startsWith("Error: unexpected OutOfMemoryError: Java heap space at ");
  }

  @Test
  void wrapperExceptionsAreUnwrapped() {
    RecordTooLargeException reason = new RecordTooLargeException("too large");
    assertEnd(new ExecutionException(reason), "Error: Kafka says: RecordTooLargeException: too large", 1);
    assertEnd(new KafkaException("Failed to construct kafka consumer", new ConfigException("no")),
        "Error: Kafka refuses the settings: ConfigException: no.", 2);
    assertEnd(new ExecutionException(new KafkaException("outer", new ExecutionException(
        new LabException(ExitCode.WRONG_TOPIC, "inner")))), "Error: inner", 5);
    assertEnd(new ExecutionException(new SaslAuthenticationException("Wrong.")), "Error: the cluster refuses this"
        + " program: wrong user name or password (SaslAuthenticationException: Wrong.). Correct sasl.jaas.config in"
        + " LAB_CLIENT_PROPERTIES.", 6);
  }

  @Test
  void whatSaysMoreThanItsCauseIsKept() {
    assertThat(Failure.reason(new SerializationException("no JSON for Object", new IOException("low level"))))
        .isEqualTo("SerializationException: no JSON for Object");
    assertThat(Failure.reason(new ExecutionException("alone", null))).isEqualTo("ExecutionException: alone");
  }

  @Test
  void theReasonIsOneLineWhateverTheMessageIs() {
    assertThat(Failure.reason(new IOException())).isEqualTo("IOException: no message");
    assertThat(Failure.reason(new IOException("  a\r\n\tb \n"))).isEqualTo("IOException: a b");
  }
}
