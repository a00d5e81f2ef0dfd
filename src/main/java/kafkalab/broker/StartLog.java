package kafkalab.broker;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kafkalab.support.ErrorOutput;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Kafka's log while a broker starts. From its first error on it is kept back: it is shown when the broker serves all
 * the same, and if it does not, one line says why. Kafka may end the process itself: then that line comes before.
 */
final class StartLog extends PrintStream implements AutoCloseable {

  private static final String ERROR = "[ERROR]";

  private final PrintStream before;
  private final List<String> keptBack = new ArrayList<>();

  private StartLog(PrintStream before) {
    super(before, true);
    this.before = before;
  }

  /**
   * Begins, until it is closed.
   *
   * @param failure says why the broker cannot start, by an exception's kind and message
   */
  static StartLog begin(Function<String, BrokerStartException> failure) {
    StartLog log = new StartLog(ErrorOutput.stream());
    ErrorOutput.replace(log);
    Exit.Procedure end = (status, message) -> {
      log.close();
      failure.apply(log.firstException()).report();
      Runtime.getRuntime().halt(BrokerStartException.EXIT_CODE);
    };
    Exit.setExitProcedure(end);
    Exit.setHaltProcedure(end);
    return log;
  }

  @Override
  public void println(String line) {
    keep(line);
  }

  /** A line of an exception. */
  @Override
  public void println(Object line) {
    keep(String.valueOf(line));
  }

  private synchronized void keep(String line) {
    if (keptBack.isEmpty() && !line.startsWith(ERROR)) {
      before.println(line);
    } else {
      keptBack.add(line);
    }
  }

  /** What the first error said that came with an exception, or else the error itself. */
  synchronized String firstException() {
    return keptBack.stream().filter(line -> !line.startsWith("[") && !line.startsWith("\t")).findFirst()
        .orElse(keptBack.isEmpty() ? "no reason" : keptBack.get(0)).lines().findFirst().orElse("")
        .replaceFirst("^([a-z]\\w*\\.)+(?=[A-Z])", ""); // the exception's package
  }

  /** The broker serves: what was kept back is worth reading. */
  synchronized void show() {
    keptBack.forEach(before::println);
    keptBack.clear();
  }

  /** Leaves standard error as it was before. */
  @Override
  public void close() {
    if (ErrorOutput.stream() == this) {
      ErrorOutput.replace(before);
    }
    Exit.resetExitProcedure();
    Exit.resetHaltProcedure();
  }
}
