package kafkalab.cli;

import kafkalab.catalog.Lesson;
import kafkalab.settings.LabSettings;
import kafkalab.copy.LessonCopy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A lesson to take home: a project of its own, without the lab. */
@Command(name = "copy", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Copies a lesson into a project of its own, without the lab: its Java file and a pom.xml.",
    footer = {"", "The copy has the cluster, topic and group of your settings as its constants.",
        "producer07, consumer09 and consumer10 need the lab, and cannot be copied.", "",
        "Examples:",
        "  scripts/lab copy consumer07 ../mine   then there: mvn -q compile exec:java",
        "  scripts/lab copy p4 ../mine           with the two classes of its records"})
final class CopyCommand implements Runnable {

  @Parameters(index = "0", paramLabel = "PROGRAM", completionCandidates = Lesson.Names.class,
      description = "Class name, or for example producer01 or p1.")
  private String program;

  @Parameters(index = "1", paramLabel = "FOLDER", description = "A new or an empty folder.")
  private String folder;

  @Override
  public void run() {
    LessonCopy.make(Lesson.named(program), folder, LabSettings.load());
  }
}
