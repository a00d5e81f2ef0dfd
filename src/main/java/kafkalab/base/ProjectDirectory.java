package kafkalab.base;

import java.nio.file.Path;

/** The project's folder, which the launcher names by {@code -Dkafkalab.home}; in the IDE the working directory. */
public final class ProjectDirectory {

  public static final String PROPERTY = "kafkalab.home";

  private ProjectDirectory() {}

  public static Path path() {
    return Path.of(System.getProperty(PROPERTY, "")).toAbsolutePath().normalize();
  }
}
