package kafkalab.support;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import kafkalab.base.PrintableText;

/**
 * Makes Kafka's log on standard error readable for a class. While something is wrong the clients log it several
 * times a second and for each partition; here it is shown once. What the lesson prints in its own words, because the
 * client throws it as well, is left out.
 */
final class LogFilter extends PrintStream {

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Pattern LINE = Pattern.compile("\\[(WARN|ERROR)] .*", Pattern.DOTALL);
  private static final Pattern FIGURES = Pattern.compile("\\d+");

  /** An exception that ends the program or fails a commit, and what BrokerWatch says: a broker or a topic is gone. */
  private static final Pattern SAID_BY_THE_LESSON = Pattern.compile(
      "JoinGroup failed due to fatal error|GroupHeartbeatRequest failed due to|transitioned to fatal state"
          + "|failed authentication due to|Fatal error during metadata update"
          + "|(Key|Value) Deserializers with error: "
          + "|Received unknown topic or partition error in fetch|Not authorized to read from partition"
          // a broker that dies, twice for each batch under way; other reasons for sending again are worth a line
          + "|Got error produce response .* Error: NETWORK_EXCEPTION"
          + "|invalid metadata error in produce request .*NetworkException");

  private final PrintStream terminal;
  /** Whether nothing is left out. */
  private final boolean all;
  private final Map<String, Long> lastSaid = new ConcurrentHashMap<>();
  private final ThreadLocal<Boolean> leftOut = ThreadLocal.withInitial(() -> false);

  LogFilter(PrintStream terminal) {
    this(terminal, false);
  }

  private LogFilter(PrintStream terminal, boolean all) {
    super(terminal, true);
    this.terminal = terminal;
    this.all = all;
  }

  /** Makes the log of this process readable from now on, unless all of it is wanted ({@code lab run --verbose}). */
  static void install() {
    if (!(System.err instanceof LogFilter)) {
      System.setErr(new LogFilter(System.err, Boolean.getBoolean(VerboseLogging.PROPERTY)));
    }
  }

  /** A line of the log, or of the program itself. */
  @Override
  public void println(String line) {
    leftOut.set(!all && line != null && LINE.matcher(line).matches()
        && (SAID_BY_THE_LESSON.matcher(line).find() || wasLoggedJustNow(line)));
    if (!leftOut.get()) {
      show(line);
    }
  }

  /** A line of the exception that belongs to the line before it: its message, but not where in Kafka it came from. */
  @Override
  public void println(Object line) {
    if (!leftOut.get() && (all || !String.valueOf(line).startsWith("\tat "))) {
      show(String.valueOf(line));
    }
  }

  private void show(String line) {
    terminal.println(PrintableText.lines(String.valueOf(line)));
  }

  /** Whether the same, but for its figures, was said within the last seconds. */
  private boolean wasLoggedJustNow(String line) {
    long now = System.nanoTime();
    Long before = lastSaid.put(FIGURES.matcher(line).replaceAll("#"), now);
    return before != null && now - before < QUIET_NANOS;
  }
}
