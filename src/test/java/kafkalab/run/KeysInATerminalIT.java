package kafkalab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafkalab.consumer.Consumer03CommitSync;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab run --instances} in a terminal of 80 columns, with real keys; where there is no tmux it is skipped. */
@BrokerTest
class KeysInATerminalIT {

  private static final String ESCAPE = "\u001b[";

  @TempDir
  private Path folder;
  private Path socket;
  private int terminals;

  @BeforeEach
  void tmuxIsThere() {
    boolean there;
    try {
      there = new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      there = false;
    }
    assumeTrue(there, "there is no tmux");
  }

  @AfterEach
  void closeTheTerminal() throws Exception {
    if (socket != null) {
      tmux("kill-server");
    }
  }

  @Test
  void aKeyCountsAtOnce(TestLab lab) throws Exception {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    open(lab, "", "run c3 --instances 1 --topic " + topic + " --group " + group);
    shows("- 1 member: member-1 [0, 1, 2, 3]");
    keys("a");
    shows("- 2 members: member-1 [0, 1]  member-2 [2, 3]");
    lab.awaitMembers(group, members -> members.keySet().equals(Set.of("member-1", "member-2")));
    keys("1", "k");
    shows("- 1 was killed, exit code 137, after ");
    shows("- 1 member: member-2 [0, 1, 2, 3]");
    assertThat(screen())
        .containsPattern("\n {2,3}\\d+\\.\\d  - partition 0: member-2 took over from member-1 after \\d");
    assertThat(screen("-e")).as("coloured numbers and bold lines")
        .contains(ESCAPE + "33m2 | ").contains(ESCAPE + "1m");
    assertThat(screen().lines()).as("lines as the program breaks them").allMatch(line -> line.length() <= 80);
    keys("t");
    shows("Total lag: ");
    keys("C-c");
    shows("Verdict     : ");
    shows("exit code 130; the terminal: icanon echo");
    assertThat(lab.memberCount(group)).isZero();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
  }

  @Test
  void noColorsWhereTheyAreNotWanted(TestLab lab) throws Exception {
    String command = "run c3 --instances 1 --no-seconds --topic " + lab.newTopic(1) + " --group ";
    for (String setting : List.of("NO_COLOR=1", "TERM=dumb", "LC_ALL=C NO_COLOR=1")) {
      open(lab, setting, command + TestLab.newName("group"));
      shows("- 1 member: member-1 [0]");
      keys("q");
      shows("exit code 0; the terminal: icanon echo");
      assertThat(screen("-e")).as(setting).contains("1 | Closed      : ").doesNotContain(ESCAPE);
      assertThat(screen().codePoints()).as(setting).allMatch(c -> c < 128);
      tmux("kill-server");
    }
  }

  /** As the terminal would break it, it would end inside a word. */
  @Test
  void linesOfOneProgramAreBrokenAtASpace(TestLab lab) throws Exception {
    String topic = lab.newTopic(4);
    open(lab, "", "run c3 --seconds --topic " + topic + " --group " + TestLab.newName("group"),
        "-Dkafkalab.columns=80");
    shows("Setting newly assigned partitions: [");
    shows(topic + "-3]");
    keys("C-c");
    shows("exit code 130; ");
    assertThat(screen().lines()).allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.matches(" {3}\\d\\.\\d  Setting newly assigned partitions: \\[" + topic + "-0,"))
        .anyMatch(line -> line.matches(" {10}" + topic + "-\\d.*" + topic + "-3]"));
  }

  @Test
  void theLiveGroupsFitTheTerminal(TestLab lab) throws Exception {
    String topic = lab.newTopic(60);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 3_000);
    lab.lesson(Consumer03CommitSync.class).topic(topic).group(group).delayMs(20).start().awaitRecords(10);
    open(lab, "", "groups --watch " + group);
    shows(" more lines: make the window higher, or name a group\nOnce a second. q ends.");
    assertThat(screen().lines().findFirst().orElseThrow()).startsWith("Consumer groups at " + lab.bootstrapServers());
    TestLab.await().untilAsserted(() -> assertThat(screen("-e")).as("what has changed is bold")
        .containsPattern("(?m)^" + Pattern.quote(ESCAPE) + "1m" + topic));
    keys("q");
    shows("exit code 0; ");
  }

  /** A shell script in a new terminal: a command of the launcher, its exit code, and the state of the terminal. */
  private void open(TestLab lab, String settings, String command, String... jvmOptions) throws Exception {
    List<String> words = new ArrayList<>(Programs.commandLine("kafkalab.cli.Lab"));
    words.addAll(1, List.of(jvmOptions));
    String quoted = words.stream().map(word -> "'" + word + "'")
        .collect(Collectors.joining(" "));
    Path script = Files.writeString(folder.resolve("run.sh"), "trap : INT\n"
        + "KAFKA_BOOTSTRAP_SERVERS=" + lab.bootstrapServers() + " " + settings + " " + quoted + " " + command + "\n"
        + "code=$?\n"
        + "echo \"exit code $code; the terminal:\" $(stty -a | tr ' ;' '\\n\\n' | grep -Ex '(-)?(icanon|echo)')\n"
        + "exec cat\n");
    socket = folder.resolve("tmux" + ++terminals); // a server that is ending may still have the other one
    tmux("new-session", "-d", "-x", "80", "-y", "50", "sh " + script);
  }

  private void keys(String... keys) throws Exception {
    for (String key : keys) {
      tmux("send-keys", key);
    }
  }

  private void shows(String text) {
    TestLab.await().failFast(() -> screen().contains("no server running"))
        .untilAsserted(() -> assertThat(screen()).contains(text));
  }

  /** All that the terminal has shown. */
  private String screen(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("capture-pane", "-p", "-S", "-500"));
    arguments.addAll(List.of(options));
    return tmux(arguments.toArray(String[]::new));
  }

  /** A tmux of the test's own, beside any that the user has. */
  private String tmux(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString(), "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
