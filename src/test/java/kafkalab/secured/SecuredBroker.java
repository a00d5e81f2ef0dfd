package kafkalab.secured;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafkalab.harness.Broker;
import kafkalab.harness.LauncherRun;
import kafkalab.harness.LessonRun;
import kafkalab.harness.OwnBroker;
import kafkalab.harness.Programs;
import kafkalab.harness.TestLab;
import kafkalab.process.ChildJvm;
import org.apache.kafka.clients.admin.Admin;

/** A broker that was started with {@code --secure}, for a test. */
final class SecuredBroker implements AutoCloseable {

  private final int port = OwnBroker.freePort();
  private final Path data = Broker.newFolder().toAbsolutePath();
  private final List<String> arguments = new ArrayList<>();
  private ChildJvm program;

  private SecuredBroker() {}

  static SecuredBroker start(String... options) {
    SecuredBroker broker = new SecuredBroker();
    broker.arguments.addAll(List.of("broker", "--secure", "--port", String.valueOf(broker.port), "--data",
        broker.data.toString()));
    broker.arguments.addAll(List.of(options));
    broker.begin();
    return broker;
  }

  /** Starts it, on the same port and data each time, and waits until it serves. */
  void begin(String... jvmOptions) {
    program = Programs.launcher(arguments).jvmOptions(List.of(jvmOptions)).start();
    Broker.addressOf(program);
    TestLab.await().until(() -> program.lines().stream().filter(line -> line.startsWith("export ")
        || line.startsWith("set ")).count() == 2);
  }

  ChildJvm program() {
    return program;
  }

  String address() {
    return "localhost:" + port;
  }

  Path data() {
    return data;
  }

  /** Where its keys and passwords are. */
  Path access() {
    return data.resolve("secured-1").resolve("access");
  }

  Path student() {
    return access().resolve("student.properties");
  }

  Path teacher() {
    return access().resolve("teacher.properties");
  }

  /** The student's file with one setting changed, in a folder of its own. */
  Path studentWith(String setting, String value) {
    Properties settings = settings(student());
    settings.setProperty(setting, value);
    Path file = Broker.newFolder().toAbsolutePath().resolve("my.properties");
    try (var out = Files.newOutputStream(file)) {
      settings.store(out, null);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Properties settings(Path file) {
    Properties settings = new Properties();
    try (var in = Files.newInputStream(file)) {
      settings.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  /** A lesson that is run with a file of client settings. */
  LessonRun lesson(TestLab lab, Path file, Class<?> lesson) {
    return lab.lesson(lesson).env("LAB_CLIENT_PROPERTIES", file.toString());
  }

  /** A command of the launcher that is run with one. */
  static LauncherRun command(TestLab lab, Path file, String... arguments) {
    return lab.launcher(arguments).env("LAB_CLIENT_PROPERTIES", file.toString());
  }

  /** A client with the settings of a file, to be closed by the test. */
  Admin admin(Path file) {
    Map<String, Object> settings = new HashMap<>();
    settings(file).forEach((name, value) -> settings.put(name.toString(), value));
    return admin(address(), settings);
  }

  static Admin admin(String address, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", address);
    return Admin.create(all);
  }

  @Override
  public void close() {
    program.close();
  }
}
