package kafkalab.process;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the user asks of each JVM, by {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS}, {@code _JAVA_OPTIONS} or a
 * file that these name. The lab's own options come later on the command line: they would win, or ask for a second
 * collector.
 */
final class UserJvmOptions {

  /** Options of the lab, each with what a user may ask for in its place. */
  private static final List<Choice> CHOICES = List.of(
      choice("-XX:\\+UseSerialGC", "-XX:[+-]Use\\w+GC|-X(no)?(class|inc)?gc"),
      choice("-XX:TieredStopAtLevel=.*", "-XX:.*(Tiered|CompilationMode|JVMCI|Compiler).*|-X(int|comp|mixed)"),
      choice("-Xlog:.*", "-Xlog.*|-verbose.*|-XX:[+-](Print|Trace).*"),
      choice("-Xshare:.*|-XX:ArchiveRelocationMode=.*",
          "-Xshare.*|-XX:.*(Share|Archive|CDS|AOT).*|-XX:[+-]RequireSharedSpaces"),
      choice("-Dsun\\.misc\\.unsafe\\.memory\\.access=.*",
          "(-D|--)sun[.-]misc[.-]unsafe[.-]memory[.-]access=.*"));

  private final List<String> options;

  UserJvmOptions(List<String> options) {
    this.options = options;
  }

  /** Those of this JVM, which was started without any of the lab's. */
  static UserJvmOptions ofThisJvm() {
    return new UserJvmOptions(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** The lab's options without those in whose place the user asks for something. */
  List<String> without(List<String> ours) {
    return ours.stream().filter(our -> CHOICES.stream().noneMatch(choice -> choice.isMade(our, options))).toList();
  }

  private static Choice choice(String ours, String users) {
    return new Choice(Pattern.compile(ours), Pattern.compile(users));
  }

  private record Choice(Pattern ours, Pattern users) {
    boolean isMade(String our, List<String> options) {
      return ours.matcher(our).matches() && options.stream().anyMatch(option -> users.matcher(option).matches());
    }
  }
}
