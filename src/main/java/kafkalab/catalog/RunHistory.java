package kafkalab.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kafkalab.base.ProjectDirectory;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;

/**
 * Which lessons were run, when last, and how often: {@code .lab/progress} in the project, a line
 * {@code producer02 2026-01-31T09:30:00Z 3} for each. A new file is written beside the old one and then moved to its
 * place, so that nobody reads half of it; a lock prevents two terminals from overwriting each other's entries.
 */
public final class RunHistory {

  /** Environment variable that names another file; the tests use it, so that the user's file stays as it is. */
  public static final String VARIABLE = "KAFKALAB_PROGRESS";

  private static final Pattern LINE = Pattern.compile("(\\w+) (\\S+) (\\d{1,9})");

  /**
   * What is known of a lesson.
   *
   * @param last when it was run last
   * @param times how often, 1 or more
   */
  public record Run(Instant last, int times) {}

  private final Path file;

  public RunHistory(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** The project's own. */
  public static RunHistory ofProject() {
    return new RunHistory(Optional.ofNullable(System.getenv(VARIABLE)).map(Path::of)
        .orElseGet(() -> ProjectDirectory.path().resolve(".lab").resolve("progress")));
  }

  /**
   * Remembers that a lesson has just been run. Where that cannot be written down (a folder that may not be written, a
   * file that is damaged) it is not: no lesson fails by it, and {@code lab next} says what is wrong.
   */
  public static void markRun(Lesson lesson) {
    try {
      ofProject().mark(lesson.shortName(), Instant.now());
    } catch (IOException | LabException e) {
      // as the Javadoc says
    }
  }

  /**
   * The lessons that were run, by short name; none if there is no file yet.
   *
   * @throws LabException if the file is damaged or cannot be read
   */
  public Map<String, Run> read() {
    Map<String, Run> runs = new TreeMap<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return runs;
    } catch (IOException e) {
      throw wrong("cannot be read (" + Failure.reason(e) + ")");
    }
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (!line.matches()) {
        throw wrong("is damaged in line " + (i + 1));
      }
      try {
        runs.put(line.group(1), new Run(Instant.parse(line.group(2)), Integer.parseInt(line.group(3))));
      } catch (DateTimeException e) {
        throw wrong("is damaged in line " + (i + 1));
      }
    }
    return runs;
  }

  /** Adds a run of a lesson, now. */
  void mark(String shortName, Instant now) throws IOException {
    synchronized (RunHistory.class) { // the file's lock is for other processes
      markAlone(shortName, now);
    }
  }

  private void markAlone(String shortName, Instant now) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel = FileChannel.open(file.resolveSibling(file.getFileName() + ".lock"),
        StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until the channel is closed
      Map<String, Run> runs = read();
      int before = Optional.ofNullable(runs.get(shortName)).map(Run::times).orElse(0);
      runs.put(shortName, new Run(now.truncatedTo(ChronoUnit.SECONDS), before + 1));
      Path unfinished = file.resolveSibling(file.getFileName() + ".new");
      Files.write(unfinished, runs.entrySet().stream()
          .map(run -> run.getKey() + " " + run.getValue().last() + " " + run.getValue().times()).toList());
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * Forgets all.
   *
   * @throws LabException if the file cannot be deleted
   */
  public void reset() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new LabException(ExitCode.FAILED, file + " cannot be deleted (" + Failure.reason(e)
          + "); delete it yourself.");
    }
  }

  private LabException wrong(String what) {
    return new LabException(ExitCode.FAILED, file + " " + what
        + ", so nobody knows which lessons were run. Forget them: scripts/lab next --reset");
  }
}
