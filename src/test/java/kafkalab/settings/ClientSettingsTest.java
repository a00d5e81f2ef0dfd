package kafkalab.settings;

import static kafkalab.settings.Sources.lesson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafkalab.base.PrintableText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set for Kafka's clients: by the file, by options, and by the lab's defaults. */
class ClientSettingsTest {

  @TempDir
  private Path folder;

  private final Sources sources = new Sources();

  // the file of client settings

  @Test
  void aMissingFileIsRefusedWithThePlaceWhereItWasLookedFor() {
    sources.environment.put("LAB_CLIENT_PROPERTIES", "no-such.properties");
    assertThat(sources.error()).isEqualTo("LAB_CLIENT_PROPERTIES=no-such.properties (environment variable) names no"
        + " file (looked for " + Path.of("no-such.properties").toAbsolutePath() + ").");
    sources.system.setProperty("lab.client.properties", "neither.properties");
    assertThat(sources.error())
        .startsWith("-Dlab.client.properties=neither.properties (system property) names no file");
  }

  @Test
  void aFileThatCannotBeReadIsRefused() {
    sources.environment.put("LAB_CLIENT_PROPERTIES", folder.toString());
    assertThat(sources.error())
        .startsWith("LAB_CLIENT_PROPERTIES=" + PrintableText.of(folder) + " (environment variable) cannot be read: ");
    Path path = sources.clientProperties(folder, "client.id=\\" + "u12");
    assertThat(sources.error()).startsWith("LAB_CLIENT_PROPERTIES=" + PrintableText.of(path)
        + " (environment variable) has \\u without four hexadecimal digits behind it: ");
  }

  @ParameterizedTest
  @CsvSource({"ISO-8859-1, caf\u00e9, 3", "Big5, \u738b, 3", "UTF-16, me, 1", "UTF-16LE, \u738b, 3"})
  void aFileThatIsNotUtf8IsRefused(String charset, String id, int line) throws IOException {
    Path path = sources.clientProperties(folder);
    Files.write(path, ("acks=all\r\n\r\nclient.id=" + id).getBytes(charset));
    assertThat(sources.error()).isEqualTo("LAB_CLIENT_PROPERTIES=" + PrintableText.of(path) + " (environment variable)"
        + " is not a text in UTF-8: see line " + line + ". Save it as UTF-8, or write such a letter as \\uXXXX.");
  }

  @Test
  void aFileInUtf8MayHaveAByteOrderMark() throws IOException {
    Path path = sources.clientProperties(folder);
    Files.writeString(path, "\uFEFFclient.id=\u738b");
    assertThat(sources.settings().clientSettings().all()).containsOnly(entry("client.id", "\u738b"));
  }

  @ParameterizedTest
  @CsvSource({
      "linger.mss,                 ' Did you mean linger.ms?'",
      "sesion.timeout.ms,          ' Did you mean session.timeout.ms?'",
      "sasl.mechanisms,            ' Did you mean sasl.mechanism?'",
      "something.else.altogether,  ''"})
  void anUnknownKafkaSettingIsRefusedWithASuggestion(String name, String hint) {
    Path path = sources.clientProperties(folder, name + "=1");
    assertThat(sources.error()).isEqualTo(name + " (" + path + ") is not a setting of a Kafka client." + hint);
  }

  @Test
  void aTrustStoreThatIsNotThereIsRefused() throws IOException {
    Path store = folder.resolve("authority.pem");
    Path path = sources.clientProperties(folder, "ssl.truststore.location=" + store.toString().replace("\\", "\\\\"));
    assertThat(sources.error()).isEqualTo("ssl.truststore.location (" + path + ") names no file that can be read"
        + " (looked for " + store + ").");
    Files.writeString(store, "");
    assertThat(sources.settings().clientSettings().all()).containsEntry("ssl.truststore.location", store.toString());
    sources.clientProperties(folder, "ssl.keystore.location=${file:/secret:store}");
    assertThat(sources.settings().clientSettings().all()).containsKey("ssl.keystore.location");
  }

