package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafkalab.common.LabTopics;
import org.junit.jupiter.api.Test;

/** scripts/create-topics makes the topics of {@link LabTopics}, on every system. */
class TopicScriptsTest {

  private static final Path SH = Path.of("scripts/create-topics.sh");
  private static final Path CMD = Path.of("scripts/create-topics.cmd");

  @Test
  void shMakesTheLabsTopicsInTheLabsOrder() throws IOException {
    Matcher list = Pattern.compile("(?ms)^topics='\\R(.*?)^'").matcher(text(SH));
    assertThat(list.find()).isTrue();
    Map<String, Integer> topics = new LinkedHashMap<>();
    for (String line : list.group(1).lines().toList()) {
      String[] topic = line.split(" +");
      assertThat(topic).hasSize(2);
      topics.put(topic[0], Integer.valueOf(topic[1]));
    }
    assertThat(List.copyOf(topics.entrySet())).isEqualTo(List.copyOf(LabTopics.ALL.entrySet()));
  }

  @Test
  void cmdRunsTheShInTheContainerAndHasNoListOfItsOwn() throws IOException {
    assertThat(text(CMD)).doesNotContain("ak03.").contains("<\"%SCRIPTS%create-topics.sh\"");
  }

  @Test
  void bothWaitForTheSameTime() throws IOException {
    Matcher sh = Pattern.compile("(?m)^wait_seconds=(\\d+)$").matcher(text(SH));
    assertThat(sh.find()).isTrue();
    assertThat(text(CMD)).contains("set \"LEFT=" + sh.group(1) + "\"", "up to " + sh.group(1) + " s",
        "after " + sh.group(1) + " s");
  }

  @Test
  void linesEndAsTheirInterpretersNeedThem() throws IOException {
    // cmd.exe loses labels in a file without carriage returns; bash takes one for a part of the word
    assertThat(text(CMD).replace("\r\n", "")).doesNotContain("\n");
    assertThat(text(SH)).doesNotContain("\r");
  }

  /** The text of a script; not ASCII is an error, for no console shows it in the same way. */
  private static String text(Path script) throws IOException {
    String text = Files.readString(script, StandardCharsets.UTF_8);
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).as("%s is ASCII", script).isTrue();
    return text;
  }
}
