package kafkalab.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kafkalab.harness.BrokerTest;
import kafkalab.harness.TestLab;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the producers tell Kafka's client; a broker that loses nothing does not show it. */
@BrokerTest
class ProducerSettingsIT {

  /** An interceptor that prints what its producer was configured with. */
  public static final class SettingsPrinter implements ProducerInterceptor<Object, Object> {
    @Override
    public void configure(Map<String, ?> settings) {
      System.out.println("acks=" + settings.get("acks") + " enable.idempotence=" + settings.get("enable.idempotence"));
    }

    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(classes = {Producer01FireAndForget.class, Producer02Sync.class, Producer03Async.class,
      Producer04Json.class, Producer05CGroup.class})
  void everyProducerAsksForAllAcknowledgementsAndNoDuplicates(Class<?> lesson, TestLab lab) {
    var run = lab.lesson(lesson).topic(lab.newTopic(1)).messages(1).interceptors(SettingsPrinter.class).start();
    assertThat(run.exitCode()).isZero();
    assertThat(run.lines()).contains("acks=all enable.idempotence=true");
  }
}
