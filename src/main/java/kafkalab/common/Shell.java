package kafkalab.common;

import java.io.File;

/** Commands in messages, as they are typed on this system. */
public final class Shell {

  private Shell() {}

  /** A text whose commands can be copied: Windows takes no slash in the name of a program. */
  public static String commands(String text) {
    return commands(text, File.separatorChar == '\\');
  }

  static String commands(String text, boolean windows) {
    return windows ? text.replaceAll("\\bscripts/lab\\b(?!\\.)", "scripts\\\\lab.cmd") : text;
  }
}
