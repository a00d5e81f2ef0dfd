package kafkalab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kafkalab.kafkatools.KafkaTool;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The launcher hands on what the user has typed, letter by letter. */
class KafkaToolCommandTest {

  @Test
  void everyArgumentReachesTheToolAsItIs() {
    List<String> typed = List.of("--topic", "a b", "--", "@file", "-v", "--help", "--version", "", "\"quoted\"", "'q'",
        "-abc", "--x=y=z", "list", "help", "kafka-topics", "${user.home}", "a,b", "\\n", "--topic", "again");
    for (KafkaTool tool : KafkaTool.ALL) {
      List<String> line = new ArrayList<>(typed);
      line.add(0, tool.name());
      CommandLine.ParseResult parsed = Lab.commandLine().parseArgs(line.toArray(String[]::new));
      KafkaToolCommand command = (KafkaToolCommand) parsed.subcommand().commandSpec().userObject();
      assertThat(command.arguments()).as(tool.name()).isEqualTo(typed);
    }
  }
}
