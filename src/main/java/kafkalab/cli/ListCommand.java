package kafkalab.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafkalab.broker.StartInstruction;
import kafkalab.catalog.Lesson;
import kafkalab.catalog.RunHistory;
import kafkalab.cluster.TcpProbe;
import kafkalab.common.LabConfig;
import kafkalab.support.LabException;
import kafkalab.support.Shell;
import kafkalab.terminal.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The lessons in order, with a mark at those that were run, and what to do next. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Lists the lessons; an x marks those that were run.",
    footer = {"", "Examples:",
        "  scripts/lab list          the lessons in order",
        "  scripts/lab list --json   all that the lab knows of them, for programs",
        "  scripts/lab               the same list, and what to do next"})
final class ListCommand implements Runnable {

  /** One TCP connection: a list must not keep anybody waiting. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(300);

  @Option(names = "--json", description = "A JSON array with all that is known of each lesson.")
  private boolean json;

  /** A lesson in JSON. */
  private record Entry(String shortName, String name, String className, String shows, String watch,
      @JsonProperty("try") String tryThis, String source, String run) {}

  @Override
  public void run() {
    Progressed progressed = Progressed.read();
    if (json) {
      System.out.println(json(progressed));
    } else {
      print(progressed);
      System.out.println();
      System.out.println(Shell.commands(
          "Run one:  scripts/lab run producer01     (a broker first: scripts/lab broker)"));
      System.out.println(Shell.commands("See all:  scripts/lab tour"));
    }
    progressed.refuseDamaged();
  }

  /** {@code lab} without a command: the list, and one thing to do. */
  static void withNext() {
    Progressed progressed = Progressed.read();
    print(progressed);
    System.out.println();
    progressed.refuseDamaged();
    LabConfig lab = LabConfig.load(Lab.class);
    Optional<Lesson> next = progressed.next();
    if (next.isEmpty()) {
      NextCommand.allDone(progressed.lessons().size());
    } else if (TcpProbe.connectFailure(lab.cluster().servers(), CONNECT_TIMEOUT).isPresent()) {
      Text.print("Next: ", "      ", StartInstruction.of(lab.bootstrapServers()));
    } else {
      Text.print("Next: ", "      ", Text.command("scripts/lab run " + next.get().shortName()) + "   ("
          + next.get().name() + ": " + headline(next.get().shows()) + ")");
    }
    System.out.println(Shell.commands("More: scripts/lab next, scripts/lab doctor, scripts/lab --help"));
  }

  private static void print(Progressed progressed) {
    for (Lesson lesson : progressed.lessons()) {
      System.out.printf("%-10s %s  %-29s%s%n", lesson.shortName(), progressed.wasRun(lesson) ? "x" : " ",
          lesson.name(), headline(lesson.shows()));
    }
  }

  /** What stands before the colon of a lesson's first sentence: its subject. */
  private static String headline(String shows) {
    int colon = shows.indexOf(':');
    return colon < 0 ? shows : shows.substring(0, colon);
  }

  private static String json(Progressed progressed) {
    JsonMapper mapper = JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT).enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    List<Entry> entries = progressed.lessons().stream().map(lesson -> new Entry(lesson.shortName(), lesson.name(),
        lesson.className(), lesson.shows(), lesson.watch(), lesson.tryThis(), lesson.source(),
        progressed.lastRun(lesson).map(run -> run.last().toString()).orElse(null))).toList();
    try {
      return mapper.writeValueAsString(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // plain strings can always be written
    }
  }

  /**
   * The lessons, and which of them were run.
   *
   * @param damaged why nobody knows which were run; null if it is known
   */
  record Progressed(List<Lesson> lessons, Map<String, RunHistory.Run> runs, LabException damaged) {

    static Progressed read() {
      List<Lesson> lessons = Lesson.all();
      try {
        return new Progressed(lessons, RunHistory.ofProject().read(), null);
      } catch (LabException e) {
        return new Progressed(lessons, Map.of(), e);
      }
    }

    /** To be called after the list, which a damaged file must not keep from being shown. */
    void refuseDamaged() {
      if (damaged != null) {
        throw damaged;
      }
    }

    Optional<RunHistory.Run> lastRun(Lesson lesson) {
      return Optional.ofNullable(runs.get(lesson.shortName()));
    }

    boolean wasRun(Lesson lesson) {
      return lastRun(lesson).isPresent();
    }

    /** The first lesson that was not run yet; empty if all were. */
    Optional<Lesson> next() {
      return lessons.stream().filter(lesson -> !wasRun(lesson)).findFirst();
    }
  }
}
