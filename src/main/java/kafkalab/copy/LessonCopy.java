package kafkalab.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.base.PrintableText;
import kafkalab.base.ProjectDirectory;
import kafkalab.catalog.Lesson;
import kafkalab.settings.LabSettings;
import kafkalab.support.ExitCode;
import kafkalab.support.Failure;
import kafkalab.support.LabException;
import kafkalab.support.ShellSyntax;

/** A lesson as a Maven project of its own, without the lab: its source, the classes of its records, and a pom.xml. */
public final class LessonCopy {

  private static final String SOURCES = "src/main/java/";

  /** Classes of the lab that know nothing of it: they go along as they are. */
  static final List<String> COMPANIONS = List.of("Employee", "JsonSerializer");

  private static final Pattern PLACEHOLDER = Pattern.compile("@([\\w.]+)@");
  private static final Pattern JACKSON = Pattern.compile("(?s) *<!-- Jackson.*?</dependency>\n");
  private static final Pattern AVRO = Pattern.compile("(?s) *<!-- Avro.*?</dependency>\n");

  private LessonCopy() {}

  /**
   * Writes the project and says how to run it.
   *
   * @param folder a new or an empty one, as the user has written it
   * @throws LabException if there is something in the folder, or it cannot be written; it is then as it was before
   */
  public static void make(Lesson lesson, String folder, LabSettings settings) {
    LabException.ifEmpty("the name of FOLDER", folder, "name a new or an empty folder.");
    Map<String, String> files = files(lesson, settings);
    write(files, folder);
    System.out.println(lesson.name() + " as a project of its own, in " + PrintableText.line(folder) + ":");
    files.keySet().forEach(file -> System.out.println("  " + file));
    System.out.println(ShellSyntax.commands("Run it there: mvn -q compile exec:java"));
  }

  /** The project's files with their texts. */
  static Map<String, String> files(Lesson lesson, LabSettings settings) {
    String source = read(ProjectDirectory.path().resolve(lesson.source()));
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", pom(lesson, source));
    files.put(SOURCES + lesson.name() + ".java", PlainLesson.of(source, settings));
    for (String companion : COMPANIONS) {
      if (source.contains("import kafkalab.common." + companion + ";")) {
        String text = read(ProjectDirectory.path().resolve(SOURCES + "kafkalab/common/" + companion + ".java"));
        files.put(SOURCES + companion + ".java", text.replaceFirst("package [^;]*;\\s*", ""));
      }
    }
    files.put("src/main/resources/simplelogger.properties", resource("simplelogger.properties"));
    return files;
  }

  /** The versions are those of the lab. */
  private static String pom(Lesson lesson, String source) {
    String ours = read(ProjectDirectory.path().resolve("pom.xml"));
    String pom = resource("pom.xml");
    if (!source.contains("JsonSerializer")) {
      pom = JACKSON.matcher(pom).replaceFirst("");
    }
    if (!source.contains("import org.apache.avro.")) {
      pom = AVRO.matcher(pom).replaceFirst("");
    }
    return PLACEHOLDER.matcher(pom).replaceAll(name -> switch (name.group(1)) {
      case "artifact" -> lesson.shortName();
      case "main" -> lesson.name();
      case "compiler.version" -> first(ours, "maven-compiler-plugin</artifactId>\\s*<version>([^<]*)<");
      default -> first(ours, "<" + name.group(1) + ">([^<]*)<");
    });
  }

  private static String first(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new LabException(ExitCode.FAILED, "no " + pattern + " in the lab's pom.xml");
    }
    return matcher.group(1);
  }

  private static String resource(String name) {
    try (InputStream in = LessonCopy.class.getResourceAsStream("/copy/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new LabException(ExitCode.FAILED, file + " cannot be read (" + Failure.reason(e) + ")");
    }
  }

  /** A folder that cannot be written is afterwards as it was before. */
  static void write(Map<String, String> files, String folder) {
    Deque<Path> made = new ArrayDeque<>();
    try {
      Path project = Path.of(folder);
      makeFolder(project, made);
      try (Stream<Path> found = Files.list(project)) {
        if (found.findAny().isPresent()) {
          throw wrong(folder, "is not empty, and nothing is overwritten; name a new folder.");
        }
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = project.resolve(file.getKey());
        makeFolder(path.getParent(), made);
        Files.createFile(path);
        made.push(path);
        Files.writeString(path, file.getValue());
      }
    } catch (FileAlreadyExistsException e) {
      remove(made);
      throw wrong(folder, "is or lies in a file; name a new folder.");
    } catch (IOException | InvalidPathException e) {
      remove(made);
      throw wrong(folder, "cannot be written (" + Failure.reason(e) + "); name another folder.");
    }
  }

  /** Makes a folder, and those that it lies in. A full disk may have room for some of them only. */
  private static void makeFolder(Path folder, Deque<Path> made) throws IOException {
    List<Path> missing = Stream.iterate(folder, Objects::nonNull, Path::getParent)
        .takeWhile(path -> Files.notExists(path, LinkOption.NOFOLLOW_LINKS)).toList();
    for (int i = missing.size() - 1; i >= 0; i--) {
      made.push(missing.get(i));
    }
    Files.createDirectories(folder);
  }

  /** Half a project would be in the way of the next attempt. What others have put there meanwhile stays. */
  private static void remove(Deque<Path> made) {
    for (Path path : made) { // the last one first
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the error that is told is the one before
      }
    }
  }

  private static LabException wrong(String folder, String what) {
    return new LabException(ExitCode.WRONG_SETTING, "folder " + folder + " " + what);
  }
}
