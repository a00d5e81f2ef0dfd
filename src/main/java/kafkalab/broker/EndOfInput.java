package kafkalab.broker;

import java.io.IOException;
import kafkalab.base.DaemonThreads;

/** The end of standard input, which says that the program that has started this one is gone, in whatever way. */
final class EndOfInput {

  private EndOfInput() {}

  /** Ends this process then. */
  static void exitThen() {
    DaemonThreads.start("input", () -> {
      try {
        while (System.in.read() != -1) {
          // nothing is said that way
        }
      } catch (IOException e) {
        // gone as well
      }
      System.exit(0);
    });
  }
}
