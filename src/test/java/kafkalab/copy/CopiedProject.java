package kafkalab.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a copied lesson in this JVM, as its pom.xml would do: with Kafka and Jackson, but without the lab. */
final class CopiedProject {

  private CopiedProject() {}

  /**
   * Compiles the project's Java files.
   *
   * @param files all its files, by name
   * @param classes where the classes go
   * @return the compiler's warnings and errors
   */
  static String compile(Map<String, String> files, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<JavaFileObject> sources = files.entrySet().stream().filter(file -> file.getKey().endsWith(".java"))
        .<JavaFileObject>map(file -> new Source(file.getKey(), file.getValue())).toList();
    assertThat(sources).isNotEmpty();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      compiler.getTask(messages, manager, null, List.of("--release", "17", "-proc:none", "-Xlint:all", "-Xlint:-path",
          "-d", classes.toString(), "-cp", jars()), null, sources).call();
    }
    return messages.toString();
  }

  /** The class path's jars; the lab's own classes are in folders. */
  private static String jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar")).collect(Collectors.joining(File.pathSeparator));
  }

  /** A source that is in memory. */
  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String name, String text) {
      super(URI.create("copy:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
