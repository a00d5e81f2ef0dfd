package kafkalab.secured;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The JDK's own tool for keys and certificates, on a key store in a folder; each call is a process of its own. */
final class Keytool {

  private static final String PASSWORD = "KAFKALAB_STORE_PASSWORD";
  private static final String STORE = "keys.p12";

  /** A busy machine needs ten seconds and more. */
  private static final long TIMEOUT_SECONDS = 120;

  private final Path folder;
  private final String password;

  /**
   * The tool for a key store.
   *
   * @param password of the store: it is in the tool's environment, not on its command line, which all users can see
   */
  Keytool(Path folder, String password) {
    this.folder = folder;
    this.password = password;
  }

  Path store() {
    return folder.resolve(STORE);
  }

  /** Runs the tool; files among its arguments are in the folder. */
  void run(List<String> arguments) throws IOException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(tool.toString(), "-J-XX:TieredStopAtLevel=1",
        "-J-XX:+UseSerialGC", "-J-Duser.language=en"));
    command.addAll(arguments);
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", STORE, "-storepass:env", PASSWORD));
    Path log = folder.resolve("keytool.log");
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    Map<String, String> environment = process.environment();
    environment.put(PASSWORD, password);
    environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")); // they are for the broker
    Process running = process.start();
    try {
      if (!running.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("keytool does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      running.destroyForcibly();
    }
    if (running.exitValue() != 0) {
      String said = new String(Files.readAllBytes(log), Charset.defaultCharset()).replaceAll("\\s+", " ").strip();
      throw new IOException("keytool " + arguments.get(0) + " ends with exit code " + running.exitValue() + ": "
          + said);
    }
  }
}
