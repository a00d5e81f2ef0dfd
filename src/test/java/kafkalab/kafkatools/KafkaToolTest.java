package kafkalab.kafkatools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafkalab.kafkatools.KafkaTool.Place;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.tools.TopicCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of tools against Kafka's own classes, and what these say of their options. */
class KafkaToolTest {

  /** Main classes that are no tools for this course, with the reason. */
  private static final Map<String, String> LEFT_OUT = Map.ofEntries(
      Map.entry("ConnectInternalTopics", "for Kafka Connect"),
      Map.entry("ConnectPluginPath", "for Kafka Connect"),
      Map.entry("StreamsResetter", "for Kafka Streams"),
      Map.entry("streams.StreamsGroupCommand", "for Kafka Streams"),
      Map.entry("DelegationTokenCommand", "needs Kerberos or SCRAM, and a secret on the broker"),
      Map.entry("ReplicaVerificationTool", "deprecated"),
      Map.entry("JmxTool", "needs a broker with remote JMX"),
      Map.entry("OAuthCompatibilityTool", "needs an OAuth server"),
      Map.entry("ClientCompatibilityTest", "for Kafka's own tests"),
      Map.entry("LogCompactionTester", "for Kafka's own tests"),
      Map.entry("TransactionalMessageCopier", "for Kafka's own tests"),
      Map.entry("VerifiableConsumer", "for Kafka's own tests"),
      Map.entry("VerifiableProducer", "for Kafka's own tests"),
      Map.entry("VerifiableShareConsumer", "for Kafka's own tests"));

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  static Stream<Named<KafkaTool>> tools() {
    return KafkaTool.ALL.stream().map(tool -> Named.of(tool.name(), tool));
  }

  /** An exit that a tool has asked for. */
  private static final class Exited extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void catchOutputAndExit() {
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    Exit.setExitProcedure((code, message) -> {
      throw new Exited();
    });
  }

  @AfterEach
  void restore() {
    Exit.resetExitProcedure();
    System.setOut(out);
    System.setErr(err);
  }

  private String help(KafkaTool tool, String... arguments) throws ReflectiveOperationException {
    try {
      Class.forName(tool.mainClass()).getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      assertThat(e.getCause()).isInstanceOf(Exited.class);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** All but kafka-cluster, whose parser ends the JVM: KafkaToolsIT runs it. */
  static Stream<Named<KafkaTool>> toolsThatCanBeAsked() {
    return tools().filter(tool -> tool.getPayload().place() != Place.AFTER_COMMAND);
  }

  @ParameterizedTest
  @MethodSource("toolsThatCanBeAsked")
  void aToolHasTheOptionsThatAreFilledIn(KafkaTool tool) throws ReflectiveOperationException {
    // kafka-e2e-latency takes a single argument for one in its old form
    String help = tool.name().equals("kafka-e2e-latency") ? help(tool) : help(tool, "--help");
    assertThat(help).hasSizeGreaterThan(200);
    boolean asksACluster = tool.place() != Place.NOWHERE;
    assertThat(help.contains("--bootstrap-server")).as(help).isEqualTo(asksACluster);
    assertThat(help.contains("--command-config")).as(help).isEqualTo(asksACluster);
  }

  @ParameterizedTest
  @MethodSource("tools")
  void aToolIsToldInALineOfATerminal(KafkaTool tool) {
    assertThat(tool.name()).matches("kafka-[a-z0-9-]{3,}").hasSizeLessThan(31);
    assertThat(tool.does()).matches("[ -~]{10,48}").doesNotEndWith(".");
    assertThat(KafkaTool.named(tool.name())).contains(tool);
  }

  /** A version of Kafka with another tool, or without one, is noticed. */
  @Test
  void theTableHasAllToolsOfKafkasJarButThoseThatAreLeftOut() throws IOException, URISyntaxException {
    Path jar = Path.of(TopicCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> mains = new TreeSet<>();
    try (JarFile classes = new JarFile(jar.toFile())) {
      classes.stream().map(entry -> entry.getName())
          .filter(name -> name.startsWith("org/apache/kafka/tools/") && name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.replace(".class", "").replace('/', '.')).filter(KafkaToolTest::hasAMain)
          .forEach(name -> mains.add(name.replace("org.apache.kafka.tools.", "")));
    }
    Set<String> known = KafkaTool.ALL.stream().map(KafkaTool::type).collect(Collectors.toCollection(TreeSet::new));
    assertThat(known).doesNotContainAnyElementsOf(LEFT_OUT.keySet()).hasSameSizeAs(KafkaTool.ALL);
    known.addAll(LEFT_OUT.keySet());
    assertThat(mains).isEqualTo(known);
  }

  private static boolean hasAMain(String type) {
    try {
      Class.forName(type, false, KafkaToolTest.class.getClassLoader()).getMethod("main", String[].class);
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    } catch (ClassNotFoundException | LinkageError e) {
      return LEFT_OUT.containsKey(type.replace("org.apache.kafka.tools.", "")); // Connect is not on the class path
    }
  }

  @Test
  void anUnknownNameIsNoTool() {
    assertThat(KafkaTool.named("kafka-topic")).isEmpty();
    assertThatCode(() -> Class.forName("org.apache.kafka.connect.runtime.Worker"))
        .as("Connect stays off the class path").isInstanceOf(ClassNotFoundException.class);
  }
}
