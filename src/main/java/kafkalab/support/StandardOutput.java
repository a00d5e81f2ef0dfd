package kafkalab.support;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Standard output, the one place where a program's lines leave it. Each line goes out at once, by one system call: a
 * consumer must not commit what it has not shown, however it ends and whatever ends it.
 *
 * <p>A program whose lines cannot be written ends at once, with exit code 1: nobody reads them any more, or the disk is
 * full. It does not close its clients, as a consumer would then commit what it could not show; its group learns of it
 * by the session timeout, as after kill -9. What the lines in a pipe's buffer have come to, nobody can know.
 *
 * <p>A program that is being stopped ends as it always does, without its lines: Ctrl-C ends the reader too, as in
 * {@code lab run consumer03 | tee file}.
 */
public final class StandardOutput extends PrintStream {

  /** Ctrl-C reaches the reader and this process at the same time, but not at the same moment. */
  private static final long SIGNAL_MS = 200;

  private static final CountDownLatch STOPPING = new CountDownLatch(1);

  private PrintStream out;
  private final Charset charset;
  /** Whether ASCII's letters are their own bytes, as in nearly all charsets. */
  private final boolean asciiIsBytes;
  private boolean needed = true;
  private volatile boolean gone;

  StandardOutput(PrintStream out, Charset charset) {
    super(out, false, charset);
    this.out = out;
    this.charset = charset;
    byte[] ascii = new byte[128];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    this.asciiIsBytes = Arrays.equals(ascii, new String(ascii, StandardCharsets.US_ASCII).getBytes(charset));
  }

  /** Replaces standard output by this stream. */
  public static synchronized void install() {
    if (!(System.out instanceof StandardOutput)) {
      System.setOut(new StandardOutput(System.out, charset()));
      Runtime.getRuntime().addShutdownHook(new Thread(STOPPING::countDown, "stopping"));
    }
  }

  /** From now on the program goes on if its lines cannot be written: others need it, whoever reads what it says. */
  public static void goOnWithoutReader() {
    if (System.out instanceof StandardOutput output) {
      output.needed = false;
    }
  }

  /**
   * From now on all lines pass through another stream on their way out.
   *
   * @param over makes it, of the stream that lines went to so far, and their charset
   */
  public static void passThrough(BiFunction<PrintStream, Charset, PrintStream> over) {
    if (System.out instanceof StandardOutput output && output.asciiIsBytes) {
      output.out = over.apply(output.out, output.charset);
    }
  }

  /** The charset that the JDK has chosen for standard output; the property's name has changed with JEP 400. */
  private static Charset charset() {
    // no stream and no lambda: this runs before each program's first line
    for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding"}) {
      String name = System.getProperty(property);
      if (name != null) {
        return Charset.forName(name);
      }
    }
    return Runtime.version().feature() < 18 ? Charset.defaultCharset()
        : Charset.forName(System.getProperty("native.encoding"));
  }

  @Override
  public void println(String line) {
    if (asciiIsBytes) {
      byte[] text = (line + System.lineSeparator()).getBytes(charset);
      write(text, 0, text.length);
    } else { // a charset in which a text may begin with a mark
      super.println(line);
    }
  }

  @Override
  public void println(Object line) {
    println(String.valueOf(line));
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** The one place that can find out that the reader of the pipe is gone. */
  @Override
  public void write(byte[] text, int from, int length) {
    if (gone) {
      return;
    }
    synchronized (this) {
      out.write(text, from, length);
      if (out.checkError() && needed && !gone) { // which flushes
        end();
      }
    }
  }

  /** Nothing is held back. */
  @Override
  public void flush() {}

  /** Nobody else prints meanwhile, and so nobody goes on to a commit; only what is done at the end may. */
  private void end() {
    if (isBeingStopped()) {
      gone = true;
      return;
    }
    ErrorOutput.print("Error: standard output cannot be written: nobody reads it any more, or the disk is full. The"
        + " program ends.");
    gone = true;
    ProcessExit.atOnce(ExitCode.FAILED);
  }

  private static boolean isBeingStopped() {
    try {
      return STOPPING.await(SIGNAL_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
