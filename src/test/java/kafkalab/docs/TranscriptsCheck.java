package kafkalab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.docs.Excerpt.Fit;
import kafkalab.docs.Page.Block;
import kafkalab.harness.TestClasses;
import kafkalab.harness.Transcripts;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Runs after all other tests: what the pages show of a scene is what its test has just recorded. With {@code
 * -Dlab.record} the blocks that do not fit are written anew first, each shown line with what the recording has in its
 * place; with {@code -Dlab.record=all} those that differ in times, too.
 */
class TranscriptsCheck {

  /** Whether all tests of one of the two test commands have run, or some. */
  private static final boolean ALL = System.getProperty("lab.test.filter", "").isEmpty();
  private static final String TAGS = System.getProperty("lab.test.tags", "");
  /** Whether blocks are written anew: those that do not fit any more, or "all". */
  private static final String RECORD = System.getProperty("lab.record");

  /** A line of Kafka's log or of an exception in it, also where it is one of several instances'. */
  private static final Pattern LOG =
      Pattern.compile("^(\\d \\| )?(\\[(WARN|ERROR)] |\tat |(Caused by: )?(org|java)\\.[\\w.]+(Exception|Error)\\b)");

  private final Map<String, Scenes.Scene> scenes = Scenes.all();
  private final List<String> wrong = new ArrayList<>();

  @Test
  void thePagesShowWhatTheProgramsHavePrinted() {
    Assumptions.assumeTrue(!Set.of("soak", "mutations").contains(TAGS), "it plays no scenes");
    if (RECORD != null) {
      Page.all().forEach(this::recordAgain);
    }
    Page.all().forEach(page -> page.blocks().forEach(block -> check(page, block)));
    if (ALL) {
      scenes.forEach((name, scene) -> {
        if (isOfThisRun(scene.test()) && !Files.exists(file(name))) {
          wrong.add("scene " + name + ": " + scene.test().getName() + " has not recorded it");
        }
      });
    }
    assertThat(wrong).as("what the pages show (the recordings are in " + Transcripts.FOLDER
        + "; -Dlab.record writes these blocks anew)").isEmpty();
  }

  private static boolean isOfThisRun(Method test) {
    return !TestClasses.isDisabledHere(test) && TestClasses.isOfFaults(test) == TAGS.equals("faults");
  }

  private static Path file(String scene) {
    return Transcripts.FOLDER.resolve(scene + ".txt");
  }

  /** What the programs have printed; Kafka's own log only for a block that shows some of it: it comes as it pleases. */
  private static List<String> recording(Block block) {
    try {
      boolean withLog = block.lines().stream().anyMatch(LOG.asPredicate());
      return Files.readAllLines(file(block.scene())).stream().filter(line -> withLog || !LOG.matcher(line).find())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isRecorded(Block block) {
    return block.scene() != null && scenes.containsKey(block.scene()) && Files.exists(file(block.scene()));
  }

  private Fit fit(Block block) {
    return scenes.get(block.scene()).varies() ? Fit.ORDER : Fit.EXACT;
  }

  private boolean isToBeRecorded(Block block) {
    return isRecorded(block) && (RECORD.equals("all")
        || Excerpt.find(block.lines(), recording(block), fit(block)).wrong() >= 0);
  }

  private void check(Page page, Block block) {
    if (!isRecorded(block)) {
      return; // not played by this run
    }
    List<String> recording = recording(block);
    Excerpt.Match match = Excerpt.find(block.lines(), recording, fit(block));
    if (match.wrong() >= 0) {
      wrong.add(page.place(block, match.wrong()) + ": scene " + block.scene() + "\n  the page shows: "
          + block.lines().get(match.wrong()) + "\n  the programs print: "
          + (match.instead() == null ? "nothing like it, after what the page shows before" : match.instead()));
    }
  }

  private void recordAgain(Page page) {
    List<List<String>> contents = page.blocks().stream()
        .map(block -> isToBeRecorded(block) ? recordedAgain(block) : block.lines()).toList();
    if (!contents.equals(page.blocks().stream().map(Block::lines).toList())) {
      page.write(contents);
      System.out.println("Recorded again: " + page.file());
    }
  }

  /** Each line with its counterpart; the block as it is, for the check to complain of, where there is none. */
  private List<String> recordedAgain(Block block) {
    List<String> recording = recording(block);
    if (block.lines().isEmpty()) {
      return recording;
    }
    return Stream.of(Fit.EXACT, Fit.GAPS, Fit.NUMBERS, Fit.ORDER)
        .map(fit -> Excerpt.find(block.lines(), recording, fit)).filter(match -> match.wrong() < 0).findFirst()
        .map(match -> withCounterparts(block.lines(), match.found(), recording)).orElse(block.lines());
  }

  private static List<String> withCounterparts(List<String> block, List<Integer> found, List<String> recording) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      boolean keep = found.get(i) < 0 || Excerpt.isCut(block.get(i));
      lines.add(keep ? block.get(i) : recording.get(found.get(i)));
    }
    return lines;
  }
}
