package kafkalab.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The Tab key for the launcher: a script for the shell, made from the commands themselves. */
@Command(name = "completion", mixinStandardHelpOptions = true,
    description = {"Prints a script that makes the shell complete commands, options, lessons and topics by the Tab key.",
        "For bash, and for zsh, which needs compinit (most have it in their .zshrc)."},
    footer = {"", "Examples:",
        "  source <(scripts/lab completion)         for this terminal",
        "  eval \"$(scripts/lab completion)\"         likewise, for the old bash of macOS too",
        "  scripts/lab completion > ~/.lab-completion",
        "                                           then, in ~/.bashrc: . ~/.lab-completion"})
final class Completion implements Runnable {

  @Spec
  private CommandSpec command;

  @Override
  public void run() {
    CommandSpec lab = command.root();
    System.out.print(AutoComplete.bash(lab.name(), lab.commandLine()));
  }
}
