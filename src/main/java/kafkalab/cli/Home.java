package kafkalab.cli;

import java.nio.file.Path;

/** The project's folder, which the launcher names by {@code -Dkafkalab.home}; in the IDE the working directory. */
final class Home {

  static final String PROPERTY = "kafkalab.home";

  private Home() {}

  static Path path() {
    return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
  }
}
