package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceIdentityTest {

  @TempDir Path root;

  private Path file() {
    return root.resolve("device.pem");
  }

  @Test
  void isMadeOnceAndThenTheSame() throws Exception {
    DeviceId first = DeviceIdentity.open(root).id();
    byte[] written = Files.readAllBytes(file());

    assertThat(DeviceIdentity.open(root).id()).isEqualTo(first);
    assertThat(Files.readAllBytes(file())).isEqualTo(written);
    assertThat(root).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void isForItsOwnerOnly() throws Exception {
    DeviceIdentity.open(root);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void certificateLastsAndSaysNothingOfTheMachine() throws Exception {
    var certificate = DeviceIdentity.open(root).certificate();

    certificate.checkValidity(Date.from(Instant.now().minus(Duration.ofHours(23))));
    certificate.checkValidity(Date.from(Instant.now().plus(Duration.ofDays(19 * 365))));
    assertThat(certificate.getSubjectX500Principal()).hasToString("CN=hffs");
    assertThat(certificate.getSubjectAlternativeNames()).isNull();
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw-----w-"})
  void fileThatOthersCanUseIsRefusedWithTheCure(String mode) throws Exception {
    DeviceIdentity.open(root);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(mode));

    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> DeviceIdentity.open(root))
        .withMessageContaining("chmod 600 " + file());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u00ff\u0000",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
      })
  void damagedFileIsToldAndKept(String text) throws Exception {
    DeviceIdentity.open(root);
    byte[] damaged = text.getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file(), damaged);

    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> DeviceIdentity.open(root))
        .withMessageContaining("damaged")
        .withMessageContaining(file().toString());
    assertThat(Files.readAllBytes(file())).isEqualTo(damaged);
  }

  @Test
  void keyOfAnotherCertificateIsDamage() throws Exception {
    DeviceIdentity.open(root);
    HeldCertificate one = Devices.identity().held();
    HeldCertificate two = Devices.identity().held();
    Files.writeString(file(), one.certificatePem() + two.privateKeyPkcs8Pem());

    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> DeviceIdentity.open(root))
        .withMessageContaining("damaged");
  }

  @Test
  void fileThatCannotBeReachedIsNotReplaced() throws Exception {
    Path nowhere = root.resolve("nowhere");
    Files.createSymbolicLink(file(), nowhere);

    DeviceIdentity.open(root);
    assertThat(nowhere).doesNotExist();
  }
}
