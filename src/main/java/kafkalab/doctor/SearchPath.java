package kafkalab.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs that the shell finds by the variable {@code PATH}. */
final class SearchPath {

  private SearchPath() {}

  /** A program's file, as the shell would find it. */
  static Optional<Path> find(String program, Map<String, String> environment) {
    // Windows writes the variable's name as it likes
    String path = environment.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase("PATH"))
        .map(Map.Entry::getValue).findFirst().orElse("");
    List<String> endings = MachineChecks.WINDOWS ? List.of(".exe", ".cmd", ".bat") : List.of("");
    return Arrays.stream(path.split(Pattern.quote(java.io.File.pathSeparator))).filter(folder -> !folder.isBlank())
        .flatMap(folder -> endings.stream().map(ending -> Path.of(folder, program + ending)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
  }

  /** The folder above the {@code bin} in which a program really is. */
  static Optional<Path> homeOf(Path program) {
    try {
      return Optional.ofNullable(program.toRealPath().getParent()).map(Path::getParent);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
