package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputLinesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({"0, []", "2, '[8, 9]'", "10, '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]'"})
  void keepsTheLastOnes(int most, String kept) {
    OutputLines lines = new OutputLines(most);
    for (int i = 0; i < 10; i++) {
      lines.add(String.valueOf(i));
    }
    assertThat(lines.kept()).hasToString(kept);
  }

  @Test
  void waitsForLinesThatAreThereAndForThoseToCome() throws Exception {
    OutputLines lines = new OutputLines(Integer.MAX_VALUE);
    lines.add("a 1");
    lines.add("b");
    assertThat(lines.await("b"::equals, 1, Duration.ZERO)).isTrue();
    CompletableFuture<Boolean> two = CompletableFuture.supplyAsync(() -> {
      try {
        return lines.await(line -> line.startsWith("a"), 2, TIMEOUT);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    lines.add("c");
    lines.add("a 2");
    assertThat(two.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(lines.await(line -> line.startsWith("a"), 3, Duration.ofMillis(10))).isFalse();
  }

  @Test
  void afterTheEndNothingIsWaitedFor() throws InterruptedException {
    OutputLines lines = new OutputLines(5);
    lines.add("last");
    lines.end();
    assertThat(lines.await("last"::equals, 1, TIMEOUT)).isTrue();
    assertThat(lines.await("more"::equals, 1, TIMEOUT)).isFalse();
  }
}
