package kafkalab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import kafkalab.support.ShellSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lab run} and its options. */
@BrokerTest
class RunIT {

  private static final Duration AT_MOST = Duration.ofSeconds(10);

  @Test
  void optionsReachTheLesson(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.launcher("run", "p5", "--messages", "5", "--delay", "1", "--topic", topic,
        "--set", "client.id=mine", "--set", "batch.size=100").start();
    assertThat(run.exitCode()).isZero();
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 5L));
    assertThat(run.lines()).startsWith("Process " + run.program().pid() + ". To end it without a clean stop: "
        + ShellSyntax.kill(run.program().pid()), "Producer05CGroup: " + topic + " (1 partition) at "
        + lab.bootstrapServers());
  }

  @Test
  void secondsStandInFrontOfEachLine(TestLab lab) {
    String topic = lab.newTopic(1);
    long start = System.nanoTime();
    var run = lab.launcher("run", "p5", "--messages", "3", "--delay", "1000", "--topic", topic, "--seconds").start();
    assertThat(run.exitCode()).isZero();
    double elapsed = (System.nanoTime() - start) / 1e9;
    assertThat(run.lines()).allMatch(line -> line.matches(" {1,3}\\d+\\.\\d  \\S.*"));
    List<Double> records = run.lines().stream().filter(line -> line.contains(" , msg_"))
        .map(line -> Double.valueOf(line.strip().split(" ")[0])).toList();
    assertThat(records).hasSize(3).isSorted();
    // the first record's acknowledgement may come late, the third record is not sent before two pauses
    assertThat(records.get(2)).as("seconds from the start to behind two pauses").isBetween(1.9, elapsed);
  }

  /** An option wins over the environment variable. */
  @Test
  void freshStartsTheGroupOver(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    for (int i = 0; i < 2; i++) {
      var run = lab.launcher("run", "Consumer03CommitSync", "--fresh", "--messages", "10", "--topic", topic,
          "--group", group).env("LAB_GROUP", "another").env("LAB_MESSAGES", "3").start();
      assertThat(run.exitCode()).isZero();
      assertThat(run.lines().contains("Group " + group + " starts over: what it has committed is forgotten."))
          .as("nothing is forgotten the first time, because nothing was committed").isEqualTo(i == 1);
      assertThat(run.lines()).filteredOn(line -> line.startsWith(topic + "-0-")).hasSize(10);
      assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 10L));
    }
  }

  @Test
  void aGroupWithMembersCannotStartOver(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 10);
    lab.launcher("run", "c3", "--topic", topic, "--group", group, "--set", "client.id=anna").start()
        .awaitLine(line -> line.contains("{offset=10}"), "the last commit");
    var fresh = lab.launcher("run", "c3", "--topic", topic, "--group", group, "--fresh").start();
    assertThat(fresh.exitCode(AT_MOST)).isEqualTo(ExitCode.FAILED);
    assertThat(fresh.lines()).containsExactly("Error: group " + group + " cannot start over (--fresh): it has running"
        + " members: anna. Stop them first; one that was killed is gone after its session timeout, some seconds.");
    assertThat(lab.committed(group, topic)).isEqualTo(Map.of(0, 10L));
  }

  @Test
  void verboseShowsKafkasLog(TestLab lab) {
    var run = lab.launcher("run", "p2", "--messages", "1", "--topic", lab.newTopic(1), "--verbose").start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines()).anyMatch(line -> line.startsWith("[INFO] ") && line.contains("ProducerConfig values"))
        .anyMatch("Verdict     : all 1 messages acknowledged, none failed"::equals);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "run c1 --instances 10 | Error: --instances 10 (option) is out of range; write 1 to 9.",
      "run p1 --fresh | Error: --fresh (option): Producer01FireAndForget is a producer, and has no consumer group."
          + " Leave the option out.",
      "run p1 --group g | Error: --group g (option): Producer01FireAndForget is a producer, and has no consumer group."
          + " Leave the option out.",
      "run c10 --messages 1 | Error: --messages 1 (option): Consumer10Protocols takes no number of records, and ends by"
          + " itself. Leave the option out.",
      "run p1 --topic a/b | Error: wrong setting: --topic a/b (option) may have letters, digits, dot, underscore and"
          + " hyphen only, 200 at most.",
      "run p1 --topic= | Error: wrong setting: --topic (option) is empty; give a value, or leave it out.",
      "run p1 --set =1 | Error: wrong setting: --set has a value without a name: write KEY=VALUE.",
      "board --data= | Error: --data is empty: name a folder, or leave it out for .lab/broker in the project.",
      "tour --junit= | Error: --junit is empty: name a file, or leave it out.",
      "run p1 --messages many | Error: wrong setting: --messages many (option) is not a whole number; write 1 or more.",
      "run p1 --set linger | Error: Value for option '--set' (KEY=VALUE) should be in KEY=VALUE format but was linger."
          + " See: scripts/lab run --help",
      "run p1 --set lingerms=4 | Error: wrong setting: lingerms (--set) is not a setting of a Kafka client."
          + " Did you mean linger.ms?",
      "run p1 --set group.id=x | Error: wrong setting: group.id (--set) cannot be set there: set LAB_GROUP.",
      "run p1 --mesages 4 | Error: no such command or option: --mesages. Did you mean --messages? See:"
          + " scripts/lab run --help",
      "rnu | Error: no such command or option: rnu. Did you mean run? See: scripts/lab --help",
      "topcis | Error: no such command or option: topcis. Did you mean topics? See: scripts/lab --help",
      "list now | Error: no such command or option: now. See: scripts/lab list --help",
      "run | Error: Missing required parameter: 'PROGRAM'. See: scripts/lab run --help"})
  void whatIsWrongIsSaidInOneLine(String command, String error, TestLab lab) {
    var run = lab.launcher(command.split(" ")).start();
    assertThat(run.exitCode(AT_MOST)).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(run.lines()).isEqualTo(List.of(error));
  }
}
