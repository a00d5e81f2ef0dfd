package kafkalab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.regex.Pattern;
import kafkalab.common.LabConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may know whom. */
class ArchitectureTest {

  private static final String[] LESSONS = {"kafkalab.producer..", "kafkalab.consumer.."};

  /** The program's classes, without the tests'. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter().importUrl(LabConfig.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void aProducerKnowsCommonAndKafkaOnly() {
    classes().that().resideInAPackage("kafkalab.producer..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("kafkalab.producer", "kafkalab.common",
            "org.apache.kafka.clients..", "org.apache.kafka.common..", "java..")
        .check(CLASSES);
  }

  @Test
  void aConsumerKnowsCommonAndKafkaOnly() {
    classes().that().resideInAPackage("kafkalab.consumer..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("kafkalab.consumer", "kafkalab.common",
            "org.apache.kafka.clients..", "org.apache.kafka.common..", "java..")
        .check(CLASSES);
  }

  @Test
  void aLessonStandsAlone() {
    classes().that().resideInAnyPackage(LESSONS).should(knowNoOtherLesson()).check(CLASSES);
  }

  @Test
  void commonKnowsNothingAboveItAndOnlyKafkasClientsAndJackson() {
    classes().that().resideInAPackage("kafkalab.common..")
        .should().onlyDependOnClassesThat().resideInAnyPackage("kafkalab.common",
            "org.apache.kafka.clients..", "org.apache.kafka.common..", "com.fasterxml.jackson..", "java..")
        .check(CLASSES);
  }

  @Test
  void whatIsTaughtIsKafkasPublicInterface() {
    noClasses().that().resideInAnyPackage("kafkalab.producer..", "kafkalab.consumer..", "kafkalab.common..")
        .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..internals..")
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
