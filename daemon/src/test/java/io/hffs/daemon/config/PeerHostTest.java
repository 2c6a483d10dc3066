package io.hffs.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerHostTest {

  @ParameterizedTest
  @CsvSource({
    "gpu-1, gpu-1, 9009, gpu-1:9009",
    "gpu-1:9555, gpu-1, 9555, gpu-1:9555",
    "node_1.lan., node_1.lan., 9009, node_1.lan.:9009",
    "192.0.2.7, 192.0.2.7, 9009, 192.0.2.7:9009",
    "192.0.2.7:1, 192.0.2.7, 1, 192.0.2.7:1",
    "[::1], ::1, 9009, [::1]:9009",
    "[2001:db8::7]:65535, 2001:db8::7, 65535, [2001:db8::7]:65535"
  })
  void readsWhatPeopleWrite(String text, String host, int port, String written) {
    PeerHost read = PeerHost.parse(" " + text + " ", 9009);

    assertThat(read).isEqualTo(new PeerHost(host, port)).hasToString(written);
    assertThat(PeerHost.parse(written, 1)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":9009",
        "a:0",
        "a:65536",
        "a:x",
        "a:",
        "http://a",
        "a/b",
        "a b",
        "u@a",
        "::1",
        "2001:db8::7",
        "[::1",
        "[a]",
        "[1.2.3.4]",
        "[::1]9009",
        "-a",
        "a-",
        "a..b",
        "a;b",
        "a\u0000"
      })
  void refusesWithASentenceThatShowsHow(String text) {
    assertThatThrownBy(() -> PeerHost.parse(text, 9009))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a host: '")
        .hasMessageContaining("[2001:db8::7]:9009");
  }
}
