package kafkalab.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deletes temporary folders that are no longer needed. */
public final class TempDirectories {

  private TempDirectories() {}

  /** Deletes a folder when this process ends by a signal, too; while another thread writes there, it tries again. */
  public static void deleteAtExit(Path folder) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      for (int tries = 0; tries < 100 && Files.exists(folder); tries++) {
        delete(folder);
      }
    }, "delete"));
  }

  /** Deletes a folder with all that is in it, as far as the system lets it. */
  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // a temporary folder: the system clears it away
    }
  }
}
