package kafkalab.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The Tab key for the launcher: a script for the shell, made from the commands themselves. */
@Command(name = "completion", mixinStandardHelpOptions = true,
    description = "Prints a script for bash and zsh: the Tab key completes commands, options, lessons and topics.",
    footer = {"", "Examples:",
        "  source <(scripts/lab completion)             for this terminal",
        "  eval \"$(scripts/lab completion)\"             likewise, in macOS's bash too",
        "  scripts/lab completion > ~/.lab-completion   once and for all, with a line",
        "                                               . ~/.lab-completion in ~/.bashrc"})
final class CompletionCommand implements Runnable {

  @Spec
  private CommandSpec command;

  @Override
  public void run() {
    CommandSpec lab = command.root();
    // Kafka's own tools, which the help leaves out
    lab.subcommands().values().forEach(hidden -> hidden.getCommandSpec().usageMessage().hidden(false));
    System.out.print(AutoComplete.bash(lab.name(), lab.commandLine()));
  }
}
