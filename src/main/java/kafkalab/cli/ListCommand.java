package kafkalab.cli;

import kafkalab.guide.LessonList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The lessons in order. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Lists the lessons; an x marks those that were run.",
    footer = {"", "Examples:",
        "  scripts/lab list          the lessons in order",
        "  scripts/lab list --json   all that the lab knows about them, for programs",
        "  scripts/lab               the same list, and what to do next"})
final class ListCommand implements Runnable {

  @Option(names = "--json", description = "A JSON array with all that is known of each lesson.")
  private boolean json;

  @Override
  public void run() {
    if (json) {
      LessonList.printJson();
    } else {
      LessonList.print();
    }
  }
}
