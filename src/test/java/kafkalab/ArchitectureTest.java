package kafkalab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafkalab.common.LabConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. */
class ArchitectureTest {

  private static final String[] LESSONS = {"kafkalab.producer..", "kafkalab.consumer.."};

  /** The program's classes, without the tests'. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importUrl(LabConfig.class.getProtectionDomain().getCodeSource().getLocation());

  /** Each room, with the rooms below it that it may use; never the other way round. */
  private static final Map<String, Set<String>> STOREYS = storeys();

  private static Map<String, Set<String>> storeys() {
    Map<String, Set<String>> storeys = new TreeMap<>();
    storeys.put("base", Set.of());
    storeys.put("support", Set.of("base"));
    storeys.put("terminal", Set.of("base", "support"));
    storeys.put("catalog", Set.of("base", "support"));
    storeys.put("cluster", Set.of("base", "support", "terminal"));
    storeys.put("secured", Set.of("base", "support"));
    storeys.put("broker", Set.of("base", "support", "terminal", "settings", "secured"));
    storeys.put("process", Set.of("base", "support"));
    storeys.put("settings", Set.of("base", "support"));
    storeys.put("watch", Set.of("base", "support", "cluster"));
    storeys.put("common", Set.of("base", "support", "settings", "cluster", "watch"));
    storeys.put("experiment", Set.of("base", "support", "cluster", "common"));
    storeys.put("producer", Set.of("common", "experiment"));
    storeys.put("consumer", Set.of("common", "experiment"));
    Set<String> belowFeatures =
        Set.of("base", "support", "terminal", "catalog", "settings", "cluster", "broker", "process", "common");
    Set<String> features =
        Set.of("guide", "run", "tour", "copy", "doctor", "admin", "kafkatools", "localcluster", "board");
    features.forEach(feature -> storeys.put(feature, belowFeatures));
    Set<String> belowCli = new TreeSet<>(belowFeatures);
    belowCli.addAll(features);
    storeys.put("cli", belowCli);
    return storeys;
  }

  static Stream<String> rooms() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("src/main/java/kafkalab"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomUsesOnlyWhatIsBelowIt(String room) {
    assertThat(STOREYS).as("the rooms and what each may use").containsKey(room);
    String[] others = STOREYS.keySet().stream().filter(other -> !other.equals(room))
        .filter(other -> !STOREYS.get(room).contains(other)).map(other -> "kafkalab." + other + "..")
        .toArray(String[]::new);
    noClasses().that().resideInAPackage("kafkalab." + room + "..")
        .should().dependOnClassesThat().resideInAnyPackage(others)
        .check(CLASSES);
  }

  /** So there is none between classes of different packages either: these would be a cycle of their packages. */
  @Test
  void noCycleBetweenPackages() {
    slices().matching("kafkalab.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingUsesTheCommands() {
    noClasses().that().resideOutsideOfPackage("kafkalab.cli..")
        .should().dependOnClassesThat().resideInAPackage("kafkalab.cli..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "tour", "copy", "doctor", "admin", "guide", "kafkatools", "localcluster",
      "board"})
  void aFeatureReadsNoOptions(String feature) {
    noClasses().that().resideInAPackage("kafkalab." + feature + "..")
        .should().dependOnClassesThat().resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void aLessonStandsAlone() {
    classes().that().resideInAnyPackage(LESSONS).should(knowNoOtherLesson()).check(CLASSES);
  }

  @Test
  void lessonsAndWhatTheyNameUseKafkasPublicInterfaceOnly() {
    classes().that().resideInAnyPackage("kafkalab.producer..", "kafkalab.consumer..", "kafkalab.common..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("kafkalab..", "com.fasterxml.jackson..", "org.apache.avro..", "java..",
            "org.apache.kafka.clients.admin", "org.apache.kafka.clients.consumer", "org.apache.kafka.clients.producer",
            "org.apache.kafka.common", "org.apache.kafka.common.config", "org.apache.kafka.common.errors",
            "org.apache.kafka.common.header",
            "org.apache.kafka.common.serialization")
        .check(CLASSES);
  }

  @Test
  void textIsFormattedAlikeInEveryCountry() {
    noClasses()
        .should().callMethod(String.class, "format", String.class, Object[].class)
        .orShould().callMethod(String.class, "formatted", Object[].class)
        .orShould().callMethod(String.class, "toLowerCase")
        .orShould().callMethod(String.class, "toUpperCase")
        .orShould().callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould().callMethod(PrintStream.class, "format", String.class, Object[].class)
        .check(CLASSES);
  }

  /** Waiting for what comes later, and taking off what is around its failure, is done by support. A lesson shows it. */
  @Test
  void nobodyElseUnwrapsAnExecutionException() {
    noClasses().that().resideOutsideOfPackages("kafkalab.support..", "kafkalab.producer..")
        .should().callMethod(ExecutionException.class, "getCause")
        .check(CLASSES);
  }

  @Test
  void standardErrorIsForSupportAlone() {
    noClasses().that().resideOutsideOfPackage("kafkalab.support..")
        .should().accessField(System.class, "err")
        .orShould().callMethod(System.class, "setErr", PrintStream.class)
        .orShould().callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({"kafkalab.producer, Producer", "kafkalab.consumer, Consumer"})
  void aLessonIsANumberedProgramWithoutABaseClass(String folder, String name) {
    classes().that().resideInAPackage(folder + "..").and().areTopLevelClasses()
        .should().haveNameMatching(Pattern.quote(folder + "." + name) + "\\d\\d[A-Z][A-Za-z]*")
        .andShould(haveAMain())
        .andShould(extendNothing())
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> knowNoOtherLesson() {
    return new ArchCondition<>("know no other lesson") {
      @Override
      public void check(JavaClass lesson, ConditionEvents events) {
        for (Dependency dependency : lesson.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          boolean isLesson = Set.of("kafkalab.producer", "kafkalab.consumer").contains(target.getPackageName());
          events.add(new SimpleConditionEvent(lesson, !isLesson || file(target).equals(file(lesson)),
              dependency.getDescription()));
        }
      }
    };
  }

  /** The name of the top-level class, which is the file's. */
  private static String file(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static ArchCondition<JavaClass> haveAMain() {
    return new ArchCondition<>("have a public static void main(String[])") {
      @Override
      public void check(JavaClass program, ConditionEvents events) {
        boolean found = program.tryGetMethod("main", String[].class)
            .filter(main -> main.getModifiers().containsAll(Set.of(JavaModifier.PUBLIC, JavaModifier.STATIC)))
            .map(JavaMethod::getRawReturnType).filter(type -> type.isEquivalentTo(void.class)).isPresent();
        events.add(new SimpleConditionEvent(program, found,
            program.getName() + (found ? " has a" : " has no") + " public static void main(String[])"));
      }
    };
  }

  private static ArchCondition<JavaClass> extendNothing() {
    return new ArchCondition<>("extend and implement nothing") {
      @Override
      public void check(JavaClass program, ConditionEvents events) {
        boolean nothing = program.getRawSuperclass().filter(type -> type.isEquivalentTo(Object.class)).isPresent()
            && program.getRawInterfaces().isEmpty();
        events.add(new SimpleConditionEvent(program, nothing,
            program.getName() + (nothing ? " extends nothing" : " extends or implements something")));
      }
    };
  }
}
