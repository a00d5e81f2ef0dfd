package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/lab in a folder of its own, with a java and a Maven that only say what they were asked for. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a script for bash")
class LauncherScriptTest {

  /** Knows its version, makes options, and shows how it was started. */
  private static final String JAVA = """
      #!/bin/sh
      for last; do :; done
      case " $* " in
        *' -version '*) echo "openjdk version \\"${JDK:-17.0.1}\\" 2021-10-19" >&2 ;;
        *' kafkalab.process.QuickStart '*)
          mkdir -p "${last%/*}"
          echo "# 1 ${last%/target/*}/target/lib" >"$last" ;;
        *) echo "java $*"; [ -z "${THEN:-}" ] || eval "$THEN" ;;
      esac
      """;

  /** Makes what the launcher looks for, and counts how often it was called. */
  private static final String MAVEN = """
      #!/bin/sh
      for last; do :; done
      while [ "$1" != -f ]; do shift; done
      root=${2%/pom.xml}
      [ -z "${WHILE_BUILDING:-}" ] || eval "$WHILE_BUILDING"
      mkdir -p "$root/target/lib" "$root/target/classes/kafkalab/cli"
      touch "$root/target/lib/a.jar" "$root/target/classes/kafkalab/cli/Lab.class"
      """;

  @TempDir
  private Path folder;
  private Path project;

  @BeforeEach
  void aProject() throws IOException {
    project = project("project");
    executable("jdk/bin/java", JAVA);
    executable("bin/mvn", MAVEN);
  }

