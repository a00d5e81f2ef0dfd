package kafkalab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code lab completion} in real shells. */
class CompletionIT {

  /** Looks up the completion of a command as bash does, by its path and then by its name, and asks it. */
  private static final String COMPLETE = """
      complete_line() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
        spec=$(complete -p "$1" 2>/dev/null || complete -p "${1##*/}") || return 1
        function=${spec#*-F }
        "${function%% *}" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
        echo "$*: ${COMPREPLY[*]}"
      }
      """;

  /** A zsh in a terminal of its own, in which somebody types. */
  private static final String TYPE = """
      zmodload zsh/zpty || exit 77
      zpty -b shell zsh -f -i
      zpty -w shell 'source ./init'
      out=
      await() { # the text, 20 s at most
        for i in {1..200}; do
          while zpty -r -t shell chunk; do out+=$chunk; done
          [[ $out == *$1* ]] && return
          sleep 0.1
        done
        print -r -- "$1 does not come: $out"; exit 1
      }
      await 'READ'Y
      """;

  @TempDir
  private Path folder;

  @BeforeEach
  void script() throws IOException, InterruptedException {
    try (ChildJvm lab = Programs.start("kafkalab.cli.Lab", List.of("completion"), Map.of())) {
      assertThat(lab.awaitExit(TestLab.TIMEOUT)).contains(0);
      Files.write(folder.resolve("completion"), lab.lines());
    }
  }

  private static boolean isThere(String shell) throws InterruptedException {
    try {
      return new ProcessBuilder(shell, "-c", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private String run(String shell, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script"), script);
    Path output = folder.resolve("output");
    Process process = new ProcessBuilder(shell, file.toString()).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(shell + " ends").isTrue();
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void bashCompletesCommandsOptionsLessonsAndTopics() throws Exception {
    assumeTrue(isThere("bash") && !OS.WINDOWS.isCurrentOs(), "no bash");
    String output = run("bash", "source ./completion\n" + COMPLETE + """
        complete_line lab do
        complete_line ./lab lis
        complete_line scripts/lab run consumer0
        complete_line /a/folder/scripts/lab run producer05
        complete_line lab topics --recreate ak03.f
        complete_line lab next --r
        complete_line lab list --j
        complete_line lab broker --po
        """);
    assertThat(output.lines()).containsExactly("lab do: doctor", "./lab lis: list",
        "scripts/lab run consumer0: " + Lesson.all().stream().map(Lesson::shortName)
            .filter(name -> name.startsWith("consumer0")).collect(Collectors.joining(" ")),
        "/a/folder/scripts/lab run producer05: producer05",
        "lab topics --recreate ak03.f: ak03.fourpartition ak03.fireandforget",
        "lab next --r: --reset", "lab list --j: --json", "lab broker --po: --port");
  }

  @Test
  void bashKnowsAllCommands() throws Exception {
    assumeTrue(isThere("bash") && !OS.WINDOWS.isCurrentOs(), "no bash");
    String output = run("bash", "source ./completion\n" + COMPLETE + "complete_line lab ''\n");
    assertThat(output.strip().substring("lab : ".length()).split(" ")).containsExactlyInAnyOrderElementsOf(
        Lab.commandLine().getSubcommands().keySet());
  }

  @Test
  void zshCompletesLikewise() throws Exception {
    assumeTrue(isThere("zsh"), "no zsh");
    Files.writeString(folder.resolve("init"), """
        PS1='%% '
        autoload -U +X compinit && compinit -u -D
        autoload -U +X bashcompinit && bashcompinit
        source ./completion
        echo READ''Y
        """);
    Path scripts = Files.createDirectories(folder.resolve("scripts"));
    Path lab = Files.writeString(scripts.resolve("lab"), "#!/bin/sh\necho \"GOT <$0 $*>\"\n");
    assertThat(lab.toFile().setExecutable(true)).isTrue();
    Files.copy(lab, folder.resolve("lab"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    String output = run("zsh", TYPE + """
        zpty -n -w shell $'scripts/lab run producer0\\t3\\n'; await '<scripts/lab run producer03>'
        zpty -n -w shell $'./lab doc\\t\\n'; await '<./lab doctor>'
        zpty -n -w shell $'PATH=.:$PATH\\n'
        zpty -n -w shell $'lab topics --recreate ak03.j\\t\\n'; await 'lab topics --recreate ak03.json>'
        zpty -n -w shell $'scripts/lab ru\\tconsumer07\\n'; await '<scripts/lab run consumer07>'
        zpty -d shell
        print ALL CAME
        """);
    assumeTrue(!output.contains("zsh/zpty"), "no zsh/zpty");
    assertThat(output).endsWith("ALL CAME\n");
  }
}
