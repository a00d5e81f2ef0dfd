package kafkalab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.TestLab;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab run --instances}, where there is no terminal: keys come as lines. */
@BrokerTest
class InstancesIT {

  /** What {@code --seconds} puts in front of a line. */
  private static final String SECONDS = " +\\d+\\.\\d  ";

  @Test
  void fiveConsumersJoinLeaveAndCrash(TestLab lab) {
    String topic = lab.newTopic(4);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 40);
    var run = lab.launcher("run", "c3", "--instances", "4", "--seconds", "--topic", topic, "--group", group)
        .start();
    awaits(run, "- 1 member: member-1 [0, 1, 2, 3]");
    awaits(run, "- 2 members: member-1 [0, 1]  member-2 [2, 3]");
    awaits(run, "- 4 members: member-1 [0]  member-2 [1]  member-3 [2]  member-4 [3]");

    type(run, "a");
    awaits(run, "- 5 members: member-1 [0]  member-2 [1]  member-3 [2]  member-4 [3]  member-5 []");
    TestLab.await().untilAsserted(() -> assertThat(lab.members(group)).isEqualTo(Map.of("member-1", Set.of(0),
        "member-2", Set.of(1), "member-3", Set.of(2), "member-4", Set.of(3), "member-5", Set.of())));
    type(run, "t");
    run.awaitLine(line -> line.matches("\\[] +member-5 +\\S+"), "the idle member");
    assertThat(run.lines()).anyMatch(line -> line.matches("  5  runs +0 records  process \\d+"))
        .anyMatch(line -> line.matches(topic + "-3 +\\d+ +" + lab.ends(topic).get(3) + " +\\d+ +member-4 +\\S+"));

    type(run, "2s");
    awaits(run, "- The keys s, k, d and p are for 2 now, which runs.");
    run.awaitLine(line -> line.matches(SECONDS + "- 2 was stopped, exit code 143, after \\d+ records."
        + " Left: 1, 3, 4, 5."), "that 2 is gone");
    awaits(run, "- 4 members: member-1 [0]  member-3 [1]  member-4 [2]  member-5 [3]");
    type(run, "1k");
    awaits(run, "- 1 is killed (kill -9). It does not leave the group, which waits for its session timeout.");
    awaits(run, "- 3 members: member-3 [0, 1]  member-4 [2]  member-5 [3]");
    assertThat(secondsUntilTakenOver(run, "partition 0: member-3 took over from member-1"))
        .as("seconds until the session timeout, from the last heartbeat").isBetween(4.5, 30.0);
    // the lowest number that is free: 1 comes back
    type(run, "a");
    run.awaitLines(line -> withoutSeconds(line).equals("- 4 members: member-1 [0]  member-3 [1]  member-4 [2]"
        + "  member-5 [3]"), 2, "4 again");

