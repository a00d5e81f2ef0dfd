package kafkalab.board;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.SessionNotCreatedException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A window of Chromium with the board's page in it. A machine without Chromium and its driver skips the test. */
final class Browser implements AutoCloseable {

  private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
  private static final AtomicBoolean SAID = new AtomicBoolean();

  /** Kept, as otherwise its level is lost: it warns of each browser that is newer than the library. */
  private static final Logger LOG = Logger.getLogger("org.openqa.selenium");

  static {
    LOG.setLevel(Level.SEVERE);
  }

  /** What is drawn, as text: attributes in the order of their names, as the order in which they were set may differ. */
  private static final String PICTURE = """
      const lines = [];
      const walk = (node, depth) => {
        if (node.nodeType === 3) lines.push(depth + node.data);
        if (node.nodeType !== 1) return;
        const attributes = [...node.attributes].map(a => a.name + '=' + a.value).sort();
        lines.push(depth + node.tagName + ' ' + attributes.join(' '));
        node.childNodes.forEach(child => walk(child, depth + ' '));
      };
      walk(document.getElementById('boards'), '');
      return document.getElementById('sentence').textContent + '\\n' + lines.join('\\n');
      """;

  private final ChromeDriver driver;
  private final Path downloads;

  private Browser(ChromeDriver driver, Path downloads) {
    this.driver = driver;
    this.downloads = downloads;
  }

  /** @return a window of 1280x720, or the test is skipped and a line says why */
  static Browser open() {
    Optional<Path> browser = BROWSERS.stream().flatMap(name -> onPath(name).stream()).findFirst();
    Optional<Path> driver = onPath("chromedriver");
    if (browser.isEmpty() || driver.isEmpty()) {
      throw skipped("no " + (browser.isEmpty() ? "Chromium" : "chromedriver") + " on the PATH");
    }
    try {
      Path downloads = Files.createTempDirectory("board");
      ChromeOptions options = new ChromeOptions();
      options.setBinary(browser.get().toFile());
      // root has no sandbox; a container's /dev/shm is small
      options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb",
          "--hide-scrollbars", "--disable-background-networking", "--no-first-run");
      options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
      // named here, nothing is looked for in the network
      System.setProperty("webdriver.chrome.driver", driver.get().toString());
      Browser opened = new Browser(new ChromeDriver(options), downloads);
      opened.resize(1280, 720);
      return opened;
    } catch (SessionNotCreatedException e) {
      throw skipped(e.getMessage().lines().findFirst().orElse("the browser does not start"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RuntimeException skipped(String reason) {
    if (!SAID.getAndSet(true)) {
      System.out.println("The board's page is not tried in a browser: " + reason);
    }
    Assumptions.abort("no browser: " + reason);
    return new IllegalStateException();
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> Stream.of(name, name + ".exe").map(file -> Path.of(folder, file)))
        .filter(Files::isExecutable).findFirst();
  }

  /** The page's own size, without the window's frame. */
  void resize(int width, int height) {
    driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void prefer(String feature, String value) {
    driver.executeCdpCommand("Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  Map<String, Object> devTools(String command, Map<String, Object> parameters) {
    return driver.executeCdpCommand(command, parameters);
  }

  void go(String address) {
    driver.get(address);
  }

  void reload() {
    driver.navigate().refresh();
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Halts the recording at a moment, as a pull at the slider does; waits until the page has come that far. */
  void seek(long t) {
    TestLab.await().until(() ->
        (Boolean) run("return Number(document.querySelector('.slider').max) >= arguments[0]", t));
    run("""
        const slider = document.querySelector('.slider');
        slider.value = arguments[0];
        slider.dispatchEvent(new Event('input'));
        """, t);
    driver.executeAsyncScript("const done = arguments[0]; let n = 0;"
        + "const frame = () => ++n > 20 ? done() : requestAnimationFrame(frame); frame();");
  }

  String picture() {
    return (String) run(PICTURE);
  }

  String text(String selector) {
    return texts(selector).get(0);
  }

  /** What is to be read in each of these elements, at one moment: the page may be drawn anew in the next. */
  @SuppressWarnings("unchecked")
  List<String> texts(String selector) {
    return (List<String>) run("""
        return [...document.querySelectorAll(arguments[0])].map(element =>
            element.checkVisibility() ? element.innerText.split('\\n').map(line => line.trim()).join('\\n').trim() : '');
        """, selector);
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void press(Keys key) {
    press(new CharSequence[] {key});
  }

  void click(String selector) {
    driver.findElement(By.cssSelector(selector)).click();
  }

  void choose(String selector, Path file) {
    driver.findElement(By.cssSelector(selector)).sendKeys(file.toAbsolutePath().toString());
  }

  Path downloads() {
    return downloads;
  }

  byte[] screenshot() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** The upper part of the window: all above the end of an element. */
  byte[] screenshotUntil(String selector) {
    Number height = (Number) run("return Math.ceil(document.querySelector(arguments[0]).getBoundingClientRect().bottom) + 8", selector);
    Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", 1280, "height", height, "scale", 1);
    return Base64.getDecoder().decode((String) devTools("Page.captureScreenshot", Map.of("clip", clip)).get("data"));
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.list(downloads)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(downloads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
