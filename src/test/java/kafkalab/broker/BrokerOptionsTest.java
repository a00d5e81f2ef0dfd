package kafkalab.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafkalab.support.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is wrong with the options of a broker is said before anything is done. */
class BrokerOptionsTest {

  /** As of {@code --data "$DIR"} with a variable that is not set: it would be the current folder. */
  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void anEmptyFolderIsRefused(String folder) {
    assertThat(refusal(1, "--data", folder)).startsWith("--data is empty: name a folder, or leave it out for ")
        .endsWith(Path.of(".lab", "broker") + ".");
    assertThat(refusal(3, "--data", folder)).startsWith("--data is empty: ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "=foo | --set =foo has no name: write --set KEY=VALUE.",
    "log.dirs=x | --set log.dirs cannot be set: the lab sets it; for another folder give --data DIR.",
    "log.dir=x | --set log.dir cannot be set: the lab sets it; for another folder give --data DIR.",
    "metadata.log.dir=x | --set metadata.log.dir cannot be set: the lab sets it; for another folder give --data DIR.",
    "node.id=2 | --set node.id cannot be set: the lab sets it: each node is broker and controller, and has its number.",
    "process.roles=broker | --set process.roles cannot be set: the lab sets it: each node is broker and controller,"
        + " and has its number.",
    "message.max.byte=1 | --set message.max.byte is not a setting of a Kafka broker. Did you mean message.max.bytes?",
  })
  void aSettingThatCannotBeSetIsRefused(String setting, String said) {
    assertThat(refusal(1, "--set", setting)).isEqualTo(said);
    assertThat(refusal(3, "--set", setting)).isEqualTo(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"listeners", "advertised.listeners", "controller.quorum.voters"})
  void anAddressIsForOneBrokerOnly(String name) {
    assertThatCode(() -> options("--set", name + "=x").check(1)).doesNotThrowAnyException();
    assertThat(refusal(3, "--set", name + "=x")).isEqualTo("--set " + name + " cannot be set: each node has its own,"
        + " which the lab sets; it can be set for one broker only.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"message.max.bytes=1", "super.users=User:x", "listener.name.class.plain.sasl.jaas.config=x"})
  void anyOtherSettingMayBeSet(String setting) {
    assertThatCode(() -> options("--set", setting, "--data", "d").check(3)).doesNotThrowAnyException();
  }

  /** With it, Kafka fails at each connection, and the broker is not ready, ever. */
  @ParameterizedTest
  @CsvSource({"socket.send.buffer.bytes, 0", "socket.receive.buffer.bytes, -2",
      "replica.socket.receive.buffer.bytes, 0"})
  void aBufferWithoutASizeIsRefused(String name, String bytes, @TempDir Path data) {
    Node node = new Node(data.resolve("nodes-1"), 1, 9092, List.of(9093), null);
    BrokerStartException refused = catchThrowableOfType(BrokerStartException.class,
        () -> node.start(false, null, Map.of(name, bytes)));
    assertThat(refused).hasMessage("--set " + name + "=" + bytes + " is no size of a buffer; give one from 1, or -1 for"
        + " the system's own.");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void noOptionsAreRight() {
    assertThatCode(() -> options().check(1)).doesNotThrowAnyException();
  }

  private static String refusal(int nodes, String... arguments) {
    BrokerOptions options = options(arguments);
    BrokerStartException refused = catchThrowableOfType(BrokerStartException.class, () -> options.check(nodes));
    assertThat(refused).as("%s, %s nodes", List.of(arguments), nodes).isNotNull();
    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_SETTING);
    return refused.getMessage();
  }

  private static BrokerOptions options(String... arguments) {
    BrokerOptions options = new BrokerOptions();
    new CommandLine(new LocalBroker(options)).parseArgs(arguments);
    return options;
  }
}
