package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Names that others have given move no cursor, and begin no line. */
class ErrorOutputTest {

  private static final String NAME = "evil\u001b[2J\nError: no\u0085x\u202e";

  private static String printed(Runnable printing) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      printing.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anErrorIsOneLine() {
    assertThat(printed(() -> ErrorOutput.print("Error: consumers are running in " + NAME + ".")))
        .isEqualTo("Error: consumers are running in evil\\u001b[2J\\u000aError: no\\u0085x\\u202e."
            + System.lineSeparator());
    String longLine = "Error: " + "long ".repeat(100) + "\u738b";
    assertThat(printed(() -> ErrorOutput.print(longLine))).isEqualTo(longLine + System.lineSeparator());
  }

  @Test
  void aReasonIsOneLine() {
    assertThat(Failure.reason(new KafkaException(NAME)))
        .isEqualTo("KafkaException: evil\\u001b[2J Error: no\\u0085x\\u202e");
  }

  @Test
  void kafkasLogKeepsItsLinesAndTabsOnly() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new LogFilter(new PrintStream(bytes, true, StandardCharsets.UTF_8)).println("[WARN] [groupId=\u001b[2J] no\n\tb");
    assertThat(bytes.toString(StandardCharsets.UTF_8).stripTrailing()).isEqualTo("[WARN] [groupId=\\u001b[2J] no\n\tb");
  }
}