  /** A password may stand in a file of its own, and the lab's own clients need it as well. */
  @Test
  void settingsWhoseNamesAreMadeUpInPartAreTaken() {
    sources.clientProperties(folder, "config.providers=file", "config.providers.file.class=FileConfigProvider",
        "config.providers.file.param.allowed.paths=/secret", "ssl.key.password=${file:/secret:key}",
        "metrics.jmx.exclude=.*");
    Properties producer = lesson();
    sources.settings().clientSettings().applyToProducer(producer);
    assertThat(producer).hasSize(5);
    assertThat(sources.settings().clientSettings().security()).containsOnlyKeys("config.providers",
        "config.providers.file.class", "config.providers.file.param.allowed.paths", "ssl.key.password");
    Path path = sources.clientProperties(folder, "config.providers.file.clas=x");
    assertThat(sources.error()).startsWith("config.providers.file.clas (" + path + ") is not a setting of a Kafka");
  }

  @ParameterizedTest
  @CsvSource({
      "bootstrap.servers,   set KAFKA_BOOTSTRAP_SERVERS",
      "group.id,            set LAB_GROUP",
      "transactional.id,    'a lesson with transactions sets it itself, and any other could send nothing with it'",
      "key.serializer,      it is part of the lesson's text",
      "value.serializer,    it is part of the lesson's text",
      "key.deserializer,    it is part of the lesson's text",
      "value.deserializer,  it is part of the lesson's text"})
  void whatTheLabSetsItselfIsRefusedThere(String name, String instead) {
    Path path = sources.clientProperties(folder, "client.id=me", name + "=1");
    assertThat(sources.error()).isEqualTo(name + " (" + path + ") cannot be set there: " + instead + ".");
  }

  // what becomes of a client's own settings

  @Test
  void theFilesDefaultsComeBeforeTheLessonAndTheClientFileComesAfterIt() {
    sources.file.setProperty("producer.linger.ms", "1");
    sources.file.setProperty("producer.acks", "1");
    sources.file.setProperty("producer.max.block.ms", "1");
    sources.file.setProperty("consumer.max.poll.records", "1");
    sources.file.setProperty("consumer.fetch.min.bytes", "1");
    sources.file.setProperty("consumer.auto.offset.reset", "latest");
    // session.timeout.ms is a consumer's only, retries a producer's only, client.id anybody's
    sources.clientProperties(folder, "linger.ms=3", "max.poll.records=3", "client.id=me",
        "session.timeout.ms=3", "retries=3");

    Properties producer = lesson("linger.ms", 2, "acks", "all", "bootstrap.servers", "x:1");
    sources.settings().clientSettings().applyToProducer(producer);
    assertThat(producer).containsOnly(entry("bootstrap.servers", "x:1"), entry("max.block.ms", "1"),
        entry("acks", "all"), entry("linger.ms", "3"), entry("client.id", "me"), entry("retries", "3"));

    Properties consumer = lesson("max.poll.records", 2, "auto.offset.reset", "earliest", "group.id", "g");
    sources.settings().clientSettings().applyToConsumer(consumer);
    assertThat(consumer).containsOnly(entry("group.id", "g"), entry("fetch.min.bytes", "1"),
        entry("auto.offset.reset", "earliest"), entry("max.poll.records", "3"), entry("client.id", "me"),
        entry("session.timeout.ms", "3"));
  }

  @Test
  void anOptionWinsOverTheFile() {
    sources.clientProperties(folder, "linger.ms=3", "client.id=me");
    sources.system.setProperty("kafkalab.option.set.linger.ms", "4");
    Properties producer = lesson("linger.ms", 2);
    sources.settings().clientSettings().applyToProducer(producer);
    assertThat(producer).containsOnly(entry("linger.ms", "4"), entry("client.id", "me"));
    assertThat(sources.settings().clientSettings().all()).containsOnly(entry("linger.ms", "4"),
        entry("client.id", "me"));
  }

  @Test
  void anOptionWithoutANameIsRefused() {
    sources.system.setProperty("kafkalab.option.set.", "4");
    assertThat(sources.error()).isEqualTo("--set has a value without a name: write KEY=VALUE.");
  }

  @Test
  void anUnknownOptionIsRefused() {
    sources.system.setProperty("kafkalab.option.set.lingerms", "4");
    assertThat(sources.error())
        .isEqualTo("lingerms (--set) is not a setting of a Kafka client. Did you mean linger.ms?");
  }

