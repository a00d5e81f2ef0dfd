package kafkalab.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafkalab.process.LessonProcess;
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
      System.setProperty(LessonProcess.CLASS_PATH_PROPERTY, classPath);
      prepareQuickStarts(classPath);
    }
  }

  private Programs() {}

  /** Starts a main class. */
  public static LessonProcess start(String mainClass, List<String> arguments, Map<String, String> environment) {
    return LessonProcess.start(mainClass, arguments, environment);
  }

  /**
   * Starts a lesson, which {@link LessonProcess#stop} then stops cleanly: by SIGTERM, or by an order on Windows, which has no
   * signals.
   */
  static LessonProcess startLesson(String mainClass, Map<String, String> environment) {
    return OS.WINDOWS.isCurrentOs() ? LessonProcess.startRemote(mainClass, List.of(), environment, line -> { })
        : LessonProcess.start(mainClass, List.of(), environment);
  }

  /** The command line of a main class, for a program that is started by something else than this JVM. */
  public static List<String> commandLine(String mainClass) {
    return LessonProcess.command(List.of(), mainClass, List.of());
  }

  private static void prepareQuickStarts(String classPath) {
    Path options = Path.of("target", "jvm", "test-" + Runtime.version().feature() + ".options").toAbsolutePath();
    try {
      if (!Files.exists(options)) {
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", classPath, "kafkalab.process.JvmOptions", options.toString())
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
