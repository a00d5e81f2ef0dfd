package kafkalab.mutations;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A copy of the lab's sources and classes, in which a mutation is made. */
final class ProgramCopy implements AutoCloseable {

  private static final Path CLASSES = Path.of("target", "classes");

  private final Path folder;

  /** Copies all into a new folder in this one, without a change yet. */
  ProgramCopy(Path parent) throws IOException {
    folder = Files.createTempDirectory(parent, "copy").toAbsolutePath();
    copy(Mutation.SOURCES, sources());
    copy(CLASSES, classes());
  }

  /** What {@code src/main} is to the lab. */
  Path sources() {
    return folder.resolve("main");
  }

  /** What {@code target/classes} is to the lab. */
  Path classes() {
    return folder.resolve("classes");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  /**
   * Makes a mutation.
   *
   * @throws IllegalStateException if it does not compile
   */
  void apply(Mutation mutation) throws IOException {
    Path source = sources().resolve(mutation.file());
    Files.writeString(source, mutation.mutated());
    if (mutation.file().endsWith(".java")) {
      compile(source);
    } else {
      Files.copy(source, classes().resolve(source.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The changed file alone: what others have taken over from its constants stays as it was. */
  private void compile(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean done = compiler.getTask(messages, files, null, List.of("--release", "17", "-proc:none", "-nowarn",
          "-XDstringConcat=inline", "-d", classes().toString(), "-cp", TestJvm.classPath(classes())), null,
          files.getJavaFileObjects(source)).call();
      if (!done) {
        throw new IllegalStateException("it does not compile: " + messages);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
