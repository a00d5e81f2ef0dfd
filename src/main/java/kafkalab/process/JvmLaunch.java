package kafkalab.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import kafkalab.base.ProjectDirectory;
import kafkalab.support.ClientSettingsVariable;
import kafkalab.support.ShellSyntax;

/**
 * Starts a main class in a JVM of its own: with this JVM's java and class path, with the launcher's options for quick
 * starts, and without the settings that this process was started with.
 */
public final class JvmLaunch {

  /** The class path of the programs where no options name one; the tests run them from the folders of a user. */
  public static final String CLASS_PATH_PROPERTY = "kafkalab.class.path";

  /** Variables that say how a lesson is run begin so; those of this process must not leak into a child. */
  private static final String LAB_VARIABLES = "LAB_";

  /**
   * What a child writes, whatever the locale: a pipe's encoding is the locale's, but the default charset, with which
   * this JVM would read it, is UTF-8 since JDK 18 (JEP 400). JDK 17 has the properties with "sun".
   */
  private static final List<String> UTF_8 = List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8",
      "-Dsun.stdout.encoding=UTF-8", "-Dsun.stderr.encoding=UTF-8");

  private final String mainClass;
  private final List<String> arguments = new ArrayList<>();
  private final List<String> jvmOptions = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private String moreClasses;
  private Consumer<String> onLine = line -> { };
  private int keptLines = Integer.MAX_VALUE;
  private boolean discardsOutput;

  private JvmLaunch(String mainClass) {
    this.mainClass = mainClass;
  }

  /** Will start this class. */
  public static JvmLaunch of(String mainClass) {
    return new JvmLaunch(mainClass);
  }

  public JvmLaunch arguments(List<String> more) {
    arguments.addAll(more);
    return this;
  }

  /** Further options of its JVM. */
  public JvmLaunch jvmOptions(List<String> more) {
    jvmOptions.addAll(more);
    return this;
  }

  /** A folder of classes behind its class path; without the archive of a quick start, which knows the path as it is. */
  public JvmLaunch moreClasses(Path folder) {
    moreClasses = folder.toString();
    return this;
  }

  /** A variable of its environment. */
  public JvmLaunch environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public JvmLaunch environment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** A callback for each line of output as it comes, on a thread of its own. */
  public JvmLaunch onLine(Consumer<String> action) {
    onLine = action;
    return this;
  }

  /** Nobody reads its output: a program that prints much costs this JVM nothing. */
  public JvmLaunch discardOutput() {
    discardsOutput = true;
    return this;
  }

  /** Keeps only the last lines of its output, not all. */
  public JvmLaunch keepLastLines(int count) {
    keptLines = count;
    return this;
  }

  /** The command line: this JVM's java, and the launcher's options with their class path, or else this JVM's own. */
  public List<String> commandLine() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String classPath = System.getProperty(CLASS_PATH_PROPERTY, System.getProperty("java.class.path"));
    Optional.ofNullable(System.getProperty(QuickStart.PROPERTY)).map(Path::of).filter(Files::exists)
        .ifPresentOrElse(options -> command.add("@" + options), () -> command.addAll(List.of("-cp", classPath)));
    if (moreClasses != null) {
      command.addAll(List.of("-cp", classPath + File.pathSeparator + moreClasses)); // the last one counts
    }
    command.addAll(UTF_8);
    command.addAll(jvmOptions);
    command.add("-D" + ProjectDirectory.PROPERTY + "=" + ProjectDirectory.path());
    Optional.ofNullable(System.getProperty(ShellSyntax.PROPERTY))
        .ifPresent(launcher -> command.add("-D" + ShellSyntax.PROPERTY + "=" + launcher));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  public ChildJvm start() {
    return new ChildJvm(startProcess(), keptLines, onLine);
  }

  LessonProcess startLesson(boolean takesCommands) {
    return new LessonProcess(startProcess(), keptLines, onLine, takesCommands);
  }

  private Process startProcess() {
    ProcessBuilder builder = new ProcessBuilder(commandLine()).redirectErrorStream(true);
    builder.environment().keySet()
        .removeIf(name -> name.startsWith(LAB_VARIABLES) || name.equals(ClientSettingsVariable.NAME));
    builder.environment().putAll(environment);
    if (discardsOutput) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
