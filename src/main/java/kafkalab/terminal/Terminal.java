package kafkalab.terminal;

import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafkalab.support.ProcessExit;
import org.jline.terminal.Attributes;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.NonBlockingReader;

/**
 * What the person in front of a long command sees and types. In a terminal a key counts at once, without Enter and
 * without being shown; where there is none (a pipe, an IDE's console) the characters of each line of standard input
 * count one by one. All output is ASCII; colours are left out where they are not wanted (NO_COLOR) or not possible.
 *
 * @see <a href="https://no-color.org">no-color.org</a>
 */
public final class Terminal implements AutoCloseable {

  /** No key within the time. */
  public static final int NONE = -2;

  /** No key will come any more. */
  public static final int END = -1;

  private static final int NARROWEST = 40;
  private static final int LOWEST = 6;
  private static final int USUAL_HEIGHT = 24;

  /** None where standard input or output is no terminal. */
  private final org.jline.terminal.Terminal system;
  private final Attributes before;
  private final boolean colours;
  private final boolean dumb;

  private Terminal(org.jline.terminal.Terminal system, Map<String, String> environment) {
    this.system = system;
    before = system == null ? null : system.enterRawMode();
    dumb = system == null || "dumb".equals(environment.get("TERM"));
    colours = !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** The terminal of this process, if it has one; to be closed, or else it shows no more what is typed. */
  public static Terminal open() {
    Logger.getLogger("org.jline").setLevel(Level.OFF); // it warns where there is no terminal
    org.jline.terminal.Terminal system = null;
    try {
      if (System.console() != null) {
        // no signals: Ctrl-C is to end this JVM as it does any other
        // a type of our own: with TERM=dumb there would be no single keys, which need nothing of the screen
        system = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).type("ansi").build();
      }
    } catch (IOException | IllegalStateException e) {
      // no terminal: lines will do
    }
    Terminal terminal = new Terminal(system instanceof DumbTerminal ? null : system, System.getenv());
    if (terminal.singleKeys()) {
      ProcessExit.cleanUpAtOnce(terminal::close);
    }
    return terminal;
  }

  /** Whether a key counts without Enter. */
  public boolean singleKeys() {
    return system != null;
  }

  /** Columns; 80, a projector's, where nobody knows. */
  public int width() {
    int width = system == null ? 0 : system.getWidth();
    return width <= 0 ? LineWrap.WIDTH : Math.max(NARROWEST, width);
  }

  /** Rows; 24 where nobody knows. */
  int height() {
    int height = system == null ? 0 : system.getHeight();
    return height <= 0 ? USUAL_HEIGHT : Math.max(LOWEST, height);
  }

  /** Text in one of six colours, if there are colours. */
  public String coloured(int number, String text) {
    // cyan, yellow, green, magenta, blue, bright red: all can be read on black and on white
    int[] codes = {36, 33, 32, 35, 34, 91};
    return colours ? "\u001b[" + codes[Math.floorMod(number, codes.length)] + "m" + text + "\u001b[0m" : text;
  }

  /** Bold text, if the terminal supports it. */
  public String bold(String text) {
    return colours ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** Goes back to the upper left corner of an empty screen, if this is a terminal that can; says whether it did. */
  boolean clear() {
    if (!dumb) {
      System.out.print("\u001b[H\u001b[2J\u001b[3J");
      System.out.flush();
      return true;
    }
    return false;
  }

  /**
   * The next key.
   *
   * @return the character, {@link #NONE} if none came within the time, {@link #END} if none will come any more
   */
  public int key(long millis) throws IOException, InterruptedException {
    if (system != null) {
      NonBlockingReader reader = system.reader();
      int key = reader.read(millis);
      return key == NonBlockingReader.READ_EXPIRED ? NONE : key;
    }
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (System.in.available() == 0) {
      // a pipe that was closed looks like one where nothing comes: whoever waits for keys has other work between
      if (System.nanoTime() >= deadline) {
        return NONE;
      }
      Thread.sleep(Math.min(20, Math.max(1, millis)));
    }
    return System.in.read();
  }

  /** Restores the terminal. */
  @Override
  public void close() {
    if (system != null) {
      system.setAttributes(before);
      try {
        system.close();
      } catch (IOException e) {
        // it is gone: nothing to put right
      }
    }
  }
}
