package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "nas, nas, 9009, nas:9009",
    "NAS.Local, nas.local, 9009, nas.local:9009",
    "nas:80, nas, 80, nas:80",
    "' nas:65535 ', nas, 65535, nas:65535",
    "my_host-1.example.org., my_host-1.example.org., 9009, my_host-1.example.org.:9009",
    "192.168.1.7, 192.168.1.7, 9009, 192.168.1.7:9009",
    "192.168.1.7:1, 192.168.1.7, 1, 192.168.1.7:1",
    "::1, ::1, 9009, [::1]:9009",
    "[::1], ::1, 9009, [::1]:9009",
    "[FD00:0:0::7]:9010, fd00::7, 9010, [fd00::7]:9010",
    "fd00::7:9010, fd00::7:9010, 9009, [fd00::7:9010]:9009",
    "[::ffff:10.0.0.1]:9, 10.0.0.1, 9, 10.0.0.1:9",
    "10-0-0-1, 10-0-0-1, 9009, 10-0-0-1:9009"
  })
  void isParsedAndWrittenBack(String text, String host, int port, String written) {
    PeerAddress address = PeerAddress.parse(text, 9009);

    assertThat(address).isEqualTo(new PeerAddress(host, port));
    assertThat(address).hasToString(written);
    assertThat(PeerAddress.parse(written, 1)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "http://nas",
        "http://nas:80",
        "nas/x",
        "nas:80/x",
        "nas/x:80",
        "user@nas",
        "a b",
        "a%2eb",
        "-nas",
        "nas-",
        "a..b",
        ".nas",
        "192.168.1.300",
        "12",
        "0x7f.1",
        "1.2.3",
        ":9009",
        "[::1",
        "[::1]x",
        "[nas]:9",
        "[]:9",
        "::g",
        "1:2:3:4:5:6:7:8:9",
        "fe80::1%eth0",
        "[fe80::1%eth0]:9",
        "a$b",
        "nas;x",
        "nas:80:90",
        "nas\n:9"
      })
  void whatIsNoAddressIsToldAsSuch(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(text, 9009))
        .withMessageContaining("'" + text.strip() + "'")
        .withMessageContaining("not the address of a machine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nas:",
        "nas:0",
        "nas:65536",
        "nas:-1",
        "nas:+1",
        "nas:x",
        "[::1]:",
        "nas:99999999999"
      })
  void whatIsNoPortIsToldAsSuch(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(text, 9009))
        .withMessageContaining("is not a port");
  }

  @ParameterizedTest
  @CsvSource({
    "nas, true",
    "Nas.Local., true",
    "hffs_1.example.org, true",
    "192.168.1.7, false",
    "::1, false",
    "1.2.3, false",
    "nas:9009, false",
    "a b, false",
    "'', false"
  })
  void namesAreNoAddresses(String text, boolean isName) {
    assertThat(PeerAddress.isName(text)).isEqualTo(isName);
  }

  @Test
  void hostsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PeerAddress.parse(":".repeat(1_000_000), 9009));
    assertThatIllegalArgumentException().isThrownBy(() -> new PeerAddress("nas:1", 9009));
    assertThatIllegalArgumentException().isThrownBy(() -> new PeerAddress("x".repeat(64), 9009));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PeerAddress("x.".repeat(127) + "x", 9009));
  }
}
