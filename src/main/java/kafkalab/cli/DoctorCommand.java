package kafkalab.cli;

import java.util.concurrent.Callable;
import kafkalab.doctor.Doctor;
import picocli.CommandLine.Command;

/** Whether this machine and the cluster are ready for a class. */
@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Checks this machine and the cluster, and says what to do about it.",
        "It sends two records to a topic of its own, which it deletes again."},
    footer = {"", "Examples:",
        "  scripts/lab doctor              before a class: is all there?",
        "  KAFKA_BOOTSTRAP_SERVERS=broker1:9092 scripts/lab doctor",
        "                                  the same for another cluster",
        "", "Exit codes: 0 no failure; else that of the first one: 1 of this machine, 2 a",
        "wrong setting, 3 no broker, 4 an advertised address cannot be reached, 5 a wrong",
        "topic, 6 refused by the cluster."})
final class DoctorCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return new Doctor().run();
  }
}
