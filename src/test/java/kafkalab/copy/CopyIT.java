package kafkalab.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.CommandResult;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import kafkalab.process.JvmLaunch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lessons that are copied into projects of their own, compiled there, and run. */
@BrokerTest
class CopyIT {

  @TempDir
  private Path folder;

  /** Copies a lesson as a student does, and compiles the copy; another one than the first needs another group. */
  private Path copied(TestLab lab, String lesson, Map<String, String> settings) throws IOException {
    Path project = folder.resolve(lesson);
    try (LauncherRun copy = lab.launcher("copy", lesson, project.toString())) {
      settings.forEach(copy::env);
      assertThat(copy.start().exitCode()).as(String.join("\n", copy.lines())).isZero();
      assertThat(copy.lines()).contains("  pom.xml", "Run it there: mvn -q compile exec:java");
    }
    Map<String, String> files;
    try (Stream<Path> found = Files.walk(project)) {
      files = found.filter(Files::isRegularFile)
          .collect(Collectors.toMap(file -> project.relativize(file).toString().replace('\\', '/'), CopyIT::read));
    }
    Path classes = Files.createDirectories(project.resolve("target").resolve("classes"));
    assertThat(CopiedProject.compile(files, classes)).isEmpty();
    return classes;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChildJvm start(TestLab lab, String program, Path classes) {
    return JvmLaunch.of(program).moreClasses(classes).arguments(List.of(lab.bootstrapServers())).start();
  }

  private static void await(ChildJvm program, Predicate<String> line, int count) throws InterruptedException {
    assertThat(program.awaitLines(line, count, TestLab.TIMEOUT)).as(String.join("\n", program.lines())).isTrue();
  }

  /** SIGTERM: Windows has none. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aConsumerReadsWhatAProducerSendsAndBothStopCleanly(TestLab lab) throws IOException, InterruptedException {
    String topic = TestLab.newName("topic");
    String group = TestLab.newName("group");
    Path producer = copied(lab, "producer05", Map.of("LAB_TOPIC", topic));
    Path consumer = copied(lab, "consumer07", Map.of("LAB_TOPIC", topic, "LAB_GROUP", group));
    try (ChildJvm sending = start(lab, "Producer05CGroup", producer)) {
      await(sending, line -> line.matches(topic + "-\\d-0 : \\(0 , msg_0\\)"), 1);
      lab.feed(topic, 1, 40);
      try (ChildJvm reading = start(lab, "Consumer07RebalanceCallback", consumer)) {
        await(reading, line -> line.matches(topic + "-\\d-\\d+ : \\(\\d+ , msg_\\d+\\)"), 40);
        sending.stop();
        assertThat(sending.awaitExit(TestLab.TIMEOUT)).contains(143);
        assertThat(sending.lines()).last().asString().matches("Verdict     : \\d+ messages acknowledged, 0 failed");
        TestLab.await().until(() -> reading.lines().stream().filter(line -> line.contains(" : (")).count()
            == lab.ends(topic).values().stream().mapToLong(end -> end).sum());
        reading.stop();
        assertThat(reading.awaitExit(TestLab.TIMEOUT)).contains(143);
        assertThat(reading.lines()).contains("Setting newly assigned partitions: ["
            + String.join(", ", topic + "-0", topic + "-1", topic + "-2", topic + "-3") + "]");
        assertThat(lab.committed(group, topic)).as(String.join("\n", reading.lines())).isEqualTo(lab.ends(topic));
      }
    }
  }

  @Test
  void aProducerSendsObjects(TestLab lab) throws IOException, InterruptedException {
    String topic = TestLab.newName("topic");
    Path classes = copied(lab, "p4", Map.of("LAB_TOPIC", topic));
    try (ChildJvm producer = start(lab, "Producer04Json", classes)) {
      assertThat(producer.awaitExit(TestLab.TIMEOUT)).as(String.join("\n", producer.lines())).contains(0);
      assertThat(producer.lines()).contains("Verdict     : 100000 messages acknowledged, 0 failed");
      assertThat(lab.ends(topic)).isEqualTo(Map.of(0, 100_000L));
    }
  }

  @Test
  void whatCannotBeCopiedIsSaidInOneLine(TestLab lab) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("mine"), "mine");
    CommandResult full = CommandResult.run(lab.bootstrapServers(), "copy", "consumer07", folder.toString());
    assertThat(full.exitCode()).isEqualTo(2);
    assertThat(full.error()).isEqualTo("Error: folder " + folder
        + " is not empty, and nothing is overwritten; name a new folder.");
    CommandResult unknown = CommandResult.run(lab.bootstrapServers(), "copy", "consumer77", folder + "/new");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.error()).contains("no program 'consumer77'. Did you mean consumer07?");
    assertThat(folder.resolve("new")).doesNotExist();
  }
}
