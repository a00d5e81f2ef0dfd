package kafkalab.support;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the commands in messages as they are typed on this system. */
public final class ShellSyntax {

  /** System property with the launcher's name, where it has another one than {@code scripts/lab}. */
  public static final String PROPERTY = "kafkalab.launcher";

  private static final Pattern LAUNCHER = Pattern.compile("\\bscripts/lab\\b(?![./])");

  /** What a shell takes as it is; anything else is put in quotes. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./:,@%+=-]*");

  private ShellSyntax() {}

  /** The command that sets an environment variable in this system's shell. */
  public static String variable(String name, String value) {
    if (System.getProperty(PROPERTY) != null) {
      return "set " + name + "=" + value;
    }
    return "export " + name + "=" + (PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'");
  }

  /** The command that kills a process at once. */
  public static String kill(long process) {
    return (System.getProperty(PROPERTY) == null ? "kill -9 " : "taskkill /F /PID ") + process;
  }

  /** A text whose commands can be copied: Windows takes no slash in the name of a program. */
  public static String commands(String text) {
    String launcher = System.getProperty(PROPERTY);
    return launcher == null ? text : LAUNCHER.matcher(text).replaceAll(Matcher.quoteReplacement(launcher));
  }
}
