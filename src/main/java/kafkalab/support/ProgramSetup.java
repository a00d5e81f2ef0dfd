package kafkalab.support;

/**
 * What runs beside a program of the lab, without a line in the program's own text. {@code LabConfig.load} starts it,
 * and nothing else does:
 *
 * <ol>
 *   <li>a program whose output nobody reads any more ends ({@link StandardOutput});
 *   <li>Kafka's log on standard error is made readable ({@link LogFilter});
 *   <li>an exception that leaves {@code main} is shown as one line, with its exit code ({@link Failure});
 *   <li>if the launcher has started the program, its commands are read from standard input ({@link LauncherCommands}).
 * </ol>
 */
public final class ProgramSetup {

  private ProgramSetup() {}

  /** Sets all of it up, for the thread that calls this, which is the program's main thread; more calls do nothing. */
  public static void start() {
    StandardOutput.install();
    LogFilter.install();
    Failure.showInOneLine();
    LauncherCommands.listen();
  }
}
