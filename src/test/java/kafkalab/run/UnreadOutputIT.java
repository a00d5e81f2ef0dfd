package kafkalab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Output that nobody reads any more, or that a full disk does not take: the program ends, and commits no more. */
@BrokerTest
class UnreadOutputIT {

  private static final int RECORDS = 300;

  private static Process start(TestLab lab, Redirect output, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(Programs.commandLine("kafkalab.cli.Lab"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output).redirectError(Redirect.DISCARD);
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", lab.bootstrapServers());
    return builder.start();
  }

  private static void endsByItself(Process program) throws InterruptedException {
    try {
      assertThat(program.waitFor(TestLab.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).as("it ends by itself").isTrue();
      assertThat(program.exitValue()).isEqualTo(1);
    } finally {
      program.destroyForcibly();
    }
  }

  private static long committed(TestLab lab, String group, String topic) {
    return lab.committed(group, topic).values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void aConsumerWhosePipeIsClosedCommitsNoMore(TestLab lab) throws Exception {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, RECORDS);
    String group = TestLab.newName("group");
    Process consumer = start(lab, Redirect.PIPE, "run", "c3", "--topic", topic, "--group", group, "--delay", "200");
    try (BufferedReader output = consumer.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.startsWith(topic + "-0-0 ")) {
        line = output.readLine();
      }
    }
    endsByItself(consumer);
    assertThat(committed(lab, group, topic)).as("of %d, read a minute long", RECORDS).isLessThan(RECORDS);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskEndsEverything(TestLab lab) throws Exception {
    String topic = lab.newTopic(1);
    lab.feed(topic, 0, RECORDS);
    Redirect full = Redirect.to(new File("/dev/full"));
    Map<String, Process> consumers = new TreeMap<>();
    for (String lesson : List.of("c2", "c3")) {
      String group = TestLab.newName("group");
      consumers.put(group, start(lab, full, "run", lesson, "--topic", topic, "--group", group, "--delay", "0"));
    }
    Process instances = start(lab, full, "run", "c3", "--topic", topic, "--group", TestLab.newName("group"),
        "--instances", "2");
    Process list = start(lab, full, "list");
    Process help = start(lab, full, "broker", "--help");
    Process tool = start(lab, full, "kafka-topics", "--list");
    for (Map.Entry<String, Process> consumer : consumers.entrySet()) {
      endsByItself(consumer.getValue());
      assertThat(committed(lab, consumer.getKey(), topic)).isZero();
    }
    endsByItself(instances);
    endsByItself(list);
    endsByItself(help);
    endsByItself(tool);
  }

  /** As with {@code head}: who has seen enough misses nothing. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aToolOfKafkasWhoseReaderHasSeenEnoughHasNotFailed(TestLab lab) throws Exception {
    Process tool = start(lab, Redirect.PIPE, "kafka-topics", "--list");
    tool.getInputStream().close();
    try {
      assertThat(tool.waitFor(TestLab.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(tool.exitValue()).isZero();
    } finally {
      tool.destroyForcibly();
    }
  }
}
