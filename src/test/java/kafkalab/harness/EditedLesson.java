package kafkalab.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A lesson with lines of its source changed, as a page tells the reader to do, and compiled. */
final class EditedLesson {

  private EditedLesson() {}

  /**
   * Compiles a lesson with changes.
   *
   * @param changes text of the source, each with what is to stand there instead
   * @return the folder of its classes
   */
  static Path compile(Class<?> lesson, Map<String, String> changes) {
    Path source = Path.of("src", "main", "java", lesson.getName().replace('.', File.separatorChar) + ".java");
    try {
      String text = Files.readString(source);
      for (Map.Entry<String, String> change : changes.entrySet()) {
        assertThat(text).as(source + ", which a page tells to change").contains(change.getKey());
        text = text.replace(change.getKey(), change.getValue());
      }
      Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "edited")), "lesson")
          .toAbsolutePath();
      Path edited = Files.writeString(folder.resolve(source.getFileName()), text);
      compile(List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"), edited.toString()));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(List<String> arguments) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler).as("a JDK's compiler").isNotNull();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).as("javac " + arguments).isZero();
  }
}
