package kafkalab.settings;

/** The settings of the lab, each with the names under which it can be set. */
public enum LabSetting {
  BOOTSTRAP_SERVERS("bootstrap.servers", "KAFKA_BOOTSTRAP_SERVERS", null),
  STUDENT_ID("student.id", "LAB_STUDENT_ID", null),
  TOPIC("lab.topic", "LAB_TOPIC", "--topic"),
  GROUP("lab.group", "LAB_GROUP", "--group"),
  MESSAGES("lab.messages", "LAB_MESSAGES", "--messages"),
  DELAY_MS("lab.delay.ms", "LAB_DELAY_MS", "--delay"),
  INSTANCE("lab.instance", "LAB_INSTANCE", null),
  CLIENT_PROPERTIES("lab.client.properties", "LAB_CLIENT_PROPERTIES", null);

  private final String property;
  private final String variable;
  private final String option;

  LabSetting(String property, String variable, String option) {
    this.property = property;
    this.variable = variable;
    this.option = option;
  }

  /** Its name as a system property and in {@code lab.properties}. */
  public String property() {
    return property;
  }

  /** Its name as an environment variable. */
  public String variable() {
    return variable;
  }

  /** Its name as an option of {@code lab run}; null if it has none. */
  String option() {
    return option;
  }
}
