package kafkalab.doctor;

import static kafkalab.doctor.Finding.State.FAIL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code lab doctor} makes of a machine, where no test can make this one like that. */
class MachineChecksTest {

  @ParameterizedTest
  @CsvSource({"1000000000, OK, 1.0", "999999999, WARN, 1.0", "99000000, FAIL, 0.1", "52500000000, OK, 52.5"})
  void freeDiskSpace(long bytes, Finding.State state, String gigabytes) {
    Finding finding = MachineChecks.disk(bytes);
    assertThat(finding.state()).isEqualTo(state);
    assertThat(finding.text()).isEqualTo(gigabytes + " GB free in the project's folder");
  }

  @ParameterizedTest
  @CsvSource({"80, UTF-8, OK", "79, UTF-8, WARN", "200, utf8, OK", "80, x-windows-950, WARN", "80, US-ASCII, WARN"})
  void theTerminal(int columns, String encoding, Finding.State state) {
    assertThat(MachineChecks.terminal(columns, encoding).state()).isEqualTo(state);
  }

  @Test
  void localhostIsThisMachine() throws IOException {
    InetAddress four = InetAddress.getByName("127.0.0.1");
    InetAddress six = InetAddress.getByName("::1");
    assertThat(MachineChecks.localhost(List.of(four, six))).isEqualTo(Finding.ok("127.0.0.1, ::1"));
    assertThat(MachineChecks.localhost(List.of()).text()).isEqualTo("has no address: not this machine");
    assertThat(MachineChecks.localhost(List.of(four, InetAddress.getByName("192.0.2.1"))).state()).isEqualTo(FAIL);
  }
}
