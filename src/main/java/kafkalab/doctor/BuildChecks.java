package kafkalab.doctor;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.process.QuickStart;
import kafkalab.support.ExitCode;
import kafkalab.terminal.LineWrap;

/** The checks of {@code lab doctor} of what compiles and starts the lessons: Java, Maven, and the quick start. */
final class BuildChecks {

  private static final String OLDEST_MAVEN = "3.8";
  private static final long MEGABYTE = 1_000_000;

  private BuildChecks() {}

  static Finding java() throws IOException {
    return java(Path.of(System.getProperty("java.home")), System.getenv());
  }

  static Finding maven() {
    return maven(System.getenv());
  }

  static Finding repository() throws IOException {
    return repository(Path.of(System.getProperty("user.home")), System.getenv());
  }

  /** The JDK that runs this, and whether the PATH has the same one: Maven, IDEs and students may take that. */
  static Finding java(Path home, Map<String, String> environment) throws IOException {
    String figure = System.getProperty("java.version") + ", " + home;
    if (!Files.exists(home.resolve("bin").resolve(MachineChecks.WINDOWS ? "javac.exe" : "javac"))) {
      return Finding.fail(ExitCode.FAILED, figure + ", has no javac: a lesson that you change cannot be compiled",
          "Install a JDK of 17 or later (on Debian and Ubuntu: the package ending in -jdk), not only a runtime.");
    }
    // a launcher that is no part of a JDK (macOS, Windows, jenv) finds the JDK by itself
    Optional<Path> other = SearchPath.find("java", environment).flatMap(SearchPath::homeOf)
        .filter(found -> Files.exists(found.resolve("lib").resolve("modules")));
    if (other.isPresent() && !Files.isSameFile(other.get(), home)) {
      return Finding.warn(figure + ", but the java on the PATH is in " + other.get(),
          "The lab uses JAVA_HOME (" + environment.get("JAVA_HOME") + "). Make both name the same JDK, or unset"
          + " JAVA_HOME.");
    }
    return Finding.ok(figure);
  }

  /** Maven, which compiles what has changed; its version stands in its own jar, so that it need not be started. */
  static Finding maven(Map<String, String> environment) {
    Optional<Path> mvn = SearchPath.find("mvn", environment);
    if (mvn.isEmpty()) {
      return Finding.fail(ExitCode.FAILED, "no mvn on the PATH: a lesson that you change cannot be compiled",
          "Install Apache Maven " + OLDEST_MAVEN + " or later, and open a new terminal.");
    }
    Optional<String> version = SearchPath.homeOf(mvn.get()).flatMap(BuildChecks::mavenVersion);
    if (version.isPresent() && ModuleDescriptor.Version.parse(version.get())
        .compareTo(ModuleDescriptor.Version.parse(OLDEST_MAVEN)) < 0) {
      return Finding.fail(ExitCode.FAILED, version.get() + ", " + mvn.get() + ": too old for the lab",
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
  static Finding repository(Path userHome, Map<String, String> environment) throws IOException {
    Path repository = repositoryFolder(userHome, environment);
    if (!Files.isDirectory(repository)) {
      return Finding.warn(repository + " is not there: the next build fetches all jars",
          "Build once while there is a network: " + LineWrap.command("mvn -B verify"));
    }
    if (!Files.isWritable(repository)) {
      return Finding.fail(ExitCode.FAILED, repository + " cannot be written: Maven cannot store what it fetches",
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
  static Finding quickStart() throws IOException {
    String file = System.getProperty(QuickStart.PROPERTY);
    Path archive = file == null ? null : Path.of(file + ".jsa");
    // JEP 310: with -Xshare:auto a JVM that cannot use its archive starts without sharing
    boolean shared = System.getProperty("java.vm.info", "").contains("sharing");
    if (archive != null && Files.exists(archive) && shared) {
      return Finding.ok("an archive of Kafka's classes, " + Files.size(archive) / MEGABYTE + " MB, for this JDK");
    }
    return Finding.warn("without an archive of Kafka's classes for this JDK: programs start some seconds slower",
        "Delete the folder target/jvm in the project; the next start creates it again.");
  }
}
