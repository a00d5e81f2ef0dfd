package kafkalab.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kafkalab.catalog.RunHistory.Run;
import kafkalab.support.LabException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunHistoryTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  @TempDir
  private Path folder;

  @Test
  void nothingWasRunYet() {
    assertThat(new RunHistory(folder.resolve("progress")).read()).isEmpty();
  }

  @Test
  void theLastRunCountsAndAllAreCounted() throws IOException {
    Path file = folder.resolve("made").resolve("progress");
    RunHistory progress = new RunHistory(file);
    progress.mark("producer02", NOON);
    progress.mark("consumer01", NOON.plusSeconds(1));
    progress.mark("producer02", NOON.plusMillis(60_999));
    assertThat(new RunHistory(file).read()).isEqualTo(Map.of("producer02", new Run(NOON.plusSeconds(60), 2),
        "consumer01", new Run(NOON.plusSeconds(1), 1)));
    assertThat(Files.readAllLines(file)).isEqualTo(
        List.of("consumer01 2026-01-31T12:00:01Z 1", "producer02 2026-01-31T12:01:00Z 2"));
    progress.reset();
    assertThat(progress.read()).isEmpty();
    progress.reset();
  }

  @Test
  void concurrentRunsAreAllRecorded() throws Exception {
    Path file = folder.resolve("progress");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> marks = IntStream.range(0, 80).<Future<?>>mapToObj(i -> threads.submit(() -> {
        new RunHistory(file).mark("producer0" + (i % 2), NOON);
        return null;
      })).toList();
      for (Future<?> mark : marks) {
        mark.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(new RunHistory(file).read()).isEqualTo(
        Map.of("producer00", new Run(NOON, 40), "producer01", new Run(NOON, 40)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"producer02", "producer02 yesterday 1", "producer02 2026-01-31T12:00:00Z -1",
      "producer02 2026-01-31T12:00:00Z 99999999999", "\u0000\u00ff"})
  void aDamagedLineIsNamedWithTheRemedy(String line) throws IOException {
    Path file = folder.resolve("progress");
    Files.write(file, List.of("producer01 2026-01-31T12:00:00Z 1", line));
    RunHistory progress = new RunHistory(file);
    String message = file + " is damaged in line 2, so nobody knows which lessons were run. Forget them:"
        + " scripts/lab next --reset";
    assertThatThrownBy(progress::read).isInstanceOf(LabException.class).hasMessage(message);
    assertThatThrownBy(() -> progress.mark("producer01", NOON)).hasMessage(message);
    progress.reset();
    progress.mark("producer01", NOON);
    assertThat(progress.read()).containsOnlyKeys("producer01");
  }

  @Test
  void aFileThatCannotBeReadOrDeletedIsNamed() throws IOException {
    Path file = Files.createDirectories(folder.resolve("progress"));
    Files.writeString(file.resolve("in the way"), "");
    RunHistory progress = new RunHistory(file);
    assertThatThrownBy(progress::read).isInstanceOf(LabException.class)
        .hasMessageStartingWith(file + " cannot be read");
    assertThatThrownBy(progress::reset).isInstanceOf(LabException.class)
        .hasMessageStartingWith(file + " cannot be deleted").hasMessageEndingWith("; delete it yourself.");
  }
}
