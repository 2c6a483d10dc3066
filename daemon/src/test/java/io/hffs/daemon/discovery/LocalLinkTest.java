package io.hffs.daemon.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalLinkTest {

  private static Inet4Address ip(String text) throws UnknownHostException {
    return (Inet4Address) InetAddress.getByName(text);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.5, 24, 203.0.113.9, true",
    "203.0.113.5, 24, 203.0.114.9, false",
    "203.0.113.5, 32, 203.0.113.5, true",
    "203.0.113.5, 32, 203.0.113.4, false",
    "203.0.113.5, 0, 198.51.100.1, false",
    "203.0.113.5, 24, 10.1.2.3, true",
    "203.0.113.5, 24, 172.31.0.1, true",
    "203.0.113.5, 24, 192.168.7.1, true",
    "10.0.0.5, 8, 169.254.169.254, false",
    "169.254.3.4, 16, 169.254.7.8, true",
    "10.0.0.5, 8, 0.0.0.0, false",
    "10.0.0.5, 8, 224.0.0.251, false",
    "10.0.0.5, 8, 127.0.0.1, false",
    "127.0.0.1, 8, 127.0.0.1, true"
  })
  void anAnnouncementMayOnlyLeadNearby(String own, int prefixLength, String other, boolean may)
      throws Exception {
    assertThat(new LocalLink("eth0", ip(own), prefixLength).mayLeadTo(ip(other))).isEqualTo(may);
  }
}