  @Test
  void withoutDefaultsAndClientFileALessonIsAsItStands() {
    Properties producer = lesson("acks", "all");
    sources.settings().clientSettings().applyToProducer(producer);
    assertThat(producer).containsOnly(entry("acks", "all"));
    Properties consumer = lesson("max.poll.records", 10);
    sources.settings().clientSettings().applyToConsumer(consumer);
    assertThat(consumer).containsOnly(entry("max.poll.records", 10));
  }

  private Properties timeouts() {
    sources.file.setProperty("consumer.session.timeout.ms", "6000");
    sources.file.setProperty("consumer.heartbeat.interval.ms", "1000");
    sources.file.setProperty("consumer.partition.assignment.strategy", "range");
    Properties consumer = lesson("max.poll.records", 10);
    sources.settings().clientSettings().applyToConsumer(consumer);
    return consumer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "CONSUMER", "Consumer", "consumer "})
  void theConsumerProtocolTakesThreeDefaultsAway(String protocol) {
    sources.clientProperties(folder, "group.protocol=" + protocol);
    assertThat(timeouts()).containsOnly(entry("max.poll.records", 10), entry("group.protocol", protocol.strip()));
  }

  /** Kafka refuses them; that they have no effect would be worse. */
  @Test
  void theConsumerProtocolTakesNothingAwayThatAPersonHasSet() {
    sources.clientProperties(folder, "group.protocol=consumer", "session.timeout.ms=9000");
    sources.system.setProperty("kafkalab.option.set.heartbeat.interval.ms", "1000");
    assertThat(timeouts()).containsOnly(entry("max.poll.records", 10), entry("group.protocol", "consumer"),
        entry("session.timeout.ms", "9000"), entry("heartbeat.interval.ms", "1000"));
    Properties lesson = lesson("partition.assignment.strategy", "range", "group.protocol", "consumer");
    new Sources().settings().clientSettings().applyToConsumer(lesson);
    assertThat(lesson).containsOnly(entry("partition.assignment.strategy", "range"),
        entry("group.protocol", "consumer"));
  }

  /** It does not start with them (KIP-932); what a person has set stays, and Kafka refuses it. */
  @Test
  void aShareConsumerHasNoneOfAGroupMembersDefaults() {
    sources.file.setProperty("consumer.session.timeout.ms", "6000");
    sources.file.setProperty("consumer.isolation.level", "read_committed");
    sources.file.setProperty("consumer.metadata.max.age.ms", "1000");
    sources.clientProperties(folder, "auto.offset.reset=earliest");
    Properties consumer = lesson("max.poll.records", 10);
    sources.settings().clientSettings().applyToShareConsumer(consumer);
    assertThat(consumer).containsOnly(entry("max.poll.records", 10), entry("metadata.max.age.ms", "1000"),
        entry("auto.offset.reset", "earliest"));
  }

  @Test
  void blanksAtTheEndOfALineAreNotMeantButInAPassword() {
    sources.clientProperties(folder, "group.protocol=consumer ", "security.protocol=SSL\t", "ssl.key.password=x ");
    sources.system.setProperty("kafkalab.option.set.auto.offset.reset", " latest ");
    assertThat(timeouts()).containsOnly(entry("max.poll.records", 10), entry("group.protocol", "consumer"),
        entry("security.protocol", "SSL"), entry("ssl.key.password", "x "), entry("auto.offset.reset", "latest"));
    assertThat(sources.settings().clientSettings().security()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void theConsumerProtocolMayBeSetInTheFileToo() {
    sources.file.setProperty("consumer.group.protocol", "consumer ");
    assertThat(timeouts()).containsOnly(entry("max.poll.records", 10), entry("group.protocol", "consumer"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"group.protocol=classic", ""})
  void theClassicProtocolKeepsThem(String line) {
    sources.clientProperties(folder, line);
    assertThat(timeouts()).contains(entry("session.timeout.ms", "6000"), entry("heartbeat.interval.ms", "1000"),
        entry("partition.assignment.strategy", "range"));
  }
}
