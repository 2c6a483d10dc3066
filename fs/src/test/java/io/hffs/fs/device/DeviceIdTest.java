package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdTest {

  @Test
  void isTheFingerprintOfTheCertificate() throws Exception {
    DeviceIdentity device = Devices.identity();
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(device.certificate().getEncoded());

    assertThat(device.id().hex()).isEqualTo(HexFormat.of().formatHex(sha256));
    assertThat(DeviceId.of(sha256)).isEqualTo(device.id());
    assertThat(device.id().bytes()).isEqualTo(sha256);
  }

  @Test
  void abbreviationIsBase32OfTheFirst80Bits() {
    // RFC 4648: "foobarfoob" is MZXW6YTBOJTG633C.
    DeviceId id = new DeviceId("666f6f626172666f6f62" + "0".repeat(44));

    assertThat(id.abbreviated()).isEqualTo("mzxw6ytbojtg633c");
    assertThat(Devices.id("f").abbreviated()).isEqualTo("7".repeat(16));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "../../etc", "G"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new DeviceId(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DeviceId(text.toUpperCase(java.util.Locale.ROOT) + "A".repeat(64)));
  }
}
