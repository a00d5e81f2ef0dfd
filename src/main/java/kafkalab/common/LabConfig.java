package kafkalab.common;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafkalab.cluster.ClusterAddress;
import kafkalab.cluster.ClusterConnection;
import kafkalab.settings.LabSettings;
import kafkalab.support.LabException;
import kafkalab.support.ProcessExit;
import kafkalab.support.ProgramSetup;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where the cluster is, who the student is, and what a run changes about a lesson: what a lesson names of
 * {@link LabSettings}.
 */
public final class LabConfig {

  private final String program;
  private final LabSettings settings;
  private Properties client = new Properties();
  private Admin admin;

  LabConfig(String program, LabSettings settings) {
    this.program = program;
    this.settings = settings;
  }

  /**
   * Reads the settings for a program, and starts what runs beside it ({@link ProgramSetup}).
   *
   * @throws LabException if a setting is unknown or malformed
   */
  public static LabConfig load(Class<?> program) {
    ProgramSetup.start();
    return new LabConfig(program.getSimpleName(), LabSettings.load());
  }

  /** The program's class name, for example {@code Producer02Sync}. */
  public String program() {
    return program;
  }

  /** The cluster's address for {@code bootstrap.servers}: {@code host:port}, several separated by commas. */
  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  /** Who the student is: the first part of the names of their consumer groups. */
  public String studentId() {
    return settings.studentId();
  }

  /** The topic of this run: {@code LAB_TOPIC}, or else the lesson's own. */
  public String topic(String lessonTopic) {
    return settings.topic(lessonTopic);
  }

  /** The consumer group of this run: {@code LAB_GROUP}, or else {@code <student>-<lesson>}. */
  public String group(String lesson) {
    return settings.group(lesson);
  }

  /** Which of several instances that run at the same time this one is: {@code LAB_INSTANCE}, or else 1. */
  public String instance() {
    return settings.instance();
  }

  /** How many records this run sends, or a consumer reads before it stops by itself: at least 1. */
  public long messages(long otherwise) {
    return settings.messages(otherwise);
  }

  /** The largest batch a poll may return: the lesson's own, or less if this run is to read fewer records. */
  public int maxPollRecords(int lessonBatch) {
    return (int) Math.min(lessonBatch, messages(lessonBatch));
  }

  /** Milliseconds between two records of a producer, or that a consumer works on each record: 0 or more. */
  public long delayMs(long otherwise) {
    return settings.delayMs(otherwise);
  }

  /**
   * Changes a lesson's settings to those of this run: the {@code producer.*} lines of {@code lab.properties} where the
   * lesson sets nothing, then the file {@code LAB_CLIENT_PROPERTIES} and {@code --set}, which win over the lesson.
   */
  public void applyToProducer(Properties config) {
    settings.clientSettings().applyToProducer(config);
    client = config;
    Console.acknowledgements(!clientSetting(ProducerConfig.ACKS_CONFIG, "all").strip().equals("0"));
  }

  /** Likewise for a consumer, with the {@code consumer.*} lines. */
  public void applyToConsumer(Properties config) {
    settings.clientSettings().applyToConsumer(config);
    client = config;
  }

  /** Likewise for a member of a share group; a consumer's default that it does not have is left out. */
  public void applyToShareConsumer(Properties config) {
    settings.clientSettings().applyToShareConsumer(config);
    client = config;
  }

  /** The settings as environment variables, for programs in a JVM of their own; without the client settings. */
  public Map<String, String> environment() {
    return settings.environment();
  }

  /** What {@code LAB_CLIENT_PROPERTIES} and {@code --set} say of Kafka's clients. */
  public Map<String, String> clientSettings() {
    return settings.clientSettings().all();
  }

  /** The cluster's address, with what {@code LAB_CLIENT_PROPERTIES} says of TLS and SASL. */
  public ClusterAddress cluster() {
    return new ClusterAddress(bootstrapServers(), settings.clientSettings().security());
  }

  /** A setting of the lesson's own client, as the lesson and this run have it. */
  String clientSetting(String name, String otherwise) {
    return client.getOrDefault(name, otherwise).toString();
  }

  /**
   * The client by which a program asks the cluster beside its own client. The first call checks that the cluster is
   * there. It is open until the program's main thread, which is the one that calls this first, has ended.
   */
  synchronized Admin admin() {
    if (admin == null) {
      Admin opened = ClusterConnection.open(cluster());
      ProcessExit.afterMain(() -> opened.close(Duration.ZERO));
      admin = opened;
    }
    return admin;
  }
}
