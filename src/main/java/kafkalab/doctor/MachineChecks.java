package kafkalab.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.base.ProjectDirectory;
import kafkalab.support.ExitCode;
import kafkalab.terminal.LineWrap;
import kafkalab.terminal.Terminal;

/** The checks of {@code lab doctor} of the machine itself: its disk, terminal, network and Docker. */
final class MachineChecks {

  static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final long MEGABYTE = 1_000_000;
  private static final int DOCKER_SECONDS = 5;

  private MachineChecks() {}

  static Finding disk() throws IOException {
    return disk(Files.getFileStore(ProjectDirectory.path()).getUsableSpace());
  }

  /** Room for the build and for the broker's data. */
  static Finding disk(long bytes) {
    String figure = String.format(Locale.ROOT, "%.1f GB free in the project's folder", bytes / 1_000.0 / MEGABYTE);
    String remedy = "Free some space: Kafka's broker stops when it cannot write.";
    if (bytes < 100 * MEGABYTE) {
      return Finding.fail(ExitCode.FAILED, figure, remedy);
    }
    return bytes < 1_000 * MEGABYTE ? Finding.warn(figure, remedy) : Finding.ok(figure);
  }

  static Finding terminal() {
    try (Terminal terminal = Terminal.open()) {
      // a console's own encoding; JDK 17 and 18 name it with "sun", if at all
      String encoding = Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
          .map(System::getProperty).filter(Objects::nonNull).findFirst().orElseThrow();
      return terminal.singleKeys() ? terminal(terminal.width(), encoding)
          : Finding.notChecked("the output does not go to a terminal");
    }
  }

  static Finding terminal(int columns, String encoding) {
    String figure = columns + " columns, " + encoding;
    if (columns < LineWrap.WIDTH) {
      return Finding.warn(figure, "Make the window wider, or the letters smaller: lines have up to " + LineWrap.WIDTH
          + " columns.");
    }
    if (!encoding.toUpperCase(Locale.ROOT).startsWith("UTF")) {
      return Finding.warn(figure, "Letters that the encoding lacks are shown as question marks. "
          + (WINDOWS ? "Choose UTF-8: chcp 65001" : "Choose UTF-8: export LC_ALL=C.UTF-8"));
    }
    return Finding.ok(figure);
  }

  private static List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  static Finding localhost() {
    return localhost(addresses("localhost"));
  }

  /** The name under which the lab's broker listens and is looked for. */
  static Finding localhost(List<InetAddress> addresses) {
    String figure = addresses.isEmpty() ? "has no address" : addresses.stream().map(InetAddress::getHostAddress)
        .map(address -> address.replace("0:0:0:0:0:0:0:1", "::1")).collect(Collectors.joining(", "));
    if (addresses.isEmpty() || !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      String hosts = WINDOWS ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";
      return Finding.fail(ExitCode.FAILED, figure + ": not this machine",
          "Add the line '127.0.0.1 localhost' to " + hosts + ".");
    }
    return Finding.ok(figure);
  }

  /** Docker, which is optional: only one that is installed and does not answer is a warning. */
  static Finding docker() throws IOException, InterruptedException {
    Optional<Path> docker = SearchPath.find("docker", System.getenv());
    return docker.isEmpty() ? Finding.ok("not installed, not needed") : dockerAnswers(docker.get());
  }

  private static Finding dockerAnswers(Path docker) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(docker.toString(), "info", "--format", "{{.ServerVersion}}")
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    boolean ended = process.waitFor(DOCKER_SECONDS, TimeUnit.SECONDS);
    // what is there now: what it has started may keep the stream open
    InputStream output = process.getInputStream();
    String version = new String(output.readNBytes(output.available()), StandardCharsets.UTF_8).strip();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (ended && process.exitValue() == 0 && !version.isEmpty()) {
      return Finding.ok(version.lines().findFirst().orElseThrow() + ", answers; not needed");
    }
    return Finding.warn("installed, but its engine does not answer"
        + (ended ? "" : " within " + DOCKER_SECONDS + " s"),
        "Only docker compose and the container tests need it: start Docker, or leave it.");
  }
}
