package kafkalab.harness;

import java.util.List;
import kafkalab.process.ChildJvm;
import kafkalab.process.JvmLaunch;

/** A command of the launcher in a JVM of its own. */
public final class LauncherRun extends ProgramRun<LauncherRun> {

  private final JvmLaunch launch;

  LauncherRun(String bootstrapServers, List<String> arguments) {
    super("lab " + String.join(" ", arguments));
    launch = Programs.launcher(arguments).environment("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
  }

  @Override
  public LauncherRun env(String variable, String value) {
    note(variable, value);
    launch.environment(variable, value);
    return this;
  }

  @Override
  ChildJvm launch() {
    return launch.start();
  }

  @Override
  LauncherRun self() {
    return this;
  }
}
