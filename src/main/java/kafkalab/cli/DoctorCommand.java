package kafkalab.cli;

import java.util.concurrent.Callable;
import kafkalab.doctor.Doctor;
import kafkalab.support.ExitCode;
import picocli.CommandLine.Command;

/** Whether this machine and the cluster are ready for a class. */
@Command(name = "doctor", mixinStandardHelpOptions = true, sortOptions = false,
    description = {"Checks this machine and the cluster, and says what to do about it.",
        "It sends two records to a topic of its own, which it deletes again."},
    footer = {"", "Examples:",
        "  scripts/lab doctor              before a class: is everything ready?",
        "  KAFKA_BOOTSTRAP_SERVERS=broker1:9092 scripts/lab doctor",
        "                                  the same for another cluster"},
    exitCodeListHeading = "%nExit codes, that of the first failure:%n",
    exitCodeList = {
        "0:no failure",
        ExitCode.FAILED + ":of this machine",
        ExitCode.WRONG_SETTING + ":wrong setting",
        ExitCode.NO_BROKER + ":no broker",
        ExitCode.UNREACHABLE_ADDRESS + ":an advertised address cannot be reached",
        ExitCode.WRONG_TOPIC + ":wrong topic",
        ExitCode.REFUSED + ":refused by the cluster"})
final class DoctorCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return new Doctor().run();
  }
}