  private Path project(String name) throws IOException {
    Path root = folder.toRealPath().resolve(name);
    Files.createDirectories(root.resolve("src/main"));
    Files.createDirectories(root.resolve("scripts"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("src/main/Some.java"), "class Some {}");
    for (String script : List.of("lab", "create-topics.sh")) {
      Files.copy(Path.of("scripts", script), root.resolve("scripts").resolve(script),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    return root;
  }

  private void executable(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** A command of the shell, in the project's folder. */
  private ProcessBuilder shell(String command, Map<String, String> environment) {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", command).directory(project.toFile());
    shell.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    shell.environment().merge("PATH", folder.resolve("bin") + ":", (path, ours) -> ours + path);
    shell.environment().putAll(environment);
    return shell.redirectErrorStream(true);
  }

  /** All that it prints, and then its exit code. */
  private String run(String command, Map<String, String> environment) throws Exception {
    Process process = shell(command, environment).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return output + "exit code " + process.exitValue();
  }

  private String run(String command) throws Exception {
    return run(command, Map.of());
  }

  @Test
  void itBuildsOnce() throws Exception {
    assertThat(run("scripts/lab list"))
        .contains("Building Kafka Lab", "Preparing quick starts", " kafkalab.cli.Lab list")
        .endsWith("exit code 0");
    assertThat(run("scripts/lab list")).startsWith("java @").endsWith(" kafkalab.cli.Lab list\nexit code 0");
  }

  /** As those of SDK managers, which start the JDK that is chosen elsewhere. */
  @Test
  void anotherJdkBehindAJavaThatBelongsToNoneIsNoticed() throws Exception {
    run("scripts/lab list");
    assertThat(run("scripts/lab list", Map.of("JDK", "25.0.1"))).startsWith("Preparing quick starts");
    assertThat(run("scripts/lab list", Map.of("JDK", "25.0.1"))).startsWith("java @");
    assertThat(run("scripts/lab list", Map.of("JDK", "11.0.2"))).startsWith("Error: ")
        .contains(" is version 11; Kafka Lab needs a JDK of 17 or later.").endsWith("exit code 2");
    assertThat(run("scripts/lab list")).startsWith("java @");
  }

  /** As java says it: one line that says why, between others. */
  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void anOptionThatJavaRefusesIsNoOldJava(String variable) throws Exception {
    run("scripts/lab list");
    executable("jdk/bin/java", """
        #!/bin/sh
        if [ -n "$%s" ]; then
          echo 'NOTE: Picked up %s: of version "8"' >&2
          echo 'OpenJDK 64-Bit Server VM warning: Option UseG1GC was deprecated' >&2
          echo 'Error occurred during initialization of VM'
          echo 'Too small maximum heap'
          echo 'Error: Could not create the Java Virtual Machine.' >&2
          exit 1
        fi
        """.formatted(variable, variable) + JAVA.substring(JAVA.indexOf('\n') + 1));
    assertThat(run("scripts/lab list", Map.of(variable, "-Xmx1k"))).isEqualTo("Error: " + folder.resolve("jdk/bin/java")
        + " does not start: Too small maximum heap (" + variable + "). Take that option out of the variable.\n"
        + "exit code 2");
  }

  @Test
  void aJavaThatDoesNotStartSaysWhy() throws Exception {
    executable("jdk/bin/java", "#!/bin/sh\necho 'Unable to locate a Java Runtime.' >&2; exit 1\n");
    assertThat(run("scripts/lab list")).isEqualTo("Error: " + folder.resolve("jdk/bin/java")
        + " does not start: Unable to locate a Java Runtime. Kafka Lab needs a JDK of 17 or later.\nexit code 2");
    executable("jdk/bin/java", "#!/bin/sh\n");
    assertThat(run("scripts/lab list")).contains(" is version unknown; Kafka Lab needs").endsWith("exit code 2");
  }

  @Test
  void whatAShellExportsDoesNotReachIt() throws Exception {
    Map<String, String> exported = Map.of("CDPATH", ".:" + folder, "GLOBIGNORE", "*", "SHELLOPTS", "noclobber:noglob",
        "BASHOPTS", "nullglob:failglob", "BASH_FUNC_cd%%", "() { builtin cd \"$@\" && pwd; }",
        "BASH_FUNC_dirname%%", "() { echo elsewhere; }", "KAFKA_BOOTSTRAP_SERVERS", "localhost:1");
    Files.writeString(Files.createDirectories(project.resolve("target")).resolve("lab.built"), "of an older version");
    assertThat(run("scripts/lab list", exported)).contains("java @").endsWith(" kafkalab.cli.Lab list\nexit code 0");
    assertThat(run("scripts/lab list", exported)).startsWith("java @").endsWith("exit code 0");
    assertThat(run("scripts/create-topics.sh", exported)).startsWith("java @")
        .endsWith(" kafkalab.cli.Lab topics\nexit code 0");
    try (Stream<Path> scripts = Files.list(project.resolve("scripts"))) {
      assertThat(scripts.map(file -> file.getFileName().toString())).containsOnly("lab", "create-topics.sh");
    }
  }

  @Test
  void sourcesAreBuiltAgainIfTheirContentHasChanged() throws Exception {
    Path source = project.resolve("src/main/Some.java");
    run("scripts/lab list");
    FileTime future = FileTime.from(Instant.now().plus(Duration.ofHours(6)));
    Files.setLastModifiedTime(project.resolve("pom.xml"), future);
    Files.setLastModifiedTime(source, future);
    Files.writeString(project.resolve("src/main/.Some.java.swp"), "open in an editor");
    assertThat(run("scripts/lab list")).startsWith("java @");

    Files.writeString(source, "class Some { int changed; }");
    Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
    assertThat(run("scripts/lab list")).startsWith("Sources have changed: compiling ...\njava @");
    Files.delete(source);
    assertThat(run("scripts/lab list")).startsWith("Sources have changed: compiling ...\njava @");
    Files.writeString(project.resolve("pom.xml"), "<project></project>");
    assertThat(run("scripts/lab list")).startsWith("Building Kafka Lab");
    assertThat(run("scripts/lab list")).startsWith("java @");
  }

  @Test
  void whatChangesDuringABuildIsBuiltNextTime() throws Exception {
    Map<String, String> editing = Map.of("WHILE_BUILDING", "echo '// more' >>\"$root/src/main/Some.java\"");
    run("scripts/lab list", editing);
    assertThat(run("scripts/lab list")).startsWith("Sources have changed: compiling ...\njava @");
    assertThat(run("scripts/lab list")).startsWith("java @");
  }

  /** The next file that a program opens gets the number of a closed stream: it would be read as what somebody types. */
  @Test
  void aClosedStreamIsNoFile() throws Exception {
    run("scripts/lab list");
    String streams = "for i in 0 1 2; do [ -e /dev/fd/$i ] && echo open >>streams; done; cat >>streams";
    run("scripts/lab list <&- >&- 2>&-", Map.of("THEN", streams));
    assertThat(project.resolve("streams")).hasContent("open\nopen\nopen\n");
    assertThat(run("scripts/lab list >&-", Map.of("THEN", "echo shown >&1 || echo 'cannot be shown' >&2")))
        .contains("cannot be shown").doesNotContain("shown\nshown");
  }

  /** Whoever was killed while it made the lock, or before it could take it away. */
  @ParameterizedTest
  @ValueSource(strings = {"mkdir .lab/build.lock", "touch .lab/build.lock", "bash -c 'echo $$ >.lab/build.lock'"})
  void aLockThatWasLeftBehindHoldsNobodyUp(String leave) throws Exception {
    assertThat(run("mkdir .lab && " + leave + " && scripts/lab list")).contains("java @").endsWith("exit code 0");
    assertThat(project.resolve(".lab/build.lock")).doesNotExist();
  }

  @Test
  void oneBuildsAndTheOthersWaitForIt() throws Exception {
    Map<String, String> slowly = Map.of("WHILE_BUILDING", "sleep 1; echo built >>\"$root/builds\"");
    assertThat(run("for i in 1 2 3; do scripts/lab list & done; wait", slowly).split("java @", -1)).hasSize(4);
    assertThat(project.resolve("builds")).hasContent("built\n");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalStopsTheBuildTooAndNothingIsSaidOfAFailure(String signal, int exitCode) throws Exception {
    // a shell cannot catch a signal that was ignored when it was started, as HUP is under nohup
    Assumptions.assumeTrue(run("trap 'echo caught' " + signal + "; kill -" + signal + " $$").contains("caught"),
        "the tests were started with SIG" + signal + " ignored");
    String build = "echo $$ >\"$root/maven\"; kill -" + signal + " $PPID; exec sleep 60";
    // a child in the background of a shell without job control would ignore SIGINT
    assertThat(run("exec scripts/lab list", Map.of("WHILE_BUILDING", build)))
        .startsWith("Building Kafka Lab").doesNotContain("failed", "java @").endsWith("\nexit code " + exitCode);
    assertThat(project.resolve(".lab/build.lock")).doesNotExist();
    assertThat(run("kill -0 $(cat maven)")).endsWith("exit code 1");
    assertThat(run("scripts/lab list")).contains("java @");
  }

  @Test
  void otherLettersThanAsciiInThePathAreReadInAnyLocale() throws Exception {
    // the name as bytes, for this JVM's own locale may have no such letter
    String copy = "copy=../$(printf 'm\\303\\274ller') && mkdir $copy && cp -R scripts src pom.xml $copy";
    assertThat(run(copy + " && $copy/scripts/lab list", Map.of("LC_ALL", "POSIX", "THEN", "locale charmap")))
        .endsWith("UTF-8\nexit code 0");
    assertThat(run("scripts/lab list", Map.of("LC_ALL", "POSIX", "THEN", "echo $LC_ALL")))
        .endsWith("POSIX\nexit code 0");
  }

  @Test
  void aColonInThePathIsRefused() throws Exception {
    assertThat(run("mkdir ../a:b && cp -R . ../a:b && ../a:b/scripts/lab list"))
        .startsWith("Error: java cannot load classes from a folder with a colon in its path, ").contains("/a:b; move")
        .endsWith("exit code 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void whatTheUserAsksOfEachJvmHasOptionsOfItsOwn(String variable) throws Exception {
    run("scripts/lab list");
    Map<String, String> asked = Map.of(variable, "-XX:+UseG1GC");
    assertThat(run("scripts/lab list", asked)).startsWith("Preparing quick starts");
    assertThat(run("scripts/lab list", asked)).startsWith("java @");
    assertThat(run("scripts/lab list", Map.of(variable, "-Duser.language=ar"))).startsWith("java @");
    assertThat(run("scripts/lab list")).startsWith("java @");
  }
}
