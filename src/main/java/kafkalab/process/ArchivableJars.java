package kafkalab.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import kafkalab.base.TempDirectories;

/**
 * The jars, in a folder from which JDK 17 can archive their classes. When it makes a class-data archive, it compares
 * the class path with the URLs of the classes as they are written: with a blank, an umlaut or anything else that a URL
 * escapes, no class of the application gets into the archive, and nothing says so. So a project in such a folder has
 * a copy of its jars in the user's cache folder. Where that one has such a name too ("C:\Users\First Last"), it is in
 * the folder of all users' data on Windows, and in the folder for temporary files elsewhere.
 */
final class ArchivableJars {

  private ArchivableJars() {}

  /** These jars or a copy of them; these if there is no folder for a copy. */
  static List<Path> of(List<Path> jars) throws IOException {
    if (isPlain(jars.get(0).toRealPath())) {
      return jars;
    }
    String name = "kafka-lab-" + Integer.toHexString(fingerprint(jars));
    return cacheFolders().flatMap(cache -> copy(jars, cache, name).stream()).findFirst()
        .map(folder -> jars.stream().map(jar -> folder.resolve(jar.getFileName())).toList()).orElse(jars);
  }

  /** Whether a URL shows the path as it is. */
  static boolean isPlain(Path path) {
    return !path.toUri().toASCIIString().contains("%");
  }

  /** Another one for each user, and for other jars. */
  private static int fingerprint(List<Path> jars) throws IOException {
    int fingerprint = System.getProperty("user.name").hashCode();
    for (Path jar : jars) {
      fingerprint = 31 * fingerprint + Objects.hash(jar.getFileName().toString(), Files.size(jar));
    }
    return fingerprint;
  }

  private static Stream<Path> cacheFolders() {
    String system = System.getProperty("os.name");
    Stream<Path> folders;
    if (system.startsWith("Windows")) {
      folders = Stream.of("LOCALAPPDATA", "ProgramData").map(System::getenv).filter(Objects::nonNull).map(Path::of);
    } else {
      Path cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).filter(folder -> !folder.isBlank())
          .map(Path::of)
          .orElse(Path.of(System.getProperty("user.home"), system.startsWith("Mac") ? "Library/Caches" : ".cache"));
      folders = Stream.of(cache, Path.of(System.getProperty("java.io.tmpdir")));
    }
    return folders.filter(Path::isAbsolute);
  }

  /** The folder of that name with a copy of the jars, made now or before; empty if it cannot be had. */
  private static Optional<Path> copy(List<Path> jars, Path cache, String name) {
    Path unfinished = null;
    try {
      Path folder = Files.createDirectories(cache).toRealPath().resolve(name);
      if (!isPlain(folder)) {
        return Optional.empty();
      }
      unfinished = Files.createTempDirectory(folder.getParent(), name); // no other user may write there
      TempDirectories.deleteAtExit(unfinished);
      if (isCopy(folder, unfinished, jars)) {
        return Optional.of(folder);
      }
      for (Path jar : jars) {
        Files.copy(jar, unfinished.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
      TempDirectories.delete(folder); // an incomplete one; another user's stays, and then the next line fails
      Files.move(unfinished, folder);
      return Optional.of(folder);
    } catch (IOException e) {
      return Optional.empty(); // no folder that this user may write to
    } finally {
      if (unfinished != null) {
        TempDirectories.delete(unfinished);
      }
    }
  }

  /** Whether a folder has a copy of each jar, and belongs to the one who made another folder. */
  private static boolean isCopy(Path folder, Path own, List<Path> jars) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
      return false;
    }
    for (Path jar : jars) {
      Path copy = folder.resolve(jar.getFileName());
      if (!Files.exists(copy) || Files.mismatch(jar, copy) != -1) {
        return false;
      }
    }
    return true;
  }
}