    List<ProcessHandle> children = ProcessHandle.of(run.program().pid()).orElseThrow().descendants()
        .collect(Collectors.toList());
    assertThat(children).hasSize(4);
    type(run, "q");
    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).matches(SECONDS + "- \\d was stopped, exit code 143, after \\d+ records. None is left.");
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(lab.memberCount(group)).isZero();
    assertThat(lab.committed(group, topic)).isEqualTo(lab.ends(topic));
    assertThat(run.lines()).filteredOn(line -> line.contains("| " + topic + "-")).isNotEmpty()
        .allMatch(line -> line.matches(SECONDS + "\\d \\| .*"));
  }

  private static double secondsUntilTakenOver(LauncherRun run, String sentence) {
    Pattern line = Pattern.compile(SECONDS + "- " + sentence + " after (\\d+\\.\\d) s\\.");
    return run.lines().stream().map(line::matcher).filter(Matcher::matches)
        .mapToDouble(matcher -> Double.parseDouble(matcher.group(1))).findFirst().orElseThrow();
  }

  private static String withoutSeconds(String line) {
    return line.replaceFirst("^" + SECONDS, "");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is stopped by a signal")
  void oneIsSlowedDownAndPausedAndTheOutputIsHeldBack(TestLab lab) {
    String topic = lab.newTopic(1);
    String group = TestLab.newName("group");
    lab.feed(topic, 0, 200);
    var run = lab.launcher("run", "c3", "--instances", "1", "--topic", topic, "--group", group, "--delay", "100",
        "--set", "max.poll.interval.ms=6000").start();
    run.awaitLine(line -> line.startsWith("1 | " + topic), "a record");
    type(run, "p");
    awaits(run, "- 1 pauses. It does not poll, but its heartbeats go on: the group keeps it until max.poll.interval.ms"
        + " is over.");
    TestLab.await().until(() -> lab.memberCount(group) == 0);
    type(run, "p");
    awaits(run, "- 1 goes on.");
    awaits(run, "1 | Lost previously assigned partitions: [" + topic + "-0]");
    run.awaitLines("1 | Setting newly assigned partitions: [%s-0]".formatted(topic)::equals, 2, "joined again");

    type(run, " ");
    awaits(run, "- The output is held back; the instances go on. Space shows it.");
    long shown = recordsShown(run, topic);
    long committed = lab.committed(group, topic).getOrDefault(0, 0L);
    TestLab.await().until(() -> lab.committed(group, topic).getOrDefault(0, 0L) > committed);
    assertThat(recordsShown(run, topic)).isEqualTo(shown);
    type(run, " ");
    TestLab.await().until(() -> recordsShown(run, topic) > shown);

    type(run, "d");
    awaits(run, "- 1 takes 500 ms for each record.");
    type(run, "d");
    awaits(run, "- 1 takes 5000 ms for each record.");
    type(run, "d");
    awaits(run, "- 1 is as quick as before.");
    type(run, "7?x");
    awaits(run, "- There is no 7. Running: 1.");
    run.awaitLine(line -> line.startsWith("- No key 'x'. Keys: a add, s stop, "), "the keys");
    double seconds = run.stop();
    assertThat(seconds).isLessThan(10);
    assertThat(lab.memberCount(group)).isZero();
  }

  /** Nor is there a file left with what is in the user's client settings: they may be passwords. */
  @Test
  void whenTheLauncherIsKilledTheInstancesStopToo(TestLab lab, @TempDir Path folder) throws IOException {
    String topic = lab.newTopic(4);
    lab.feed(topic, 0, 40);
    Path settings = Files.writeString(folder.resolve("client.properties"), "client.rack=not-for-others\n");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    var run = lab.launcher("run", "c7", "--instances", "2", "--topic", topic, "--group", TestLab.newName("group"),
        "--verbose").env("LAB_CLIENT_PROPERTIES", settings.toString())
        .env("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary).start();
    run.awaitLine(line -> line.startsWith("- 2 members: "), "two members");
    assertThat(run.lines()).anyMatch(line -> line.contains("[INFO] ") && line.contains("ConsumerConfig values"))
        .anyMatch(line -> line.matches("2 \\|\\s+client.rack = not-for-others"));
    List<ProcessHandle> children = ProcessHandle.of(run.program().pid()).orElseThrow().descendants()
        .collect(Collectors.toList());
    assertThat(children).hasSize(2);
    run.kill();
    TestLab.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile)).allSatisfy(file ->
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("not-for-others"));
    }
  }

  @Test
  void instancesThatEndByThemselves(TestLab lab) {
    String topic = lab.newTopic(1);
    var sends = lab.launcher("run", "p2", "--instances", "2", "--topic", topic, "--messages", "30").start();
    assertThat(sends.exitCode()).isZero();
    assertThat(sends.lines())
        .anyMatch(line -> line.matches("- 1 has ended by itself, exit code 0, after \\d+ records. .*"));
    assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 60L));

    var refused = lab.launcher("run", "p2", "--instances", "2", "--topic", topic, "--messages", "30",
        "--set", "acks=1").start();
    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(refused.lines())
        .filteredOn(line -> line.startsWith("1 | Error: Kafka refuses the settings: ")).hasSize(1);
  }

  private static long recordsShown(LauncherRun run, String topic) {
    return run.lines().stream().filter(line -> line.startsWith("1 | " + topic + "-")).count();
  }

  private static void awaits(LauncherRun run, String line) {
    run.awaitLine(shown -> withoutSeconds(shown).equals(line), line);
  }

  private static void type(LauncherRun run, String keys) {
    run.program().type(keys + "\n");
  }
}
