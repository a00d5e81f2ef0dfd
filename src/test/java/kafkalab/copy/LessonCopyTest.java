package kafkalab.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import kafkalab.catalog.Lesson;
import kafkalab.settings.LabSettings;
import kafkalab.settings.Sources;
import kafkalab.support.LabException;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A copied lesson reads as if it had been written without the lab; and nothing is overwritten by it. */
class LessonCopyTest {

  /** The first one's proxy and the last one's watch are the lab's; the second is about what to read, not a loop. */
  private static final List<String> NEEDING_THE_LAB = List.of("producer07", "consumer09", "consumer10");
  private static final int MOST_CODE_LINES = 105;
  private static final int TWO_SCREENS = 119;
  private static final int WIDEST_LINE = 90;
  private static final LabSettings SETTINGS = new Sources().settings();

  @TempDir
  private Path folder;

  static Stream<Named<Lesson>> lessons() {
    return Lesson.all().stream().filter(lesson -> !NEEDING_THE_LAB.contains(lesson.shortName()))
        .map(lesson -> Named.of(lesson.name(), lesson));
  }

  @ParameterizedTest
  @FieldSource("NEEDING_THE_LAB")
  void aLessonThatNeedsTheLabIsRefusedInOneLine(String lesson) {
    assertThatThrownBy(() -> copy(Lesson.named(lesson))).isInstanceOf(LabException.class)
        .hasMessageMatching("this lesson cannot be copied yet: it calls .* in a way that has no plain counterpart\\.");
  }

  private static Map<String, String> copy(Lesson lesson) {
    return LessonCopy.files(lesson, SETTINGS);
  }

  private static String program(Lesson lesson) {
    return copy(lesson).get("src/main/java/" + lesson.name() + ".java");
  }

