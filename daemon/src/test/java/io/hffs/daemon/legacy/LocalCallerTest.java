package io.hffs.daemon.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalCallerTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:9090",
    "127.0.0.1, localhost:9090",
    "127.0.0.2, LOCALHOST",
    "::1, [::1]:9090",
    "0:0:0:0:0:0:0:1, [::1]:9090",
    "::ffff:127.0.0.1, 127.0.0.1:9090"
  })
  void aProgramOfThisMachineIsLocal(String address, String host) {
    assertThat(new LocalCaller(address, host, null).isLocal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.7, 127.0.0.1:9090",
    "10.0.0.1, localhost:9090",
    "fe80::1, [::1]:9090",
    "::ffff:10.0.0.1, 127.0.0.1:9090"
  })
  void anotherMachineIsNotWhateverItSays(String address, String host) {
    assertThat(new LocalCaller(address, host, null).isLocal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "rebound.example:9090, ",
    "127.0.0.1.evil.example, ",
    ", ",
    "127.0.0.1:9090, http://evil.example",
    "127.0.0.1:9090, null"
  })
  void aWebPageOfThisMachineIsNotEither(String host, String origin) {
    assertThat(new LocalCaller("127.0.0.1", host, origin).isLocal()).isFalse();
  }

  @Test
  void whatIsNoAddressIsNotLocal() {
    assertThat(new LocalCaller("", "127.0.0.1", null).isLocal()).isFalse();
  }
}
