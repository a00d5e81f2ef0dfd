package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kafkalab.docs.Page.Block;
import org.junit.jupiter.api.Test;

/** A block on a page is a file's content, commands to be typed, or the recording of a scene that a test plays. */
class TranscriptMarksTest {

  /** Blocks that no program prints: source, and files that a reader writes. */
  private static final Set<String> LANGUAGES = Set.of("java", "properties", "xml");

  /** A command, with variables before it, a continued one, options, a remark. */
  private static final Pattern COMMAND = Pattern.compile("([A-Z_]+=\\S+ )*((scripts/lab|scripts/create-topics\\.sh"
      + "|bin/kafka-[a-z-]+\\.sh|mvn|java|diff|cd|git|kill|export|docker|source)( .*)?)| *--.*|# .*|");

  @Test
  void everyOutputIsMarkedAsRecorded() {
    List<String> typed = new ArrayList<>();
    for (Page page : Page.all()) {
      for (Block block : page.blocks()) {
        boolean commands = block.language().isEmpty() && block.lines().stream().allMatch(COMMAND.asMatchPredicate());
        boolean folders = block.lines().get(0).equals("src/main/java/kafkalab/"); // see TablesTest
        if (block.scene() == null && !commands && !folders && !LANGUAGES.contains(block.language())) {
          typed.add(page.place(block, 0) + ": " + block.lines().get(0));
        }
      }
    }
    assertThat(typed).as("blocks that are neither commands nor recorded: a comment <!-- recorded: scene --> is missing")
        .isEmpty();
  }

  @Test
  void theScenesOnThePagesAreThoseOfTheTests() {
    Set<String> played = new TreeSet<>(Scenes.all().keySet());
    List<String> nobodyPlays = new ArrayList<>();
    Set<String> nobodyShows = new TreeSet<>(played);
    for (Page page : Page.all()) {
      for (Block block : page.blocks()) {
        if (block.scene() != null) {
          nobodyShows.remove(block.scene());
          if (!played.contains(block.scene())) {
            nobodyPlays.add(page.place(block, -1) + ": " + block.scene());
          }
        }
      }
    }
    assertThat(nobodyPlays).as("scenes on pages that no test plays, by @Records").isEmpty();
    assertThat(nobodyShows).as("scenes of tests that no page shows").isEmpty();
  }
}
