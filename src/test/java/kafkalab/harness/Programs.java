package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafkalab.cli.Program;
import org.junit.jupiter.api.condition.OS;

/**
 * Starts programs in child JVMs as a user does: from target/lib and target/classes where Maven has made them, with
 * the launcher's options for quick starts; in the IDE with the IDE's own class path.
 */
public final class Programs {

  private static final Path LIB = Path.of("target", "lib").toAbsolutePath();
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();

  static {
    if (Files.isDirectory(LIB)) {
      String classPath = LIB + "/*" + java.io.File.pathSeparator + CLASSES;
      System.setProperty(Program.CLASS_PATH_PROPERTY, classPath);
      prepareQuickStarts(classPath);
    }
  }

  private Programs() {}

  /** Starts a main class. */
  public static Program start(String mainClass, List<String> arguments, Map<String, String> environment) {
    return Program.start(mainClass, arguments, environment);
  }

  /**
   * Starts a lesson, which {@link Program#stop} then stops cleanly: by SIGTERM, or by an order on Windows, which has no
   * signals.
   */
  static Program startLesson(String mainClass, Map<String, String> environment) {
    return OS.WINDOWS.isCurrentOs() ? Program.startRemote(mainClass, List.of(), environment, line -> { })
        : Program.start(mainClass, List.of(), environment);
  }

  /** The command line of a main class, for a program that is started by something else than this JVM. */
  public static List<String> commandLine(String mainClass) {
    return Program.command(List.of(), mainClass, List.of());
  }

  private static void prepareQuickStarts(String classPath) {
    Path options = Path.of("target", "jvm", "test-" + Runtime.version().feature() + ".options").toAbsolutePath();
    try {
      if (!Files.exists(options)) {
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", classPath, "kafkalab.cli.JvmOptions", options.toString())
            .inheritIO().start().waitFor(120, TimeUnit.SECONDS);
      }
      System.setProperty("kafkalab.jvm.options", options.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
