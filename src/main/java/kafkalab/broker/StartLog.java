package kafkalab.broker;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kafkalab.base.DaemonThreads;
import kafkalab.base.PrintableText;
import kafkalab.support.ErrorOutput;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Kafka's log while a broker starts. From its first error on it is kept back: it is shown when the broker serves all
 * the same, and if it does not, one line says why. Kafka may end the process itself: then that line comes before.
 */
final class StartLog extends PrintStream implements AutoCloseable {

  private static final String ERROR = "[ERROR]";

  /** A busy machine needs half a minute; Kafka itself gives up after a whole one, or never. */
  private static final int SLOW_AFTER_SECONDS = 30;

  private final PrintStream before;
  private final List<String> keptBack = new ArrayList<>();
  private boolean shown;
  private Thread slow;

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
      Runtime.getRuntime().halt(failure.apply(log.firstException()).report());
    };
    Exit.setExitProcedure(end);
    Exit.setHaltProcedure(end);
    log.slow = DaemonThreads.start("slow-start", log::sayThatItIsSlow);
    return log;
  }

  /** Somebody waits, and what Kafka has said of an error is kept back. */
  private void sayThatItIsSlow() {
    try {
      TimeUnit.SECONDS.sleep(SLOW_AFTER_SECONDS);
    } catch (InterruptedException itServesOrHasFailed) {
      return;
    }
    before.println(PrintableText.line(slowLine()));
  }

  /** What is said of a broker that does not get ready. */
  synchronized String slowLine() {
    return "The broker is not ready after " + SLOW_AFTER_SECONDS + " s, and goes on trying (stop: Ctrl-C). "
        + (!keptBack.isEmpty() ? "Kafka's log says: " + firstException() : shown ? "See Kafka's log above."
            : "Kafka's log tells of no error: the machine may be busy.");
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
      shown = true;
      before.println(line);
    } else {
      keptBack.add(line);
    }
  }

  synchronized boolean hasErrors() {
    return !keptBack.isEmpty();
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
    slow.interrupt();
    Exit.resetExitProcedure();
    Exit.resetHaltProcedure();
  }
}
