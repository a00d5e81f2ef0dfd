package kafkalab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pictures of the pages: drawn by their script, and shown. */
class PicturesTest {

  private static final Path FOLDER = Path.of("docs", "pictures");

  @Test
  void thePicturesAreWhatTheScriptDraws() throws IOException, InterruptedException {
    Process check = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        FOLDER.resolve("Draw.java").toString(), "--check").redirectErrorStream(true).start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(output).isZero();
  }

  @Test
  void everyPictureStandsOnAPageAndHasDarkColoursAndATitle() throws IOException {
    String pages;
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      pages = files.filter(file -> file.toString().endsWith(".md")).map(PicturesTest::text)
          .collect(Collectors.joining());
    }
    for (Path picture : pictures()) {
      assertThat(pages).as("the pages").contains("](pictures/" + picture.getFileName() + ")");
      assertThat(text(picture)).as("%s", picture).contains("prefers-color-scheme: dark").containsPattern(
          "<title>.{20,}</title>");
    }
  }

  private static List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> pictures = files.filter(file -> file.toString().endsWith(".svg")).sorted().toList();
      assertThat(pictures).hasSizeGreaterThan(5);
      return pictures;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
