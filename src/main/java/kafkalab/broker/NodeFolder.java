package kafkalab.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A node's data: for one node in {@code nodes-1}, for each of three in {@code nodes-3/node-1} and so on. What was
 * formatted for one cannot serve three.
 */
final class NodeFolder {

  private static final long LEAST_SPACE = 20_000_000;

  private final Path folder;
  private FileChannel lockFile;

  NodeFolder(Path folder) {
    this.folder = folder;
  }

  /** The metadata log has a folder of its own, apart from the topics. */
  Path metadata() {
    return folder.resolve("metadata");
  }

  Path topics() {
    return folder.resolve("topics");
  }

  /**
   * The topics' folder as Kafka's setting {@code log.dirs}, which is a list: a comma in it would make it two folders.
   * Where only the folders above this process's own have one, the path from here has none.
   */
  String logDirs() {
    String path = topics().toString();
    if (path.contains(",")) {
      Path here = Path.of("").toAbsolutePath();
      path = topics().startsWith(here) ? here.relativize(topics()).toString() : path;
    }
    if (path.contains(",")) {
      throw new BrokerStartException("Kafka cannot keep topics in a folder with a comma in its path, as in " + path
          + ". Choose another folder: --data DIR.");
    }
    return path;
  }

  /** Kafka maps its files into memory: on a full disk it does not get an exception, but the JVM's crash. */
  void requireSpace() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < LEAST_SPACE) {
      throw new BrokerStartException("the disk is full: " + free / 1_000_000 + " MB are free for " + folder + ", "
          + LEAST_SPACE / 1_000_000 + " MB are needed. Make room there, or choose another folder: --data DIR.");
    }
  }

  /**
   * Creates the folder if it is missing, and locks it: a second broker on the same data would corrupt the first one's
   * metadata log.
   */
  void lock() {
    Path parent = folder.getParent();
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        throw new BrokerStartException("cannot write to " + folder + ". Choose another folder: --data DIR.");
      }
      lockFile = FileChannel.open(folder.resolveSibling(folder.getFileName() + ".lock"),
          StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lockFile.tryLock() == null) {
        throw inUse(parent);
      }
    } catch (OverlappingFileLockException e) {
      throw inUse(parent);
    } catch (IOException e) {
      throw new BrokerStartException("cannot write to " + parent + " (" + describe(e)
          + "). Choose another folder: --data DIR.");
    }
  }

  private static BrokerStartException inUse(Path data) {
    return new BrokerStartException("another broker uses the data in " + data
        + ". Stop it, or choose another folder: --data DIR.");
  }

  /** Deletes all data. */
  void empty() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder)) {
          Files.delete(file);
        }
      }
    }
  }

  /** Kafka 4 can read what older versions wrote, but not what a newer metadata version wrote. */
  void requireKnownVersion() throws IOException {
    Path marker = folder.resolve("kafka.version");
    String ours = AppInfoParser.getVersion();
    if (Files.exists(marker)) {
      String theirs = Files.readString(marker).strip();
      if (compareVersions(theirs, ours) > 0) {
        throw new BrokerStartException("the data in " + folder + " was written by Kafka " + theirs
            + ", this is Kafka " + ours + ". Choose another folder (--data DIR) or discard the data (--fresh).");
      }
    }
    Files.writeString(marker, ours + System.lineSeparator());
  }

  /** Compares dotted numbers; a suffix ({@code -SNAPSHOT}) is ignored. */
  static int compareVersions(String a, String b) {
    int[] left = numbers(a);
    int[] right = numbers(b);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int difference = Integer.compare(i < left.length ? left[i] : 0, i < right.length ? right[i] : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int[] numbers(String version) {
    return Stream.of(version.replaceFirst("[^0-9.].*", "").split("\\."))
        .filter(part -> !part.isEmpty()).mapToInt(Integer::parseInt).toArray();
  }

  /** The id of the cluster that the data belongs to; empty for a folder without data. */
  Optional<String> clusterId() throws IOException {
    Path file = metadata().resolve("meta.properties");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties meta = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      meta.load(in);
    }
    String id = meta.getProperty("cluster.id");
    if (id == null) {
      throw new BrokerStartException(file + " names no cluster.id, so this is not the data of a broker."
          + " Choose another folder (--data DIR) or discard the data (--fresh).");
    }
    return Optional.of(id);
  }

  /** Formats the folders on the first start; later starts keep what is there. */
  void format(int nodeId, String clusterId) throws Exception {
    new Formatter()
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(nodeId)
        .setClusterId(clusterId)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(metadata().toString())
        .setDirectories(List.of(metadata().toString(), topics().toString()))
        .setIgnoreFormatted(true)
        .run();
  }

  /** An exception's kind and message, in one line. */
  static String describe(Throwable error) {
    String message = error instanceof UncheckedIOException ? error.getCause().toString() : error.getMessage();
    return (error.getClass().getSimpleName() + ": " + message).lines().findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
