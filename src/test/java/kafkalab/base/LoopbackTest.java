package kafkalab.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is this machine, and what only looks like it. */
class LoopbackTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9092", "LocalHost:9092", "127.0.0.1:9092", "127.255.10.99:1", "[::1]:9092",
      "[0:0:0:0:0:0:0:1]:9092", "::1:9092"})
  void thisMachine(String server) {
    assertThat(Loopback.isServer(HostPort.parse(server))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker1:9092", "localhost.example.com:9092", "notlocalhost:9092",
      "127.0.0.1.example.com:9092", "127.0.0.256:9092", "127.1:9092", "128.0.0.1:9092", "10.127.0.1:9092",
      "0.0.0.0:9092", "[::]:9092", "[::2]:9092", "[fe80::1]:9092", "[::1:zz]:9092", ":9092"})
  void anotherMachine(String server) {
    assertThat(Loopback.isServer(HostPort.parse(server))).isFalse();
  }
}
