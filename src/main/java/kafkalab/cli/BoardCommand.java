package kafkalab.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import kafkalab.board.Board;
import kafkalab.common.LabConfig;
import kafkalab.settings.LabSetting;
import kafkalab.settings.LauncherOptions;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A page in the browser that shows a consumer group live. */
@Command(name = "board", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Shows a consumer group live, on a page in the browser; starts a broker if there is none.",
    footer = {"", "It serves this machine only, and changes nothing on a cluster that is not on it.", "", "Examples:",
        "  scripts/lab board                        the lab's topic, and the group of consumer01",
        "  scripts/lab board --open                 and opens the page",
        "  scripts/lab board --group tdea-consumer03"})
final class BoardCommand implements Callable<Integer> {

  @Option(names = "--open", description = "Open the page in the browser.")
  private boolean open;

  @Option(names = "--port", defaultValue = "8092", paramLabel = "PORT",
      description = "Port of the page; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--topic", paramLabel = "TOPIC", completionCandidates = TopicsCommand.Names.class,
      description = "Topic instead of ak03.fourpartition; created if it is missing.")
  private String topic;

  @Option(names = "--group", paramLabel = "GROUP", description = "Consumer group instead of consumer01's.")
  private String group;

  @Option(names = "--data", paramLabel = "DIR",
      description = "Where the data of a broker is that the board starts (default: .lab/broker in the project).")
  private Path data;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new LabException(ExitCode.WRONG_SETTING, "--port " + port + " is not a port; give one from 1 to 65535, or 0"
          + " for a free one.");
    }
    LabException.ifEmpty("--data", data, "name a folder, or leave it out for .lab/broker in the project.");
    LauncherOptions.pass(LabSetting.TOPIC, topic);
    LauncherOptions.pass(LabSetting.GROUP, group);
    Board.serve(LabConfig.load(BoardCommand.class), port, open, data);
    return 0;
  }
}
