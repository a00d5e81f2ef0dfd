package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.SendFailures;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a program of the lab ends; each test has a process of its own, because it ends. */
class ProcessExitTest {

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

  /** A producer that could not send every record; its argument is whether the cluster refused one. */
  public static final class HalfDoneProgram {
    public static void main(String[] args) {
      SendFailures failures = new SendFailures();
      for (int i = 0; i < 8; i++) {
        failures.add(i == 0 ? null : "key\t" + i, new ExecutionException(i == 6 && Boolean.parseBoolean(args[0])
            ? new TopicAuthorizationException("no") : new RecordTooLargeException("no " + i)));
      }
      Console.verdict(2, failures.count());
      failures.setExitCode();
      ProcessExit.afterMain(0); // the launcher, whose command went well
      System.out.println("goes on to its end");
    }
  }

  /** What a process printed, and how it ended. */
  private record End(List<String> output, List<String> errors, int exitCode) {}

  private static End run(Path folder, Class<?> program, Map<String, String> environment, String... arguments)
      throws Exception {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
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
        List.of("Error: the cluster refuses this program: wrong user name or password"
            + " (SaslAuthenticationException: Wrong password.). Correct sasl.jaas.config in LAB_CLIENT_PROPERTIES."),
        ExitCode.REFUSED));
  }

  @Test
  @Timeout(30)
  void aWrongSettingIsOneLineAndAnExitCode(@TempDir Path folder) throws Exception {
    End end = run(folder, FailingProgram.class, Map.of("LAB_TOPIK", "x"));
    assertThat(end.output).isEmpty();
    assertThat(end.errors).singleElement().asString()
        .startsWith("Error: wrong setting: LAB_TOPIK (environment variable) is not a setting of the lab."
            + " Did you mean LAB_TOPIC?");
    assertThat(end.exitCode).isEqualTo(ExitCode.WRONG_SETTING);
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 6"})
  @Timeout(30)
  void failedRecordsAreShownUpToFiveAndSayTheExitCode(String refused, int exitCode, @TempDir Path folder)
      throws Exception {
    assertThat(run(folder, HalfDoneProgram.class, Map.of(), refused)).isEqualTo(new End(List.of(
        "# Failed to send key null: RecordTooLargeException: no 0",
        "# Failed to send key key\\u00091: RecordTooLargeException: no 1",
        "# Failed to send key key\\u00092: RecordTooLargeException: no 2",
        "# Failed to send key key\\u00093: RecordTooLargeException: no 3",
        "# Failed to send key key\\u00094: RecordTooLargeException: no 4",
        "# Further failures are counted only.",
        "Verdict     : 2 messages acknowledged, 8 failed",
        "goes on to its end"), List.of(), exitCode));
  }
}
