package kafkalab.kafkatools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kafkalab.kafkatools.KafkaTool.Place;

/** A tool's arguments: as the user has given them, with the cluster of the lab's settings where they name none. */
final class ToolArguments {

  /** Options that name a cluster; the tools take abbreviations too. {@code --broker-list} is a list of ids today. */
  private static final Pattern ADDRESS = Pattern.compile("--boot[a-z-]*(=.*)?|-b|-C");
  private static final Pattern SERVER = Pattern.compile("--bootstrap-s[a-z]*(=.*)?|-b");
  private static final Pattern ADDRESS_AS_PROPERTY = Pattern.compile("(.*=)?bootstrap\\.servers=.*");

  /** Options that name a file of client settings; each tool takes an older one still. */
  private static final Pattern FILE =
      Pattern.compile("(--command-config|--(producer|consumer|admin)\\.config|--consumer-config)(=.*)?");
  private static final Pattern CLUSTERS_FILE = Pattern.compile("(--config)(=.*)?|-c");

  private static final Pattern INFORMATION = Pattern.compile("--help|-h|--version|-v");

  private ToolArguments() {}

  /**
   * The arguments for a tool.
   *
   * @param given what the user has given; if that is nothing, or asks for help, it stays so
   * @param servers the cluster's address
   * @param file the file of client settings, if there is one
   */
  static List<String> complete(KafkaTool tool, List<String> given, String servers, Optional<String> file) {
    if (!asksACluster(tool, given)) {
      return given;
    }
    List<String> added = new ArrayList<>();
    if (given.stream().noneMatch(argument -> ADDRESS.matcher(argument).matches()
        || ADDRESS_AS_PROPERTY.matcher(argument).matches())) {
      added.addAll(List.of("--bootstrap-server", servers));
    }
    if (file.isPresent() && given.stream().noneMatch(argument -> namesAFile(tool, argument))) {
      added.addAll(List.of("--command-config", file.get()));
    }
    List<String> complete = new ArrayList<>(given);
    complete.addAll(tool.place() == Place.AFTER_COMMAND ? 1 : 0, added);
    return complete;
  }

  private static boolean asksACluster(KafkaTool tool, List<String> given) {
    return tool.place() != Place.NOWHERE && !given.isEmpty()
        && given.stream().noneMatch(argument -> INFORMATION.matcher(argument).matches());
  }

  private static boolean namesAFile(KafkaTool tool, String argument) {
    return FILE.matcher(argument).matches()
        || tool.place() == Place.AFTER_COMMAND && CLUSTERS_FILE.matcher(argument).matches();
  }

  /** The brokers' addresses that a tool is to ask; empty if it asks none, or a controller. */
  static Optional<String> servers(KafkaTool tool, List<String> complete) {
    if (!asksACluster(tool, complete)) {
      return Optional.empty();
    }
    for (int i = 0; i < complete.size(); i++) {
      String argument = complete.get(i);
      if (SERVER.matcher(argument).matches()) {
        int equals = argument.indexOf('=');
        return equals >= 0 ? Optional.of(argument.substring(equals + 1))
            : complete.stream().skip(i + 1L).findFirst();
      }
    }
    return Optional.empty();
  }
}
