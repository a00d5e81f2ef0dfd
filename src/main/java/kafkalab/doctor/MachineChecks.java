package kafkalab.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.process.JvmOptions;
import kafkalab.support.LabException;
import kafkalab.support.ProjectDirectory;
import kafkalab.terminal.Terminal;
import kafkalab.terminal.Text;

/** The checks of {@code lab doctor} that need no cluster. */
public final class MachineChecks {

  /** The checks by name, in the order in which they are shown. */
  public static final Map<String, Callable<Finding>> ALL;

  static {
    Map<String, Callable<Finding>> all = new LinkedHashMap<>();
    all.put("java", () -> java(Path.of(System.getProperty("java.home")), System.getenv()));
    all.put("maven", () -> maven(System.getenv()));
    all.put("repository", () -> repository(Path.of(System.getProperty("user.home")), System.getenv()));
    all.put("quick start", MachineChecks::quickStart);
    all.put("disk", () -> disk(Files.getFileStore(ProjectDirectory.path()).getUsableSpace()));
    all.put("terminal", MachineChecks::terminal);
    all.put("localhost", () -> localhost(addresses("localhost")));
    ALL = Collections.unmodifiableMap(all);
  }

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final String OLDEST_MAVEN = "3.8";
  private static final long MEGABYTE = 1_000_000;
  private static final int DOCKER_SECONDS = 5;

  private MachineChecks() {}

