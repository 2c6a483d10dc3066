package io.hffs.fs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hffs.fs.device.GroupKey.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupKeyTest {

  private static final String TEXT = "0123456789abcdef012345";
  private static final DeviceId ONE = Devices.id("1");
  private static final DeviceId TWO = Devices.id("2");

  private final GroupKey key = GroupKey.of(TEXT);
  private final byte[] nonce = new byte[GroupKey.NONCE_BYTES];
  private final byte[] proof = key.proof(Role.CLIENT, ONE, TWO, nonce);

  @Test
  void whoHasTheKeyIsBelieved() {
    assertThat(proof).hasSize(32);
    assertThat(GroupKey.of(" " + TEXT + "\n").verify(proof, Role.CLIENT, ONE, TWO, nonce)).isTrue();
  }

  @Test
  void proofHoldsForNothingElse() {
    byte[] otherNonce = nonce.clone();
    otherNonce[31] = 1;
    byte[] altered = proof.clone();
    altered[0] ^= 1;

    assertThat(key.verify(proof, Role.SERVER, ONE, TWO, nonce)).isFalse();
    assertThat(key.verify(proof, Role.CLIENT, TWO, ONE, nonce)).isFalse();
    assertThat(key.verify(proof, Role.CLIENT, ONE, Devices.id("3"), nonce)).isFalse();
    assertThat(key.verify(proof, Role.CLIENT, Devices.id("3"), TWO, nonce)).isFalse();
    assertThat(key.verify(proof, Role.CLIENT, ONE, TWO, otherNonce)).isFalse();
    assertThat(key.verify(altered, Role.CLIENT, ONE, TWO, nonce)).isFalse();
    assertThat(key.verify(new byte[0], Role.CLIENT, ONE, TWO, nonce)).isFalse();
    assertThat(GroupKey.of(TEXT + "x").verify(proof, Role.CLIENT, ONE, TWO, nonce)).isFalse();
  }

  @Test
  void nonceHasItsLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key.proof(Role.CLIENT, ONE, TWO, new byte[8]));
  }

  @Test
  void shortKeyIsRefusedWithTheCure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupKey.of(TEXT.substring(1) + " \n"))
        .withMessageContaining("21 characters")
        .withMessageContaining("openssl rand");
  }

  @Test
  void keyIsReadFromAFileOfItsOwner(@TempDir Path root) throws Exception {
    Path file = root.resolve("group-key");
    Files.writeString(file, TEXT + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(GroupKey.read(file).verify(proof, Role.CLIENT, ONE, TWO, nonce)).isTrue();

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> GroupKey.read(file))
        .withMessageContaining("chmod 600 " + file);
  }

  @Test
  void theGroupMayReadAKeyThatRootPutThere(@TempDir Path root) throws Exception {
    Path file = root.resolve("group-key");
    Files.writeString(file, TEXT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

    if (Files.getAttribute(file, "unix:uid").equals(0)) {
      assertThat(GroupKey.read(file)).isNotNull();
    } else {
      assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> GroupKey.read(file));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--rw----"));
    assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> GroupKey.read(file));
  }

  @Test
  void shortFileIsToldByName(@TempDir Path root) throws Exception {
    Path file = root.resolve("group-key");
    Files.writeString(file, "short");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatExceptionOfType(DeviceException.class)
        .isThrownBy(() -> GroupKey.read(file))
        .withMessageContaining(file.toString())
        .withMessageContaining("5 characters");
  }

  @Test
  void textIsShownToNobody() {
    assertThat(key).hasToString("group key");
  }
}