  private static String withoutComments(String java) {
    return java.replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void itCompilesWithoutTheLabAndWithoutAWarning(Lesson lesson) throws IOException {
    assertThat(CopiedProject.compile(copy(lesson), folder)).isEmpty();
    assertThat(folder.resolve(lesson.name() + ".class")).exists();
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void nothingInItSpeaksOfTheLab(Lesson lesson) {
    copy(lesson).forEach((file, text) -> assertThat(text.replace(lesson.name(), "").replace(lesson.shortName(), ""))
        .as(file).doesNotContainIgnoringCase("kafkalab").doesNotContainIgnoringCase("kafka lab")
        .doesNotContainPattern("LAB_|\\b[Ll]ab\\b|\\b(Producer|Consumer)\\d\\d"));
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void itFitsAProjector(Lesson lesson) {
    String program = program(lesson);
    assertThat(withoutComments(program).lines().filter(line -> !line.isBlank() && !line.startsWith("import ")))
        .hasSizeLessThanOrEqualTo(lesson.name().equals("Consumer14Workers") ? TWO_SCREENS : MOST_CODE_LINES);
    assertThat(program.lines()).allSatisfy(line ->
        assertThat(line).hasSizeLessThanOrEqualTo(WIDEST_LINE).matches("[ -~]*").doesNotEndWith(" "));
    assertThat(program).doesNotContain("\n\n\n", "{\n\n\n", "\n\n}");
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void itImportsWhatItUsesInOrder(Lesson lesson) {
    String program = program(lesson);
    String code = withoutComments(program).replaceAll("(?m)^import .*\n", "");
    List<String> imports = Pattern.compile("(?m)^import ([\\w.]+);").matcher(program).results()
        .map(line -> line.group(1)).toList();
    assertThat(imports).hasSizeGreaterThan(5).isSorted().doesNotHaveDuplicates().allSatisfy(type ->
        assertThat(code).containsPattern("\\b" + type.substring(type.lastIndexOf('.') + 1) + "\\b"));
  }

  /** The compiler does not see that one is missing. */
  @ParameterizedTest
  @MethodSource("lessons")
  void itsFormatsHaveAllTheirArguments(Lesson lesson) {
    String program = withoutComments(program(lesson));
    Pattern.compile("printf\\(").matcher(program).results().forEach(call -> {
      List<String> arguments = SourceCall.at(program, call.start(), call.end()).arguments();
      assertThat(Pattern.compile("%[sd.]").matcher(arguments.get(0)).results().count()).as(arguments.get(0))
          .isEqualTo(arguments.size() - 1);
    });
  }

  /** What a line of the lesson explains is still there, but for what is said of the lab. */
  @ParameterizedTest
  @MethodSource("lessons")
  void itKeepsTheCommentsAndTheStepsOfTheLesson(Lesson lesson) throws IOException {
    List<String> comments = Files.readString(Path.of(lesson.source())).lines().map(String::strip)
        .filter(line -> line.startsWith("// ")).toList();
    assertThat(comments).hasSizeGreaterThan(8);
    assertThat(program(lesson).lines().map(String::strip)).containsSubsequence(comments);
    assertThat(program(lesson)).contains("<b>Watch:</b>", "Run it: {@code mvn").doesNotContain("<b>Try:</b>");
  }

  @Test
  void addressTopicAndGroupAreItsConstants() {
    assertThat(program(Lesson.named("c3"))).contains(
        "String bootstrapServers = args.length > 0 ? args[0] : \"" + SETTINGS.bootstrapServers() + "\";",
        "String topic = \"" + SETTINGS.topic("ak03.fourpartition") + "\";",
        "String group = \"" + SETTINGS.group("consumer03") + "\";");
  }

  @ParameterizedTest
  @MethodSource("lessons")
  void itsPomHasTheLabsVersionsAndWhatItNeeds(Lesson lesson)
      throws IOException, ParserConfigurationException, SAXException {
    Document pom = xml(copy(lesson).get("pom.xml"));
    Document ours = xml(Files.readString(Path.of("pom.xml")));
    assertThat(text(pom, "exec.mainClass")).isEqualTo(lesson.name());
    List<String> artifacts = texts(pom, "artifactId");
    List<String> versions = texts(pom, "version");
    assertThat(artifacts).contains(lesson.shortName(), "kafka-clients", "slf4j-simple", "exec-maven-plugin");
    assertThat(artifacts.contains("jackson-datatype-jsr310")).isEqualTo(program(lesson).contains("JsonSerializer"));
    assertThat(versions).hasSameSizeAs(artifacts).doesNotContain("").noneMatch(version -> version.contains("@"));
    assertThat(versions.get(artifacts.indexOf("kafka-clients"))).isEqualTo(text(ours, "kafka.version"));
    assertThat(text(pom, "maven.compiler.release")).isEqualTo(text(ours, "maven.compiler.release"));
  }

  private static Document xml(String text) throws IOException, ParserConfigurationException, SAXException {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
  }

  private static List<String> texts(Document xml, String element) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < xml.getElementsByTagName(element).getLength(); i++) {
      texts.add(xml.getElementsByTagName(element).item(i).getTextContent());
    }
    return texts;
  }

  private static String text(Document xml, String element) {
    return texts(xml, element).get(0);
  }

  @Test
  void theClassesOfItsRecordsLieBesideIt() {
    assertThat(copy(Lesson.named("p4"))).containsKeys("src/main/java/Employee.java",
        "src/main/java/JsonSerializer.java");
    assertThat(copy(Lesson.named("p3")).keySet()).containsExactly("pom.xml", "src/main/java/Producer03Async.java",
        "src/main/resources/simplelogger.properties");
  }

  /** As of a variable that is not set: it would be the current folder. */
  @Test
  void anEmptyNameOfAFolderIsRefused() {
    assertThatThrownBy(() -> LessonCopy.make(Lesson.named("p2"), "", SETTINGS)).isInstanceOf(LabException.class)
        .hasMessage("the name of FOLDER is empty: name a new or an empty folder.");
  }

  @Test
  void aFolderThatIsNotEmptyStaysAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("pom.xml"), "mine");
    assertRefused(folder.toString(), "is not empty, and nothing is overwritten; name a new folder.");
    assertThat(file).hasContent("mine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "mine");
    assertRefused(file.toString(), "is or lies in a file; name a new folder.");
    assertRefused(file.resolve("b").toString(), "cannot be written (FileSystemException: ");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    assertRefused("a\0b", "cannot be written (InvalidPathException: ");
  }

  /** As on a disk that gets full: what is written by then would be in the way of the next attempt. */
  @Test
  void ofACopyThatFailsNothingIsLeft() throws IOException {
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", "<project/>");
    files.put("src/main/java/A.java", "class A {}");
    files.put("pom.xml/no folder", "text");
    for (Path project : List.of(mine, folder.resolve("a/new one"))) {
      assertThatThrownBy(() -> LessonCopy.write(files, project.toString())).isInstanceOf(LabException.class);
    }
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left).containsExactlyInAnyOrder(folder, mine);
    }
  }

  /** It is not what the copy has made. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a link needs a permission there")
  void aLinkThatLeadsNowhereStays() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nothing"));
    assertThatThrownBy(() -> LessonCopy.make(Lesson.named("c3"), link.toString(), SETTINGS))
        .isInstanceOf(LabException.class);
    assertThat(Files.isSymbolicLink(link)).isTrue();
  }

  @Test
  void aFolderWithoutPermissionIsNamed() throws IOException {
    assumeTrue(folder.toFile().setWritable(false) && !Files.isWritable(folder), "this user may write everywhere");
    assertRefused(folder.toString(), "cannot be written (AccessDeniedException: ");
    assertThat(folder.toFile().setWritable(true)).isTrue();
  }

  private static void assertRefused(String folder, String why) {
    assertThatThrownBy(() -> LessonCopy.make(Lesson.named("c3"), folder, SETTINGS)).isInstanceOfSatisfying(
        LabException.class, error -> assertThat(error.exitCode()).isEqualTo(2))
        .hasMessageStartingWith("folder " + folder + " ").hasMessageContaining(why);
  }
}
