package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

  private static void assertEnd(Throwable error, String line, int exitCode) {
    assertThat(Failure.oneLine(error)).isEqualTo(line);
    assertThat(Failure.exitCode(error)).isEqualTo(exitCode);
  }

  @ParameterizedTest
  @ValueSource(ints = {LabException.FAILED, LabException.WRONG_SETTING, LabException.NO_BROKER,
      LabException.UNREACHABLE_ADDRESS, LabException.WRONG_TOPIC, LabException.REFUSED})
  void theLabsOwnErrorsSayWhatIsWrongAndBringTheirExitCode(int exitCode) {
    assertEnd(new LabException(exitCode, "no broker at localhost:9092"), "Error: no broker at localhost:9092",
        exitCode);
  }

  @Test
  void aSettingThatKafkaRefusesIsAWrongSetting() {
    assertEnd(new ConfigException("acks", "2", "must be one of 0, 1, all"), "Error: Kafka refuses the settings: "
        + "ConfigException: Invalid value 2 for configuration acks: must be one of 0, 1, all", 2);
  }

  @Test
  void credentialsAndRightsAreARefusal() {
    for (KafkaException refusal : List.of(new SaslAuthenticationException("Wrong."),
        new SslAuthenticationException("Wrong."), new TopicAuthorizationException("Wrong."),
        GroupAuthorizationException.forGroupId("tdea-consumer01"))) {
      assertEnd(refusal, "Error: the cluster refuses this program: " + refusal.getClass().getSimpleName() + ": "
          + refusal.getMessage() + " (check the credentials in LAB_CLIENT_PROPERTIES, and the ACLs)", 6);
    }
  }

  @Test
  void aProducerWithoutAnIdIsToldWhatItNeeds() {
    assertEnd(new ExecutionException(new ClusterAuthorizationException("Cluster authorization failed.")),
        "Error: the cluster refuses this program: ClusterAuthorizationException: Cluster authorization failed."
            + " An idempotent producer needs WRITE on the topic, or IDEMPOTENT_WRITE on the cluster"
            + " (check the credentials in LAB_CLIENT_PROPERTIES, and the ACLs)", 6);
  }

  @Test
  void aRefusalNamesWhatIsRefused() {
    assertEnd(Failure.refused("topic t", new TopicAuthorizationException("Topic authorization failed.")),
        "Error: the cluster refuses this program the topic t: TopicAuthorizationException: Topic authorization failed."
            + " (check the credentials in LAB_CLIENT_PROPERTIES, and the ACLs)", 6);
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
  void wrappersArePeeledOff() {
    RecordTooLargeException reason = new RecordTooLargeException("too large");
    assertEnd(new ExecutionException(reason), "Error: Kafka says: RecordTooLargeException: too large", 1);
    assertEnd(new KafkaException("Failed to construct kafka consumer", new ConfigException("no")),
        "Error: Kafka refuses the settings: ConfigException: no", 2);
    assertEnd(new ExecutionException(new KafkaException("outer", new ExecutionException(
        new LabException(LabException.WRONG_TOPIC, "inner")))), "Error: inner", 5);
    assertEnd(new ExecutionException(new SaslAuthenticationException("Wrong.")), "Error: the cluster refuses this "
        + "program: SaslAuthenticationException: Wrong. (check the credentials in LAB_CLIENT_PROPERTIES, and the ACLs)",
        6);
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

  // a process of its own, because it ends

  /** A program that waits for its main thread when it is stopped, as the consumers do, and fails. */
  public static final class FailingProgram {
    public static void main(String[] args) {
      Thread main = Thread.currentThread();
      LabConfig.load(FailingProgram.class);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        try {
          main.join();
          System.out.println("closed");
        } catch (InterruptedException e) {
          main.interrupt();
        }
      }));
      throw new KafkaException("wrapper", new SaslAuthenticationException("Wrong\npassword."));
    }
  }

  /** A producer that could not send every record. */
  public static final class HalfDoneProgram {
    public static void main(String[] args) {
      for (int i = 0; i < 8; i++) {
        Console.sendFailed(i == 0 ? null : "key\t" + i, new ExecutionException(new RecordTooLargeException("no " + i)));
      }
      Console.verdict(2, 8);
      System.out.println("goes on to its end");
    }
  }

  /** What a process printed, and how it ended. */
  private record End(List<String> output, List<String> errors, int exitCode) {}

  private static End run(Path folder, Class<?> program, Map<String, String> environment) throws Exception {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), program.getName())
        .redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(LAB_|KAFKA_|JAVA_TOOL_|JDK_JAVA_).*"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(program + " ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new End(Files.readAllLines(output, StandardCharsets.UTF_8),
        Files.readAllLines(errors, StandardCharsets.UTF_8), process.exitValue());
  }

  @Test
  @Timeout(30)
  void anExceptionThatLeavesMainIsOneLineAndAnExitCode(@TempDir Path folder) throws Exception {
    assertThat(run(folder, FailingProgram.class, Map.of())).isEqualTo(new End(List.of("closed"),
        List.of("Error: the cluster refuses this program: SaslAuthenticationException: Wrong password."
            + " (check the credentials in LAB_CLIENT_PROPERTIES, and the ACLs)"), LabException.REFUSED));
  }

  @Test
  @Timeout(30)
  void aWrongSettingIsOneLineAndAnExitCode(@TempDir Path folder) throws Exception {
    End end = run(folder, FailingProgram.class, Map.of("LAB_TOPIK", "x"));
    assertThat(end.output).isEmpty();
    assertThat(end.errors).singleElement().asString()
        .startsWith("Error: wrong setting: LAB_TOPIK (environment variable) is not a setting of the lab."
            + " Did you mean LAB_TOPIC?");
    assertThat(end.exitCode).isEqualTo(LabException.WRONG_SETTING);
  }

  @Test
  @Timeout(30)
  void failedRecordsAreShownUpToFiveAndEndInExitCode1(@TempDir Path folder) throws Exception {
    assertThat(run(folder, HalfDoneProgram.class, Map.of())).isEqualTo(new End(List.of(
        "# Failed to send key null: RecordTooLargeException: no 0",
        "# Failed to send key key\\u00091: RecordTooLargeException: no 1",
        "# Failed to send key key\\u00092: RecordTooLargeException: no 2",
        "# Failed to send key key\\u00093: RecordTooLargeException: no 3",
        "# Failed to send key key\\u00094: RecordTooLargeException: no 4",
        "# Further failures are counted only.",
        "Verdict     : 2 messages acknowledged, 8 failed",
        "goes on to its end"), List.of(), LabException.FAILED));
  }
}