  /** A program's file, as the shell would find it. */
  public static Optional<Path> onPath(String program, Map<String, String> environment) {
    // Windows writes the variable's name as it likes
    String path = environment.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase("PATH"))
        .map(Map.Entry::getValue).findFirst().orElse("");
    List<String> endings = WINDOWS ? List.of(".exe", ".cmd", ".bat") : List.of("");
    return Arrays.stream(path.split(Pattern.quote(java.io.File.pathSeparator))).filter(folder -> !folder.isBlank())
        .flatMap(folder -> endings.stream().map(ending -> Path.of(folder, program + ending)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
  }

  /** The folder above the {@code bin} in which a program really is. */
  private static Optional<Path> homeOf(Path program) {
    try {
      return Optional.ofNullable(program.toRealPath().getParent()).map(Path::getParent);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The JDK that runs this, and whether the PATH has the same one: Maven, IDEs and students may take that. */
  public static Finding java(Path home, Map<String, String> environment) throws IOException {
    String figure = System.getProperty("java.version") + ", " + home;
    if (!Files.exists(home.resolve("bin").resolve(WINDOWS ? "javac.exe" : "javac"))) {
      return Finding.fail(LabException.FAILED, figure + ", has no javac: a lesson that you change cannot be compiled",
          "Install a JDK of 17 or later (on Debian and Ubuntu: the package ending in -jdk), not only a runtime.");
    }
    // a launcher that is no part of a JDK (macOS, Windows, jenv) finds the JDK by itself
    Optional<Path> other = onPath("java", environment).flatMap(MachineChecks::homeOf)
        .filter(found -> Files.exists(found.resolve("lib").resolve("modules")));
    if (other.isPresent() && !Files.isSameFile(other.get(), home)) {
      return Finding.warn(figure + ", but the java on the PATH is in " + other.get(),
          "The lab takes JAVA_HOME (" + environment.get("JAVA_HOME") + "). Let both name the same JDK, or unset"
          + " JAVA_HOME.");
    }
    return Finding.ok(figure);
  }

  /** Maven, which compiles what has changed; its version stands in its own jar, so that it need not be started. */
  public static Finding maven(Map<String, String> environment) {
    Optional<Path> mvn = onPath("mvn", environment);
    if (mvn.isEmpty()) {
      return Finding.fail(LabException.FAILED, "no mvn on the PATH: a lesson that you change cannot be compiled",
          "Install Apache Maven " + OLDEST_MAVEN + " or later, and open a new terminal.");
    }
    Optional<String> version = homeOf(mvn.get()).flatMap(MachineChecks::mavenVersion);
    if (version.isPresent() && ModuleDescriptor.Version.parse(version.get())
        .compareTo(ModuleDescriptor.Version.parse(OLDEST_MAVEN)) < 0) {
      return Finding.fail(LabException.FAILED, version.get() + ", " + mvn.get() + ": too old for the lab",
          "Install Apache Maven " + OLDEST_MAVEN + " or later.");
    }
    return Finding.ok(version.map(number -> number + ", ").orElse("") + mvn.get());
  }

  private static Optional<String> mavenVersion(Path home) {
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      Optional<Path> core = files.filter(file -> file.getFileName().toString().startsWith("maven-core-")).findFirst();
      if (core.isEmpty()) {
        return Optional.empty();
      }
      try (JarFile jar = new JarFile(core.get().toFile())) {
        Properties properties = new Properties();
        properties.load(jar.getInputStream(jar.getEntry("META-INF/maven/org.apache.maven/maven-core/pom.properties")));
        return Optional.ofNullable(properties.getProperty("version")).filter(text -> text.matches("\\d.*"));
      }
    } catch (IOException | NullPointerException e) {
      return Optional.empty(); // an unusual Maven, which need not be a wrong one
    }
  }

  /** Maven's store of jars: without it the next build has to fetch all of them. */
  public static Finding repository(Path userHome, Map<String, String> environment) throws IOException {
    Path repository = repositoryFolder(userHome, environment);
    if (!Files.isDirectory(repository)) {
      return Finding.warn(repository + " is not there: the next build fetches all jars",
          "Build once while there is a network: " + Text.command("mvn -B verify"));
    }
    if (!Files.isWritable(repository)) {
      return Finding.fail(LabException.FAILED, repository + " cannot be written: Maven cannot store what it fetches",
          "Give yourself the right to write there, or name another folder in ~/.m2/settings.xml (localRepository).");
    }
    return Finding.ok(repository.toString());
  }

  private static Path repositoryFolder(Path userHome, Map<String, String> environment) throws IOException {
    String options = environment.getOrDefault("MAVEN_OPTS", "") + " " + environment.getOrDefault("MAVEN_ARGS", "");
    Matcher option = Pattern.compile("-Dmaven\\.repo\\.local=(\\S+)").matcher(options);
    if (option.find()) {
      return Path.of(option.group(1));
    }
    Path m2 = userHome.resolve(".m2");
    Path settings = m2.resolve("settings.xml");
    if (Files.isReadable(settings)) {
      String text = Files.readString(settings).replaceAll("(?s)<!--.*?-->", "");
      Matcher named = Pattern.compile("<localRepository>\\s*(.+?)\\s*</localRepository>").matcher(text);
      if (named.find()) {
        return Path.of(substituted(named.group(1), userHome, environment));
      }
    }
    return m2.resolve("repository");
  }

  /** With the values of {@code ${user.home}} and {@code ${env.NAME}}. */
  private static String substituted(String text, Path userHome, Map<String, String> environment) {
    return Pattern.compile("\\$\\{env\\.(\\w+)}")
        .matcher(text.replace("${user.home}", userHome.toString()))
        .replaceAll(variable -> Matcher.quoteReplacement(environment.getOrDefault(variable.group(1), "")));
  }

  /** Whether this JVM has started from the archive of Kafka's classes; one that does not fit is passed over. */
  private static Finding quickStart() throws IOException {
    if (JvmOptions.isArchiveInUse()) {
      return Finding.ok("an archive of Kafka's classes, "
          + Files.size(JvmOptions.archiveOfThisJvm().orElseThrow()) / MEGABYTE + " MB, for this JDK");
    }
    return Finding.warn("without an archive of Kafka's classes for this JDK: programs start some seconds slower",
        "Delete the folder target/jvm in the project; the next start makes it anew.");
  }

  /** Room for the build and for the broker's data. */
  public static Finding disk(long bytes) {
    String figure = String.format(Locale.ROOT, "%.1f GB free in the project's folder", bytes / 1_000.0 / MEGABYTE);
    String remedy = "Make room: Kafka's broker stops when it cannot write.";
    if (bytes < 100 * MEGABYTE) {
      return Finding.fail(LabException.FAILED, figure, remedy);
    }
    return bytes < 1_000 * MEGABYTE ? Finding.warn(figure, remedy) : Finding.ok(figure);
  }

  private static Finding terminal() {
    try (Terminal terminal = Terminal.open()) {
      // a console's own encoding; JDK 17 and 18 name it with "sun", if at all
      String encoding = Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
          .map(System::getProperty).filter(Objects::nonNull).findFirst().orElseThrow();
      return terminal.singleKeys() ? terminal(terminal.width(), encoding)
          : Finding.notChecked("the output goes to no terminal");
    }
  }

  public static Finding terminal(int columns, String encoding) {
    String figure = columns + " columns, " + encoding;
    if (columns < Text.WIDTH) {
      return Finding.warn(figure, "Make the window wider, or the letters smaller: lines have up to " + Text.WIDTH
          + " columns.");
    }
    if (!encoding.toUpperCase(Locale.ROOT).startsWith("UTF")) {
      return Finding.warn(figure, "Records with other letters than the encoding's show as question marks. "
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

  /** The name under which the lab's broker listens and is looked for. */
  public static Finding localhost(List<InetAddress> addresses) {
    String figure = addresses.isEmpty() ? "has no address" : addresses.stream().map(InetAddress::getHostAddress)
        .map(address -> address.replace("0:0:0:0:0:0:0:1", "::1")).collect(Collectors.joining(", "));
    if (addresses.isEmpty() || !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      String hosts = WINDOWS ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";
      return Finding.fail(LabException.FAILED, figure + ": not this machine",
          "Write the line '127.0.0.1 localhost' into " + hosts + ".");
    }
    return Finding.ok(figure);
  }

  /** Docker, which nobody needs: only one that is there and does not answer is worth a word. */
  public static Finding docker() throws IOException, InterruptedException {
    Optional<Path> docker = onPath("docker", System.getenv());
    return docker.isEmpty() ? Finding.ok("not there, not needed") : dockerAnswers(docker.get());
  }

  private static Finding dockerAnswers(Path docker) throws IOException, InterruptedException {
    Path output = Files.createTempFile("kafka-lab-docker", ".txt");
    try {
      Process process = new ProcessBuilder(docker.toString(), "info", "--format", "{{.ServerVersion}}")
          .redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      boolean ended = process.waitFor(DOCKER_SECONDS, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      String version;
      try (BufferedReader lines = Files.newBufferedReader(output)) {
        version = Objects.requireNonNullElse(lines.readLine(), "").strip();
      }
      if (ended && process.exitValue() == 0 && !version.isEmpty()) {
        return Finding.ok(version + ", answers; not needed");
      }
      return Finding.warn("there, but its engine " + (ended ? "does not answer" : "is silent for " + DOCKER_SECONDS
          + " s"), "Only docker compose and the container tests need it: start Docker, or leave it.");
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
