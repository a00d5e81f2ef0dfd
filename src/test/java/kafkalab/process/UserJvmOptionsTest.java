package kafkalab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of two options that do not go together, the user's is taken. */
class UserJvmOptionsTest {

  private static final List<String> OURS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
      "-Xlog:disable", "-XX:ArchiveRelocationMode=0", "-Dsun.misc.unsafe.memory.access=allow");

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseG1GC, -XX:+UseSerialGC",
    "-XX:-UseSerialGC, -XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=4, -XX:TieredStopAtLevel=1",
    "-XX:-TieredCompilation, -XX:TieredStopAtLevel=1",
    "-Xint, -XX:TieredStopAtLevel=1",
    "-Xlog:gc, -Xlog:disable",
    "-verbose:class, -Xlog:disable",
    "-Dsun.misc.unsafe.memory.access=deny, -Dsun.misc.unsafe.memory.access=allow",
  })
  void isLeftOut(String users, String left) {
    assertThat(new UserJvmOptions(List.of(users)).without(OURS)).containsExactlyElementsOf(
        OURS.stream().filter(our -> !our.equals(left)).toList());
  }

  @ParameterizedTest
  @CsvSource({"-Xshare:off", "-XX:SharedArchiveFile=a.jsa", "-XX:AOTCache=a.aot", "-XX:-UseSharedSpaces"})
  void noArchiveBesidesTheUsers(String users) {
    assertThat(new UserJvmOptions(List.of(users)).without(OURS))
        .doesNotContain("-Xshare:auto", "-XX:ArchiveRelocationMode=0").hasSize(OURS.size() - 2);
  }

  @Test
  void whatGoesTogetherStays() {
    assertThat(new UserJvmOptions(List.of("-Xmx512m", "-Dfile.encoding=UTF-8", "-Duser.language=ar", "-ea"))
        .without(OURS)).isEqualTo(OURS);
  }
}
