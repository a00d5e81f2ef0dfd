package kafkalab.board.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said after a scene. */
class SentencesTest {

  private static Rebalance rebalance(Map<Integer, Long> without) {
    return new Rebalance(1, 0, 0, "", Map.of(), Map.of(), without);
  }

  @Test
  void whoReadsWhat() {
    assertThat(Sentences.assignment(Map.of())).isEqualTo("The group has no members.");
    assertThat(Sentences.assignment(Map.of("member-1", Set.of(0, 1), "member-2", Set.of(2), "member-3", Set.of())))
        .isEqualTo("member-1 reads partitions 0 and 1. member-2 reads partition 2. member-3 is idle: 3 partitions,"
            + " 3 members.");
    assertThat(Sentences.assignment(Map.of("a", Set.of(0, 1, 2), "b", Set.of(), "c", Set.of())))
        .isEqualTo("a reads partitions 0-2. b and c are idle: 3 partitions, 3 members.");
  }

  @Test
  void whatStoodStill() {
    assertThat(Sentences.standstill(List.of(), 4)).isEqualTo("No partition stood still.");
    assertThat(Sentences.standstill(List.of(rebalance(Map.of(2, 340L, 3, 260L))), 4))
        .isEqualTo("Nobody read partitions 2 and 3 for up to 340 ms; the other 2 were read without a pause.");
    assertThat(Sentences.standstill(List.of(rebalance(Map.of(0, 100L)), rebalance(Map.of(0, 200L, 1, 50L))), 3))
        .isEqualTo("Nobody read partitions 0 and 1 for up to 300 ms; the other one was read without a pause.");
    assertThat(Sentences.standstill(List.of(rebalance(Map.of(0, 6_000L))), 1))
        .isEqualTo("Nobody read partition 0 for 6.0 s.");
    assertThat(Sentences.standstill(List.of(rebalance(Map.of(0, 72_400L))), 1))
        .isEqualTo("Nobody read partition 0 for 72 s.");
  }

  @Test
  void whatChangedHands() {
    assertThat(Sentences.moves(Map.of("a", Set.of(0, 1)), Map.of("b", Set.of(0, 2), "c", Set.of(1))))
        .isEqualTo("b took over partition 0. c took over partition 1.");
    assertThat(Sentences.moves(Map.of("a", Set.of(0)), Map.of("a", Set.of(0))))
        .isEqualTo("No partition has changed hands.");
  }

  @Test
  void partitionsInARow() {
    assertThat(Sentences.partitions(Set.of(3))).isEqualTo("partition 3");
    assertThat(Sentences.partitions(Set.of(3, 4))).isEqualTo("partitions 3 and 4");
    assertThat(Sentences.partitions(Set.of(0, 1, 2, 3, 5))).isEqualTo("partitions 0-3 and 5");
    assertThat(Sentences.partitions(Set.of(0, 1, 4, 6, 7, 8))).isEqualTo("partitions 0, 1, 4 and 6-8");
  }

  @Test
  void whatWasReadAgain() {
    assertThat(Sentences.again(0)).isEqualTo("No record was read again.");
    assertThat(Sentences.again(1)).isEqualTo("1 record was read again.");
    assertThat(Sentences.again(12)).isEqualTo("12 records were read again.");
  }
}
