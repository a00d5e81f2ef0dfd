package kafkalab.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

  private static final List<String> SETTINGS = List.of("LAB_TOPIC", "LAB_GROUP", "LAB_MESSAGES", "LAB_DELAY_MS");

  @ParameterizedTest
  @CsvSource({
      "LAB_TOPIC,   LAB_TOPIC",
      "LAB_TOPIK,   LAB_TOPIC",    // a wrong letter
      "LAB_TOPICS,  LAB_TOPIC",    // one too many
      "LAB_GRUP,    LAB_GROUP",    // one too few
      "LAB_DELAY,   LAB_DELAY_MS", // three letters of nine
      "LAB_MESAGE,  LAB_MESSAGES",
      "lab_group,   LAB_GROUP"})
  void findsTheWordThatWasMeant(String word, String meant) {
    assertThat(Suggestions.to(word, SETTINGS)).contains(meant);
    assertThat(Suggestions.didYouMean(word, SETTINGS)).isEqualTo(" Did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({"KAFKA_HOME", "LAB_CONSUMERS", "x", "''"})
  void suggestsNothingForAnUnrelatedWord(String word) {
    assertThat(Suggestions.to(word, SETTINGS)).isEmpty();
    assertThat(Suggestions.didYouMean(word, SETTINGS)).isEmpty();
  }

  @Test
  void twoTyposAreAllowedInAShortWord() {
    assertThat(Suggestions.to("rn", List.of("run"))).contains("run");
    assertThat(Suggestions.to("un", List.of("tour"))).isEmpty();
    assertThat(Suggestions.to("abc", List.of("xyc"))).contains("xyc");
    assertThat(Suggestions.to("abc", List.of("xyz"))).isEmpty();
  }

  @Test
  void aThirdOfALongWordMayBeTypos() {
    assertThat(Suggestions.to("aaaaaaaaa", List.of("aaaaaabbb"))).contains("aaaaaabbb");
    assertThat(Suggestions.to("aaaaaaaaa", List.of("aaaaabbbb"))).isEmpty();
  }

  @Test
  void ofTwoEquallyNearWordsTheFirstInTheAlphabetIsNamed() {
    assertThat(Suggestions.to("bat", List.of("rat", "cat"))).contains("cat");
    assertThat(Suggestions.to("bat", List.of("cat", "rat"))).contains("cat");
  }

  @Test
  void withoutCandidatesThereIsNoHint() {
    assertThat(Suggestions.didYouMean("LAB_TOPIC", Set.of())).isEmpty();
  }
}
