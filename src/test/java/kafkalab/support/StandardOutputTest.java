package kafkalab.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is printed arrives at once, in order and letter by letter, however a program ends. */
class StandardOutputTest {

  private static final int LINES = 20_000;

  /** A program that prints many lines, and ends in the way that its argument says. */
  public static final class Program {
    public static void main(String[] args) throws InterruptedException {
      ProgramSetup.start();
      for (int i = 0; i < LINES; i++) {
        System.out.println("line " + i);
        if (i % 1_000 == 0) {
          System.err.println("error " + i);
        }
      }
      switch (args[0]) {
        case "returns" -> { }
        case "throws" -> throw new IllegalStateException("the end");
        case "exits" -> System.exit(3);
        default -> Thread.currentThread().join(); // until it is stopped
      }
    }
  }

  private static Process start(String end) throws IOException {
    return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        Program.class.getName(), end).redirectErrorStream(true).start();
  }

  private static List<String> expected() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      lines.add("line " + i);
      if (i % 1_000 == 0) {
        lines.add("error " + i);
      }
    }
    return lines;
  }

  private static List<String> read(BufferedReader from, long most) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = ""; lines.size() < most && line != null; ) {
      line = from.readLine();
      if (line != null) {
        lines.add(line);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"returns", "throws", "exits"})
  @Timeout(60)
  void allLinesArriveInOrderWithThoseOfTheErrors(String end) throws Exception {
    Process program = start(end);
    List<String> lines;
    try (BufferedReader reader = program.inputReader()) {
      lines = read(reader, Long.MAX_VALUE);
    }
    List<String> expected = expected();
    assertThat(lines.subList(0, expected.size())).isEqualTo(expected);
    assertThat(program.waitFor()).isEqualTo(switch (end) {
      case "returns" -> 0;
      case "throws" -> ExitCode.FAILED;
      default -> 3;
    });
    assertThat(lines.subList(expected.size(), lines.size())).hasSize(end.equals("throws") ? 1 : 0)
        .allMatch(line -> line.startsWith("Error: unexpected IllegalStateException: the end"));
  }

  /** A consumer that has committed a record has shown it: no line waits for others. */
  @Test
  @Timeout(60)
  void theLastLinesOfAProgramThatIsSilentNowArrive() throws Exception {
    Process program = start("waits");
    try (BufferedReader reader = program.inputReader()) {
      List<String> expected = expected();
      assertThat(read(reader, expected.size())).isEqualTo(expected);
    } finally {
      program.destroyForcibly();
    }
  }

  /** Prints for ever, and says by a file that it goes on after a line; its argument says whether it is needed. */
  public static final class Endless {
    public static void main(String[] args) throws IOException {
      ProgramSetup.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        while (true) {
          Thread.onSpinWait(); // as a hook that waits for the main thread
        }
      }));
      if (args[0].equals("needed")) {
        StandardOutput.goOnWithoutReader();
      } else if (args[0].equals("cleaning")) {
        ProcessExit.cleanUp(() -> ErrorOutput.print("cleaned up"));
      }
      for (int i = 0; !args[0].equals("needed") || i < LINES; i++) {
        System.out.println("line " + i);
      }
      ErrorOutput.print("goes on");
      Runtime.getRuntime().halt(5);
    }
  }

  /** Prints until it is stopped, and then ends in an orderly way, as a lesson does. */
  public static final class Stoppable {
    private static volatile boolean stopped;

    public static void main(String[] args) {
      ProgramSetup.start();
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        stopped = true;
        try {
          main.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }));
      while (!stopped) {
        System.out.println("line");
      }
      System.out.println("closed");
      ErrorOutput.print("ended in order");
    }
  }

  /** Ctrl-C ends {@code tee} as well, which reads the lines: the program is to end as it does without. */
  @Test
  @Timeout(60)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void aStopThatEndsTheReaderTooIsAStop(@TempDir Path folder) throws Exception {
    Path errors = folder.resolve("errors");
    Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        Stoppable.class.getName()).redirectError(errors.toFile()).start();
    try {
      assertThat(read(program.inputReader(), 3)).containsOnly("line");
      program.toHandle().destroy();
      program.inputReader().close();
      assertThat(program.waitFor()).isEqualTo(143);
      assertThat(Files.readAllLines(errors)).containsExactly("ended in order");
    } finally {
      program.destroyForcibly();
    }
  }

  private static String unread(String kind, Redirect output, Path errors) throws Exception {
    Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
        Endless.class.getName(), kind).redirectOutput(output).redirectError(errors.toFile()).start();
    try {
      if (output == Redirect.PIPE) {
        assertThat(read(program.inputReader(), 3)).containsExactly("line 0", "line 1", "line 2");
        program.inputReader().close();
      }
      return program.waitFor() + " " + String.join("|", Files.readAllLines(errors));
    } finally {
      program.destroyForcibly();
    }
  }

  private static final String GONE = "1 Error: standard output cannot be written: nobody reads it any more, or the disk"
      + " is full. The program ends.";

  @ParameterizedTest
  @CsvSource({"plain, ''", "cleaning, |cleaned up"})
  @Timeout(60)
  void aProgramWhoseOutputNobodyReadsEnds(String kind, String more, @TempDir Path folder) throws Exception {
    assertThat(unread(kind, Redirect.PIPE, folder.resolve("errors"))).isEqualTo(GONE + more);
  }

  @Test
  @Timeout(60)
  @EnabledOnOs(OS.LINUX)
  void aProgramWhoseDiskIsFullEnds(@TempDir Path folder) throws Exception {
    assertThat(unread("plain", Redirect.to(new File("/dev/full")), folder.resolve("errors"))).isEqualTo(GONE);
  }

  @Test
  @Timeout(60)
  void aProgramThatOthersNeedGoesOn(@TempDir Path folder) throws Exception {
    assertThat(unread("needed", Redirect.PIPE, folder.resolve("errors"))).isEqualTo("5 goes on");
  }

  /** A stop in the middle of the lines; what the program printed before is a part of them without a gap. */
  @Test
  @Timeout(60)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void whatWasPrintedBeforeAStopArrives() throws Exception {
    Process program = start("waits");
    try (BufferedReader reader = program.inputReader()) {
      List<String> lines = read(reader, 100);
      program.toHandle().destroy();
      lines.addAll(read(reader, Long.MAX_VALUE));
      assertThat(program.waitFor()).isEqualTo(143);
      assertThat(lines).isEqualTo(expected().subList(0, lines.size()));
    }
  }

  // letter by letter as the JDK's own

  private static byte[] printed(PrintStream out, ByteArrayOutputStream bytes, Consumer<PrintStream> printing) {
    printing.accept(out);
    out.flush();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "US-ASCII", "ISO-8859-1", "Big5", "windows-1252", "UTF-16LE"})
  void theBytesAreThoseOfAPlainPrintStream(String name) {
    Charset charset = Charset.forName(name);
    String large = "x".repeat(70_000);
    Stream<Consumer<PrintStream>> printings = Stream.of(
        out -> out.println("plain"),
        out -> out.println(""),
        out -> out.println((String) null),
        out -> out.println((Object) null),
        out -> out.println("\u738b \u00e9 \ud83d\ude00 \ud83d"),
        out -> out.println(large),
        out -> out.println(large + "\u00e9"),
        out -> IntStream.range(0, 10_000).forEach(i -> out.println("line " + i + (i % 7 == 0 ? "\u738b" : ""))),
        out -> out.print("a"),
        out -> out.printf("%d %s%n", 1, "\u738b"),
        out -> out.println(1),
        out -> out.println('c'),
        out -> out.write('\n'),
        out -> out.append("text").append('\u00e9'),
        out -> out.write(new byte[] {1, 2, 3, -1}, 1, 2));
    printings.forEach(printing -> {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] plain = printed(new PrintStream(bytes, true, charset), bytes, printing);
      ByteArrayOutputStream below = new ByteArrayOutputStream();
      assertThat(printed(new StandardOutput(new PrintStream(below, true, charset), charset), below, printing))
          .isEqualTo(plain);
    });
  }

  @Test
  void aLineGoesOutAtOnce() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = new StandardOutput(new PrintStream(bytes, false, StandardCharsets.UTF_8),
        StandardCharsets.UTF_8);
    out.println("line");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("line" + System.lineSeparator());
    out.print("Go on? ");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("Go on? ");
  }
}
