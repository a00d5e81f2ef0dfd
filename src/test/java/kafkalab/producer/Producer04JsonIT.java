package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.Claims;
import kafkalab.harness.TestLab;
import org.junit.jupiter.api.Test;

@BrokerTest
class Producer04JsonIT {

  @Test
  void anyJsonParserCanReadTheEmployees(TestLab lab) throws IOException {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer04Json.class).topic(topic).messages(300).start();

    assertThat(run.exitCode()).isZero();
    assertThat(run.lastLine()).isEqualTo("Verdict     : all 300 messages acknowledged, none failed");
    var records = lab.read(topic);
    assertThat(records).hasSize(300);
    for (var record : records) {
      JsonNode employee = new ObjectMapper().readTree(record.value());
      assertThat(employee.get("id").intValue()).isEqualTo((int) record.offset());
      assertThat(employee.get("hireDate").textValue()).matches("\\d{4}-\\d\\d-\\d\\d");
      assertThat(employee.get("manager").isBoolean()).isTrue();
    }
    String first = new String(records.get(0).value(), StandardCharsets.UTF_8);
    assertThat(run.lines()).contains("On the wire : " + first);
    Claims.proven("Producer04Json", "what is on the wire is JSON with ISO dates, readable without our classes",
        "300 of 300 records");
  }

  @Test
  void sigtermInMidRunStillSendsWhatWasHandedOver(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer04Json.class).topic(topic).delayMs(5).start();
    TestLab.await().until(() -> lab.ends(topic).get(0) > 20);
    run.stop();
    long arrived = lab.ends(topic).get(0);
    assertThat(arrived).as("stopped in mid-run").isLessThan(100_000);
    assertThat(run.lastLine()).isEqualTo("Verdict     : all " + arrived + " messages acknowledged, none failed");
  }

  @Test
  void theWholeRunArrives(TestLab lab) {
    String topic = lab.newTopic(1);
    var run = lab.lesson(Producer04Json.class).topic(topic).start();
    assertThat(run.exitCode()).isZero();
    assertThat(lab.ends(topic)).containsEntry(0, 100_000L);
  }
}
