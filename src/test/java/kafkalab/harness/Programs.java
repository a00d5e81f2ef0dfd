package kafkalab.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kafkalab.process.ChildJvm;
import kafkalab.process.JvmLaunch;
import kafkalab.process.LessonLaunch;
import kafkalab.process.QuickStart;
import org.junit.jupiter.api.condition.OS;

/**
 * Starts programs in child JVMs as a user does: from target/lib and target/classes where Maven has made them, with
 * the launcher's options for quick starts; in the IDE with the IDE's own class path. Whoever has started this JVM may
 * say what is on the class path instead, by {@link JvmLaunch#CLASS_PATH_PROPERTY} and {@link QuickStart#PROPERTY}.
 */
public final class Programs {

  private static final Path LIB = Path.of("target", "lib").toAbsolutePath();
  private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
  static final Path TEST_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

  static {
    if (System.getProperty(JvmLaunch.CLASS_PATH_PROPERTY) == null && Files.isDirectory(LIB)) {
      String classPath = LIB + "/*" + File.pathSeparator + CLASSES;
      System.setProperty(JvmLaunch.CLASS_PATH_PROPERTY, classPath);
      prepareQuickStarts(classPath);
    }
  }

  private Programs() {}

  /** Starts a main class. */
  public static ChildJvm start(String mainClass, List<String> arguments, Map<String, String> environment) {
    return JvmLaunch.of(mainClass).arguments(arguments).environment(environment).start();
  }

  /** A command of the launcher, to be started. */
  public static JvmLaunch launcher(List<String> arguments) {
    return JvmLaunch.of("kafkalab.cli.Lab").arguments(arguments);
  }

  /**
   * A lesson, to be started, which {@link ChildJvm#stop} then stops cleanly: by SIGTERM, or by a command on Windows,
   * which has no signals.
   */
  static LessonLaunch lesson(Class<?> lesson) {
    LessonLaunch launch = LessonLaunch.of(lesson.getName());
    return OS.WINDOWS.isCurrentOs() ? launch.takingCommands() : launch;
  }

  /** The class path of the programs. */
  static String classPath() {
    return System.getProperty(JvmLaunch.CLASS_PATH_PROPERTY, System.getProperty("java.class.path"));
  }

  /** The command line of a main class, for a program that is started by something else than this JVM. */
  public static List<String> commandLine(String mainClass) {
    return JvmLaunch.of(mainClass).commandLine();
  }

  /** Made once for these jars and a JDK, and again if the archive does not fit any more. */
  private static void prepareQuickStarts(String classPath) {
    try (Stream<Path> jars = Files.list(LIB)) {
      Path options = Path.of("target", "jvm",
          "test-" + Integer.toHexString(Objects.hash(jars.sorted().toList(), Runtime.version())) + ".options")
          .toAbsolutePath();
      // with -Xshare:on a JVM that cannot use its archive does not start
      if (java("@" + options, "-Xshare:on", "-version") != 0) {
        java("-cp", classPath, QuickStart.class.getName(), options.toString());
      }
      System.setProperty(QuickStart.PROPERTY, options.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(arguments));
    Process java = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
    return java.waitFor(10, TimeUnit.MINUTES) ? java.exitValue() : -1;
  }
}
