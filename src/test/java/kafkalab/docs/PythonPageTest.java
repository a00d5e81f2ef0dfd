package kafkalab.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

/** Where each client puts a key, as the page for those who come from the Python course says. */
class PythonPageTest {

  private static final int PARTITIONS = 4;

  private static String row(String head, ToIntFunction<byte[]> partition) {
    return IntStream.range(0, 8).mapToObj(key -> Integer.toString(partition.applyAsInt(Integer.toString(key)
        .getBytes(UTF_8)))).collect(Collectors.joining(" | ", "| " + head + " | ", " |"));
  }

  /** librdkafka: rd_kafka_msg_partitioner_consistent, the sum modulo the number of partitions. */
  private static int crc32(byte[] key) {
    CRC32 sum = new CRC32();
    sum.update(key);
    return (int) (sum.getValue() % PARTITIONS);
  }

  @Test
  void theKeysGoWhereTheTableSays() throws IOException {
    assertThat(Files.readAllLines(Path.of("docs", "python.md"))).contains(
        row("Java: murmur2", key -> BuiltInPartitioner.partitionForKey(key, PARTITIONS)),
        row("Python: CRC32", PythonPageTest::crc32));
  }
}
