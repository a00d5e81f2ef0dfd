package kafkalab.board.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far the group is, in records and in seconds. */
class FiguresTest {

  private final List<ObjectNode> events = new ArrayList<>();
  private long now = 1_000;
  private final Figures figures = new Figures(() -> now, events::add);

  private ObjectNode last() {
    return events.get(events.size() - 1);
  }

  private void offsets(long end, long committed) {
    figures.offsets(Map.of(0, end), Map.of(0, committed));
  }

  @Test
  void theLagInSecondsIsTheAgeOfTheNextRecord() {
    offsets(10, 10);
    assertThat(last().toString()).contains("\"end\":[10]", "\"committed\":[10]", "\"position\":[null]",
        "\"lagMs\":[0]");
    now = 2_000;
    offsets(15, 10);
    assertThat(last().toString()).contains("\"end\":{\"0\":15}").doesNotContain("committed");
    now = 5_500;
    offsets(20, 12);
    assertThat(last().toString()).as("12 was there by 2,000").contains("\"lagMs\":{\"0\":3500}");
    now = 6_000;
    offsets(20, 17);
    assertThat(last().toString()).as("17 was there by 5,500").contains("\"lagMs\":{\"0\":500}");
    now = 6_500;
    offsets(20, 20);
    assertThat(last().toString()).contains("\"lagMs\":{\"0\":0}");
  }

  @Test
  void whatWasThereBeforeTheBoardHasNoAge() {
    offsets(10, 3);
    now = 2_000;
    offsets(12, 3);
    assertThat(events.get(0).toString()).contains("\"lagMs\":[null]");
    assertThat(last().toString()).doesNotContain("lagMs");
    now = 3_000;
    offsets(12, 10);
    assertThat(last().toString()).as("10 was there by 2,000").contains("\"lagMs\":{\"0\":1000}");
  }

  @Test
  void onlyWhatHasChangedIsSent() {
    figures.leaders(Arrays.asList(1, 1, null));
    assertThat(last().toString()).contains("\"list\":[1,1,null]");
    figures.offsets(Map.of(0, 5L, 1, 6L), Map.of());
    assertThat(last().toString()).contains("\"end\":[5,6,null]", "\"committed\":[null,null,null]");
    int count = events.size();
    now = 1_500;
    figures.offsets(Map.of(0, 5L, 1, 6L), Map.of());
    assertThat(events).hasSize(count);
    assertThat(figures.leaders(Arrays.asList(1, 1, null, 1))).isEqualTo(1);
    figures.offsets(Map.of(3, 1L), Map.of());
    assertThat(last().toString()).contains("\"end\":{\"3\":1}");
  }

  @Test
  void ratesAreByTheSecond() {
    figures.offsets(Map.of(0, 100L, 1, 50L), Map.of(0, 90L));
    figures.rates(7);
    now = 3_000;
    figures.offsets(Map.of(0, 300L, 1, 50L), Map.of(0, 110L));
    figures.rates(18);
    assertThat(last().toString()).contains("\"produced\":100", "\"processed\":10", "\"lag\":190", "\"requests\":9");
  }

  @Test
  void rangesOfOffsets() {
    ProcessedOffsets offsets = new ProcessedOffsets();
    for (long offset : new long[] {3, 5, 4, 0, 9}) {
      assertThat(offsets.add(offset)).as("offset " + offset).isFalse();
    }
    for (long offset : new long[] {3, 4, 5, 0, 9}) {
      assertThat(offsets.add(offset)).as("offset " + offset).isTrue();
    }
    assertThat(offsets.add(1)).isFalse();
    assertThat(offsets.add(2)).isFalse();
    assertThat(offsets.add(2)).isTrue();
    assertThat(offsets.end()).isEqualTo(10);
  }
}
