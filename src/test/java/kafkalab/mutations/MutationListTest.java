package kafkalab.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mutations still fit the program, and the page still fits them; {@link MutationsIT} is what tries them. */
class MutationListTest {

  static Stream<Mutation> mutations() {
    return MutationList.all().stream();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void whatIsReplacedStandsInTheFileOnceAndTheTestsAreThere(Mutation mutation) throws IOException {
    assertThat(mutation.mutated()).isNotBlank();
    assertThat(mutation.tests()).allSatisfy(test -> assertThat(TestName.parse(test)).hasToString(test));
  }

  @Test
  void mostAreOfTheLessons() {
    assertThat(MutationList.all().stream().map(Mutation::toString)).doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(40);
    assertThat(MutationList.all().stream().filter(Mutation::isOfALesson)).hasSizeGreaterThanOrEqualTo(25);
  }

  @Test
  void thePageHasARowForEachAndNamesOneOfItsTests() throws IOException {
    List<MutationPage.Row> rows = MutationPage.rows();
    List<Mutation> all = MutationList.all();
    assertThat(rows).as("rows of " + MutationPage.PAGE + ", which mvn -B verify -Pmutations makes").hasSameSizeAs(all);
    assertThat(rows).zipSatisfy(all, (row, mutation) -> {
      assertThat(row).isEqualTo(MutationPage.Row.of(mutation, row.test()));
      assertThat(mutation.tests()).contains(row.test());
    });
  }

  @Test
  void aMutationIsReadAsItIsWritten() {
    assertThat(MutationList.read("# remark\n\n== name\nwhy: reason\nfile: a/B.java\n- x = 1;\n-   y();\n+ x = 2;\n- z\n"
        + "test: T#m\ntest: T#n[2]\n\n\n== other\nwhy: w\nfile: c\n- d\n+ e\ntest: T#m\n")).containsExactly(
        new Mutation("name", "reason", "a/B.java", List.of(new Mutation.Edit("x = 1;\n  y();", "x = 2;"),
            new Mutation.Edit("z", "")), List.of("T#m", "T#n[2]")),
        new Mutation("other", "w", "c", List.of(new Mutation.Edit("d", "e")), List.of("T#m")));
    assertThatIllegalArgumentException().isThrownBy(() -> MutationList.read("== name\nwhy: reason\nfile: f\n- x\n"));
    assertThatIllegalArgumentException().isThrownBy(() -> MutationList.read("== name\nnonsense\n"));
  }

  @Test
  void blanksBetweenWordsMayBeAnyAndTheTextMustBeUnique() {
    String source = "  commit(callback);\n      sent++;\n  commit(callback);\n";
    assertThat(new Mutation.Edit("commit(callback);\nsent++;", "commit();").apply(source))
        .isEqualTo("  commit();\n  commit(callback);\n");
    assertThatIllegalStateException().isThrownBy(() -> new Mutation.Edit("commit(callback);", "").apply(source));
    assertThatIllegalStateException().isThrownBy(() -> new Mutation.Edit("commit(call);", "").apply(source));
  }

  @Test
  void aTestIsNamedByItsClassAndItsMethod() {
    assertThat(TestName.parse("MutationListTest#aTestIsNamedByItsClassAndItsMethod").type())
        .isEqualTo(MutationListTest.class);
    assertThat(TestName.parse("MutationListTest#mostAreOfTheLessons[3]").invocation()).isEqualTo(3);
    assertThatIllegalArgumentException().isThrownBy(() -> TestName.parse("MutationListTest#nothing"));
    assertThatIllegalArgumentException().isThrownBy(() -> TestName.parse("MutationListTest.nothing"));
    assertThatIllegalArgumentException().isThrownBy(() -> TestName.parse("NoSuchTest#nothing"));
  }
}
