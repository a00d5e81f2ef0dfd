package kafkalab.kafkatools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafkalab.support.ErrorOutput;
import kafkalab.support.ExitCode;

/**
 * What a tool of Kafka's prints. Its stream keeps to itself that it cannot be written, and most tools do not ask: with
 * a full disk they would end as if all were there.
 */
final class ToolOutput {

  /** Of a file's mode in Unix: its type, and what a pipe and a socket have there. */
  private static final int TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private ToolOutput() {}

  /** The exit code of a tool that ends with this one: another one, and a line, if its output is lost. */
  static int exitCode(int code) {
    if (code != 0 || !System.out.checkError() || hasReader()) {
      return code;
    }
    ErrorOutput.print("Error: standard output cannot be written: it is closed, or the disk is full.");
    return ExitCode.FAILED;
  }

  /** Whoever reads from a pipe may stop when they have seen enough, as {@code head} does. */
  private static boolean hasReader() {
    try {
      int type = (Integer) Files.getAttribute(Path.of("/dev/stdout"), "unix:mode") & TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException | UnsupportedOperationException e) { // Windows has no such thing
      return true;
    }
  }
}
