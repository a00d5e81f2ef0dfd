package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Kafka's log says a thing once, and leaves out what the lesson says itself. */
class LogFilterTest {

  private static List<String> shown(Consumer<PrintStream> log) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    log.accept(new LogFilter(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void whatDiffersInItsFiguresOnlyIsSaidOnce() {
    assertThat(shown(log -> {
      for (int i = 0; i < 100; i++) {
        log.println("[WARN] Sender - [Producer clientId=producer-1] Got error on topic-partition t-" + i % 4);
        log.println("[ERROR] Other - " + i);
      }
      log.println("[WARN] Sender - another matter");
    })).containsExactly("[WARN] Sender - [Producer clientId=producer-1] Got error on topic-partition t-0",
        "[ERROR] Other - 0", "[WARN] Sender - another matter");
  }

  @Test
  void theStackTraceGoesWithItsLine() {
    RuntimeException error = new RuntimeException("first");
    assertThat(shown(log -> {
      log.println("[WARN] X - failed");
      new RuntimeException("shown").printStackTrace(log);
      log.println("[WARN] X - failed");
      error.printStackTrace(log);
    })).contains("[WARN] X - failed", "java.lang.RuntimeException: shown")
        .noneMatch(line -> line.contains("first"));
  }

  @Test
  void whatTheExceptionSaysTooIsLeftOut() {
    assertThat(shown(log -> {
      log.println("[ERROR] ConsumerCoordinator - [groupId=g] JoinGroup failed due to fatal error: no");
      log.println("[ERROR] NetworkClient - Connection to node -1 failed authentication due to: no");
    })).isEmpty();
  }

  @Test
  void theProgramsOwnLinesAreAllShown() {
    assertThat(shown(log -> {
      log.println("Error: a");
      log.println("Error: a");
      log.println((String) null);
      log.println((Object) "b");
      log.print("c");
      log.printf("%d%n", 1);
      log.println(2);
    })).containsExactly("Error: a", "Error: a", "null", "b", "c1", "2");
  }
}
