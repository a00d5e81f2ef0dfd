package kafkalab.consumer;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * A metrics reporter that makes a lesson fail in the middle of its work: a record of the key that an environment
 * variable names throws when it is printed, which is a lesson's work.
 */
public final class FailingOutput implements MetricsReporter {

  /** The record's key. */
  static final String KEY = "TEST_FAILING_RECORD_KEY";

  @Override
  public void configure(Map<String, ?> settings) {
    String failing = " : (" + System.getenv(KEY) + " , ";
    System.setOut(new PrintStream(System.out, true) {
      @Override
      public void println(String line) {
        if (line.contains(failing)) {
          throw new IllegalArgumentException("not what the program expects");
        }
        super.println(line);
      }
    });
  }

  @Override
  public void init(List<KafkaMetric> metrics) {}

  @Override
  public void metricChange(KafkaMetric metric) {}

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {}
}
