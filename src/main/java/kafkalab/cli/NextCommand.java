package kafkalab.cli;

import kafkalab.guide.NextStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What was run, and what comes next. */
@Command(name = "next", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Shows which lessons were run, and what to run next.",
    footer = {"", "Examples:",
        "  scripts/lab next           what was run, and what the next lesson is about",
        "  scripts/lab next --reset   forgets what was run: begin again with the first"})
final class NextCommand implements Runnable {

  @Option(names = "--reset", description = "Forget which lessons were run.")
  private boolean reset;

  @Override
  public void run() {
    if (reset) {
      NextStep.reset();
    }
    NextStep.print();
  }
}
