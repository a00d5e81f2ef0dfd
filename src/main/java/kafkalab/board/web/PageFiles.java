package kafkalab.board.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page's files: those that were in the folder {@code kafkalab/board} of the class path at the start. */
final class PageFiles {

  private static final String FOLDER = "/kafkalab/board/";
  static final String INDEX = "index.html";

  /** Other files are not served. */
  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8",
      "js", "text/javascript; charset=utf-8", "mjs", "text/javascript; charset=utf-8",
      "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "json", "application/json", "png", "image/png",
      "txt", "text/plain; charset=utf-8");

  private final Set<String> names;

  PageFiles() {
    names = list();
  }

  private static Set<String> list() {
    URL index = PageFiles.class.getResource(FOLDER + INDEX);
    if (index == null) {
      throw new IllegalStateException("the board's page is not on the class path: " + FOLDER + INDEX);
    }
    try {
      URI uri = index.toURI();
      if (!uri.getScheme().equals("jar")) {
        return list(Path.of(uri).getParent());
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return list(jar.getPath(FOLDER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(name -> TYPES.containsKey(ending(name))).collect(Collectors.toUnmodifiableSet());
    }
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** A file's content; empty if it is none of these. */
  Optional<byte[]> content(String name) {
    if (!names.contains(name)) {
      return Optional.empty();
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page itself, with the token that its requests must have. */
  byte[] index(String token) {
    String page = new String(content(INDEX).orElseThrow(), StandardCharsets.UTF_8);
    return page.replaceFirst("(<meta name=\"token\" content=\")[^\"]*", "$1" + token)
        .getBytes(StandardCharsets.UTF_8);
  }

  static String type(String name) {
    return TYPES.get(ending(name));
  }
}
