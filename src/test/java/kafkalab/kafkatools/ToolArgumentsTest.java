package kafkalab.kafkatools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is filled into a tool's arguments, and what is left as it is. */
class ToolArgumentsTest {

  private static final String LAB = "lab:9092";

  private static String complete(String given, String file) {
    String[] words = given.split(" ");
    KafkaTool tool = KafkaTool.named(words[0]).orElseThrow();
    return String.join(" ", ToolArguments.complete(tool, List.of(words).subList(1, words.length), LAB,
        Optional.ofNullable(file)));
  }

  @ParameterizedTest
  @CsvSource({
      "kafka-topics --list, --bootstrap-server lab:9092 --list",
      "kafka-log-dirs --describe --broker-list 1, --bootstrap-server lab:9092 --describe --broker-list 1",
      "kafka-transactions list, --bootstrap-server lab:9092 list",
      "kafka-cluster cluster-id, cluster-id --bootstrap-server lab:9092",
      "kafka-topics --create --topic t --config a=b, --bootstrap-server lab:9092 --create --topic t --config a=b"})
  void theAddressIsFilledInWhereTheToolTakesIt(String given, String complete) {
    assertThat(complete(given, null)).isEqualTo(complete);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka-topics --list --bootstrap-server a:1", "kafka-topics --bootstrap-server=a:1 --list",
      "kafka-topics --bootstrap-s a:1 --list", "kafka-configs --bootstrap-controller a:1 --describe",
      "kafka-cluster cluster-id -b a:1", "kafka-cluster cluster-id -C a:1",
      "kafka-producer-perf-test --producer-props acks=1 bootstrap.servers=a:1",
      "kafka-dump-log --files 0.log", "kafka-topics --help", "kafka-cluster --help", "kafka-topics --list --version"})
  void whatNamesAClusterOrNeedsNoneStaysAsItIs(String given) {
    assertThat(complete(given, null)).isEqualTo(given.substring(given.indexOf(' ') + 1));
  }

  @Test
  void withoutArgumentsAToolShowsWhatItCanDo() {
    assertThat(ToolArguments.complete(KafkaTool.ALL.get(0), List.of(), LAB, Optional.of("f"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "kafka-topics --list, --bootstrap-server lab:9092 --command-config my.properties --list",
      "kafka-topics --list --bootstrap-server a:1, --command-config my.properties --list --bootstrap-server a:1",
      "kafka-cluster cluster-id -b a:1, cluster-id --command-config my.properties -b a:1",
      "kafka-topics --create --config a=b, "
          + "--bootstrap-server lab:9092 --command-config my.properties --create --config a=b",
      "kafka-topics --list --command-config x, --bootstrap-server lab:9092 --list --command-config x",
      "kafka-console-producer --producer.config x --topic t, "
          + "--bootstrap-server lab:9092 --producer.config x --topic t",
      "kafka-console-consumer --consumer.config=x --topic t, "
          + "--bootstrap-server lab:9092 --consumer.config=x --topic t",
      "kafka-cluster cluster-id --config x, cluster-id --bootstrap-server lab:9092 --config x"})
  void theFileOfClientSettingsGoesAlongUnlessThereIsAnother(String given, String complete) {
    assertThat(complete(given, "my.properties")).isEqualTo(complete);
  }

  @ParameterizedTest
  @CsvSource({"kafka-topics --bootstrap-server a:1 --list, a:1", "kafka-topics --bootstrap-server=a:1 --list, a:1",
      "kafka-cluster cluster-id -b a:1, a:1", "kafka-configs --bootstrap-controller a:1 --describe,",
      "kafka-dump-log --files x,", "kafka-topics --bootstrap-server,"})
  void theBrokersThatAreAskedAreChecked(String given, String servers) {
    String[] words = given.split(" ");
    assertThat(ToolArguments.servers(KafkaTool.named(words[0]).orElseThrow(),
        List.of(words).subList(1, words.length))).isEqualTo(Optional.ofNullable(servers));
  }
}
