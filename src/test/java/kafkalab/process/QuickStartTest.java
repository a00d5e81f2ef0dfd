package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The options' file is read by java as it was meant, whatever stands in a path. */
class QuickStartTest {

  @Test
  void aBackslashIsDoubledWhereverItsByteStands() {
    // a usual name in Taiwan, U+8A31; in Big5 its second byte is a backslash
    assertThat(QuickStart.line("C:\\\u8a31\\a b", Charset.forName("Big5"))).isEqualTo(
        ("\"C:\\\\\u00b3\\\\\\\\a b\"" + System.lineSeparator()).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Shows what it was given. */
  public static final class Mirror {
    public static void main(String[] args) {
      System.out.println(System.getProperty("mirror"));
    }
  }

  @Test
  void javaReadsWhatWasWritten(@TempDir Path folder) throws Exception {
    String value = "C:\\Program Files (x86)\\new\\text & 'it' %PATH% #1!";
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (String option : List.of("-XX:TieredStopAtLevel=1", "-Dmirror=" + value)) {
      lines.writeBytes(QuickStart.line(option, StandardCharsets.US_ASCII));
    }
    Path file = Files.write(folder.resolve("the options"), lines.toByteArray());
    Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + file,
        "-cp", System.getProperty("java.class.path"), Mirror.class.getName()).start();
    try (InputStream out = java.getInputStream()) {
      assertThat(new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip()).isEqualTo(value);
    }
  }
}
